import Link from "next/link";
import { useTranslations } from "next-intl";
import type { WaitingFigures } from "#lib/conversations/count-waiting.ts";
import { State } from "../../components/state.tsx";

/** Who waits for an answer now; each figure leads to the conversations. Nothing where nobody does. */
export function WaitingPeople({ tenant, waiting }: { tenant: string; waiting: WaitingFigures }) {
  const t = useTranslations("overview.waiting");
  const list = `/${tenant}/conversations?which=`;
  const { people, drafts, isMore } = waiting;
  const shown = `${people}${isMore ? "+" : ""}`;
  if (people === 0) return null;
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-13">
      <Link href={`${list}waiting`} prefetch={false} className="underline-offset-4 hover:underline">
        <State kind="waiting">{t("people", { count: people, shown })}</State>
      </Link>
      {drafts > 0 ? (
        <Link
          href={`${list}draft`}
          prefetch={false}
          className="text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
        >
          {t("drafts", { count: drafts })}
        </Link>
      ) : null}
    </p>
  );
}
