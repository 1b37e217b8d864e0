"use client";
import { useTimeZone, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { cn } from "./cn.ts";
import { momentParts } from "./formats.ts";
import { Hint } from "./hint.tsx";

type Moment = Date | string | number;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Times in our own words: browsers know no Uzbek months or "5 minutes ago".
 * In the reader's zone, on the server as well (a cookie tells it).
 */
/** @param zone instead of the reader's own */
export function useTimeWords(zone?: string) {
  const t = useTranslations("shell.time");
  const own = useTimeZone();
  const timeZone = zone ?? own;
  const parts = (at: Date) => {
    const of = momentParts(at, {
      ...(timeZone === undefined ? {} : { timeZone }),
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    return {
      day: Number(of.day),
      month: t("month", { month: String(Number(of.month)) }),
      year: String(of.year),
      clock: `${of.hour}:${of.minute}`,
    };
  };
  return {
    /** "23 November 2026, 14:05" */
    exact: (moment: Moment) => t("exact", parts(new Date(moment))),
    /** "23 November 2026" */
    day: (moment: Moment) => t("day", parts(new Date(moment))),
    /** "14:05" */
    clock: (moment: Moment) => parts(new Date(moment)).clock,
    /** "5 minutes ago", "in 2 hours", "yesterday"; older than a week the day itself. */
    relative(moment: Moment, now: number): string {
      const at = new Date(moment);
      const away = at.getTime() - now;
      const span = Math.abs(away);
      const tense = away < 0 ? "ago" : "in";
      if (span < MINUTE) return t(away < 0 ? "justNow" : "soon");
      if (span < HOUR) return t(`${tense}.minutes`, { count: Math.round(span / MINUTE) });
      if (span < DAY) return t(`${tense}.hours`, { count: Math.round(span / HOUR) });
      if (span < 7 * DAY) return t(`${tense}.days`, { count: Math.round(span / DAY) });
      const { year } = parts(at);
      return t(year === parts(new Date(now)).year ? "dayOfYear" : "day", parts(at));
    },
    /** "2 h 05 min", "4 min 12 s", "9 s" */
    span(ms: number): string {
      const seconds = Math.max(0, Math.ceil(ms / 1_000));
      const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
      const two = (n: number) => String(n).padStart(2, "0");
      if (h >= 48) return t("span.days", { d: Math.floor(h / 24), h: h % 24 });
      if (h > 0) return t("span.hours", { h, m: two(m) });
      if (m > 0) return t("span.minutes", { m, s: two(s) });
      return t("span.seconds", { s });
    },
  };
}

/** The time now, again every `everyMs`, and at each render: what has just come is not in the future. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(now, Date.now());
}

/** Words about a moment, with the exact time on hover. */
function Shown({ at, className, children }: { at: Moment; className?: string; children: string }) {
  const words = useTimeWords();
  return (
    <Hint text={words.exact(at)}>
      <time
        dateTime={new Date(at).toISOString()}
        suppressHydrationWarning
        className={cn("relative z-1 whitespace-nowrap", className)}
      >
        {children}
      </time>
    </Hint>
  );
}

/** How long ago or how soon. */
export function RelativeTime({ date }: { date: Moment }) {
  const words = useTimeWords();
  return <Shown at={date}>{words.relative(date, useNow(20_000))}</Shown>;
}

/** Counts down to `until`, then shows `done`. */
export function Countdown({ until, done = null }: { until: Moment; done?: ReactNode }) {
  const words = useTimeWords();
  const now = useNow(1_000);
  const left = new Date(until).getTime() - now;
  if (left <= 0 && done !== null) return done;
  return (
    <Shown at={until} className="tabular-nums">
      {words.span(left)}
    </Shown>
  );
}
