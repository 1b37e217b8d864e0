import { getLocale, getTranslations } from "next-intl/server";
import type { CauseView } from "#lib/alerts/list.ts";
import { valuesOf } from "#lib/alerts/words.ts";
import { RelativeTime } from "../../components/time.tsx";
import { AlertsPart } from "./part.tsx";

/** What was solved, the latest first. */
export async function PastCauses({ causes }: { causes: readonly CauseView[] }) {
  const [t, locale] = await Promise.all([getTranslations("alerts"), getLocale()]);
  if (causes.length === 0) return null;
  return (
    <AlertsPart title={t("past.title")}>
      <ul className="divide-y border-y">
        {causes.map((cause) => (
          <li key={cause.id} className="flex flex-wrap items-baseline gap-x-6 gap-y-0.5 py-2.5 text-13">
            <span className="min-w-64 flex-1">
              <span className="font-medium">{t(`kind.${cause.kind}.name`)}</span>{" "}
              <span className="break-words text-muted-foreground">{valuesOf(cause, locale).name}</span>
            </span>
            <span className="text-muted-foreground">
              {t.rich("past.lasted", {
                when: () => <RelativeTime date={cause.solvedAt ?? cause.openedAt} />,
              })}
            </span>
          </li>
        ))}
      </ul>
    </AlertsPart>
  );
}
