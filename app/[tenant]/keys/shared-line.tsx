import { getTranslations } from "next-intl/server";
import type { SharedKeysView } from "#lib/health/shared-keys.ts";
import { State } from "../../components/state.tsx";
import { RelativeTime } from "../../components/time.tsx";

/** The keys of the platform in one line: whether they answer, and how much of the tenant's part is used. */
export async function SharedKeysLine({ shared }: { shared: SharedKeysView }) {
  const t = await getTranslations("keys.shared");
  const { state, used, limit, until } = shared;
  const isSpent = used >= limit;
  return (
    <section
      aria-label={t("title")}
      className="mt-8 flex flex-wrap items-center gap-x-4 gap-y-1 border-y py-3 text-13"
    >
      <h2 className="font-medium text-14">{t("title")}</h2>
      <State kind={isSpent ? "waiting" : state} className="whitespace-normal">
        {isSpent ? t.rich("spent", { when: () => <RelativeTime date={until} /> }) : t(state)}
      </State>
      <span className="text-muted-foreground tabular-nums md:ml-auto">
        {t("used", { used: String(used), limit: String(limit) })}
      </span>
    </section>
  );
}
