import { Bell, BellOff } from "lucide-react";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { Role } from "#generated/enums.ts";
import { demandOf, kinds } from "#lib/alerts/kinds.ts";
import type { CauseView } from "#lib/alerts/list.ts";
import { pageNameOf, pageOf, valuesOf } from "#lib/alerts/words.ts";
import { errorClasses } from "#lib/fallback/index.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Notice } from "../../components/notice.tsx";
import { State } from "../../components/state.tsx";
import { RelativeTime } from "../../components/time.tsx";
import { KnowSignIn } from "./know-sign-in.tsx";

interface Props {
  tenant: string;
  /** Of who looks. */
  role: Role;
  causes: readonly CauseView[];
  /** Whether the person who looks is told of them; null: this role never is. */
  told: boolean | null;
  /** For whoever is not told: the step to be. */
  step: ReactNode;
}

const mayOpen = (role: Role, cause: CauseView) => {
  const demand = demandOf(cause);
  return demand === null || can(role, demand);
};

/** What needs a person now, each with the page that mends it. */
export async function OpenCauses({ tenant, role, causes, told, step }: Props) {
  const [t, locale] = await Promise.all([getTranslations("alerts"), getLocale()]);
  if (causes.length === 0)
    return (
      <EmptyState icon={told ? Bell : BellOff} title={t("open.none")} action={step}>
        {t(told === null ? "open.noneHere" : told ? "open.noneBody" : "open.noneUntold")}
      </EmptyState>
    );
  return (
    <section>
      {told === false ? (
        <Notice icon={BellOff} title={t("open.untold")} action={step} className="mb-8">
          {t("open.untoldBody")}
        </Notice>
      ) : null}
      <h2 className="mb-2 text-16">{t("open.title")}</h2>
      <ul className="divide-y border-y">
        {causes.map((cause) => (
          <li key={cause.id} className="flex flex-wrap items-center gap-x-6 gap-y-3 py-3">
            <div className="min-w-64 flex-1">
              <State kind={kinds[cause.kind].severity === "critical" ? "broken" : "waiting"}>
                <CauseName cause={cause} />
              </State>
              <p className="mt-1 break-words text-13">
                {t(`kind.${cause.kind}.one`, valuesOf(cause, locale))}
              </p>
              <p className="mt-0.5 text-13 text-muted-foreground">
                {t.rich("open.since", { when: () => <RelativeTime date={cause.openedAt} /> })}
              </p>
            </div>
            <div className="flex flex-wrap gap-2">
              {cause.kind === "new_sign_in" ? <KnowSignIn tenant={tenant} session={cause.subject} /> : null}
              {mayOpen(role, cause) ? (
                <Button asChild variant="secondary" size="sm">
                  <Link href={pageOf(cause, tenant)}>{t(`open.mend.${pageNameOf(cause)}`)}</Link>
                </Button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const faults = [...errorClasses, "unreadable"] as const;

/** Of a key the same word as on the page of keys. */
async function CauseName({ cause: { kind, facts } }: { cause: CauseView }) {
  const [t, words] = await Promise.all([getTranslations("alerts"), getTranslations("classes")]);
  const fault = faults.find((each) => each === facts.class);
  return fault ? words(`${fault}.name`) : t(`kind.${kind}.name`);
}
