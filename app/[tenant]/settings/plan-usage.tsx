import { useTranslations } from "next-intl";
import { defaultAllowances } from "#lib/bots/allowances.ts";
import { countedNames } from "#lib/people/limit-names.ts";
import type { TenantUse } from "#lib/people/usage.ts";
import { State } from "../../components/state.tsx";

const grouped = (value: number) => value.toLocaleString("ru").replaceAll(",", " ");

/** What is used of what is allowed: a line each, with a bar where there is a limit. */
export function PlanUsage({ usage }: { usage: TenantUse }) {
  const t = useTranslations("settings.plan");
  const { limits, today } = usage;
  const perDay = limits.perDay ?? defaultAllowances.tenant.perDay;
  return (
    <ul className="grid max-w-lg gap-3 text-13">
      {countedNames.map((name) => (
        <Line key={name} label={t(name)} used={usage[name]} limit={limits[name] ?? null} />
      ))}
      <Line label={t("perDay")} used={today} limit={perDay} />
      {(["perMinute", "atOnce"] as const).map((name) => (
        <li key={name} className="flex justify-between gap-4">
          <span>{t(name)}</span>
          <span className="text-right text-muted-foreground tabular-nums">
            {t("atMost", { limit: grouped(limits[name] ?? defaultAllowances.tenant[name]) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Line({ label, used, limit }: { label: string; used: number; limit: number | null }) {
  const t = useTranslations("settings.plan");
  const share = limit === null ? 0 : Math.min(1, used / limit);
  const isFull = limit !== null && used >= limit;
  const tone = isFull ? "bg-broken" : share > 0.8 ? "bg-waiting" : "bg-primary";
  return (
    <li>
      <div className="flex flex-wrap justify-between gap-x-4">
        <span>{label}</span>
        <span className="flex items-center gap-2 text-muted-foreground tabular-nums">
          {isFull ? <State kind="broken">{t("full")}</State> : null}
          {limit === null
            ? t("unlimited", { used: grouped(used) })
            : t("of", { used: grouped(used), limit: grouped(limit) })}
        </span>
      </div>
      {limit === null ? null : (
        <div aria-hidden className="mt-1.5 h-1 overflow-hidden rounded-full bg-muted">
          <div className={`h-full ${tone}`} style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </li>
  );
}
