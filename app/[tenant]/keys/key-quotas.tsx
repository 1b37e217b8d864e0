"use client";
// Limits of a key's project: how much is left, of how much, until when.
import { useTranslations } from "next-intl";
import type { QuotaView } from "#lib/chain-state/forecasts.ts";
import { cn } from "../../components/cn.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useTimeWords } from "../../components/time.tsx";

export function KeyQuotas({ quotas }: { quotas: readonly QuotaView[] }) {
  const t = useTranslations("keys.quota");
  const numbers = useNumbers();
  const words = useTimeWords();
  if (quotas.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 text-12 text-muted-foreground">{t("title")}</h3>
      <ul className="grid gap-3">
        {quotas.map(({ model, window, metric, used, limit, resetsAt, runsOutAt, refused }) => {
          const share = refused ? 1 : Math.min(1, used / limit);
          const full = share >= 1;
          return (
            <li key={`${model} ${window} ${metric}`} className="text-13">
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="font-mono text-12">{model}</span>
                <span className="tabular-nums">
                  {t(`${window}.${metric}`, {
                    left: numbers.count(refused ? 0 : Math.max(0, limit - used)),
                    limit: numbers.count(limit),
                  })}
                </span>
              </div>
              <div className="mt-1 h-1 overflow-hidden rounded-full bg-muted" aria-hidden>
                <div
                  className={cn("h-full", full ? "bg-broken" : runsOutAt ? "bg-waiting" : "bg-primary")}
                  style={{ width: `${share * 100}%` }}
                />
              </div>
              {window === "day" ? (
                <p className="mt-1 text-12 text-muted-foreground" suppressHydrationWarning>
                  {refused && used < limit
                    ? t("refused", { used: numbers.count(used), when: words.clock(resetsAt) })
                    : full
                      ? t("full", { when: words.clock(resetsAt) })
                      : runsOutAt
                        ? t("runsOut", { when: words.clock(runsOutAt) })
                        : t("enough", { when: words.clock(resetsAt) })}
                </p>
              ) : null}
            </li>
          );
        })}
      </ul>
      <p className="mt-2 text-12 text-muted-foreground">{t("note")}</p>
    </section>
  );
}
