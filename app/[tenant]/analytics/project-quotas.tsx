"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ProjectQuota } from "#lib/health/project-quotas.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useTimeWords } from "../../components/time.tsx";

const FIRST = 10;

/** How much of each project's day is spent, and how long the rest lasts. */
export function ProjectQuotas({ quotas }: { quotas: readonly ProjectQuota[] }) {
  const t = useTranslations("analytics.quotas");
  const [all, setAll] = useState(false);
  if (quotas.length === 0) return null;
  const shown = all ? quotas : quotas.slice(0, FIRST);
  return (
    <section>
      <h2 className="mb-1 text-16">{t("title")}</h2>
      <p className="mb-3 max-w-2xl text-13 text-muted-foreground">{t("intro")}</p>
      <ul className="divide-y border-y">
        {shown.map((quota) => (
          <Quota key={`${quota.project} ${quota.model} ${quota.metric}`} quota={quota} />
        ))}
      </ul>
      {shown.length < quotas.length ? (
        <Button variant="secondary" size="sm" className="mt-4" onClick={() => setAll(true)}>
          {t("all", { count: quotas.length })}
        </Button>
      ) : null}
    </section>
  );
}

function Quota({ quota }: { quota: ProjectQuota }) {
  const { label, model, metric, used, limit, resetsAt, runsOutAt, refused } = quota;
  const t = useTranslations("analytics.quotas");
  const said = useTranslations("keys.quota");
  const numbers = useNumbers();
  const words = useTimeWords();
  const share = refused ? 1 : Math.min(1, used / limit);
  const full = share >= 1;
  const forecast = full
    ? refused && used < limit
      ? said("refused", { used: numbers.count(used), when: words.clock(resetsAt) })
      : said("full", { when: words.clock(resetsAt) })
    : runsOutAt
      ? said("runsOut", { when: words.clock(runsOutAt) })
      : said("enough", { when: words.clock(resetsAt) });
  return (
    <li className="grid items-center gap-x-6 gap-y-1 py-2.5 text-13 md:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,3fr)]">
      <span className="min-w-0">
        <span className="block truncate">{label}</span>
        <span className="block truncate font-mono text-12 text-muted-foreground">{model}</span>
      </span>
      <span>
        <span className="tabular-nums">
          {t(metric, { used: numbers.count(used), limit: numbers.count(limit) })}
        </span>
        <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-muted">
          <span
            className={cn("block h-full", full ? "bg-broken" : runsOutAt ? "bg-waiting" : "bg-primary")}
            style={{ width: `${share * 100}%` }}
          />
        </span>
      </span>
      <span
        className={cn("text-12", full ? "text-broken" : runsOutAt ? "text-waiting" : "text-muted-foreground")}
        suppressHydrationWarning
      >
        {forecast}
      </span>
    </li>
  );
}
