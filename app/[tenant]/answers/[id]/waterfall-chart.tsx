"use client";
// The attempts of one answer as bars on a time axis; each opens to its details.
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { AnswerTrace } from "#lib/answers/trace.ts";
import { useDuration } from "../duration.ts";
import { AttemptRow, grid } from "./attempt-row.tsx";
import { waterfallOf } from "./waterfall.ts";

/** The current time, updated while the answer is being written. */
function useRunningNow(running: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(new Date()), 250);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

export function WaterfallChart({ tenant, trace }: { tenant: string; trace: AnswerTrace }) {
  const now = useRunningNow(trace.state === "running");
  const { bars, ticks, span, queued, pauses } = waterfallOf(trace, now);
  const duration = useDuration();
  return (
    <div>
      <div className={`border-b pb-1 ${grid}`}>
        <span />
        <div aria-hidden className="relative hidden h-4 text-12 text-muted-foreground tabular-nums md:block">
          {ticks.map((ms) => (
            <span
              key={ms}
              className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0"
              style={{ left: `${(ms / span) * 100}%` }}
            >
              {ms === 0 ? "0" : duration(ms)}
            </span>
          ))}
        </div>
      </div>
      <ol className="divide-y">
        {trace.attempts.map((attempt, i) => {
          const bar = bars[i];
          return bar ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: an attempt is its position
            <li key={i}>
              <AttemptRow
                tenant={tenant}
                attempt={attempt}
                number={i + 1}
                bar={bar}
                lines={ticks.map((ms) => (ms / span) * 100)}
                before={i === 0 ? queued : null}
                pauses={i === 0 ? [] : pauses}
              />
            </li>
          ) : null;
        })}
      </ol>
      <Legend trace={trace} queued={queued !== null} paused={pauses.length > 0} />
    </div>
  );
}

function Legend({ trace, queued, paused }: { trace: AnswerTrace; queued: boolean; paused: boolean }) {
  const t = useTranslations("answers.legend");
  const failed = trace.attempts.some((attempt) => attempt.class !== "ok");
  const marks = [
    ...(queued ? [["queued", "bg-border"] as const] : []),
    ...(paused ? [["paused", "bg-waiting/40"] as const] : []),
    ["waiting", "bg-works/35"] as const,
    ["streaming", "bg-works"] as const,
    ...(failed ? [["failed", "bg-broken/70"] as const] : []),
  ];
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-12 text-muted-foreground">
      {marks.map(([name, colour]) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={`h-2 w-3 rounded-sm ${colour}`} />
          {t(name)}
        </li>
      ))}
    </ul>
  );
}
