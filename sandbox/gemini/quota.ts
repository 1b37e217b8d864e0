// Requests per minute and per day of one project on one model.
import type { Violation } from "./errors.ts";

export interface Limits {
  /** Null means no limit; 0 means no access. */
  perMinute: number | null;
  perDay: number | null;
}

/** `rolling`: the last 60 s. `fixed`: clock minutes. */
export type MinuteWindow = "rolling" | "fixed";

/** One project's usage of one model. */
export interface QuotaUsage {
  minute: number[];
  day: string;
  today: number;
  /** Marked as spent through the control API, until this time or on this day. */
  minuteSpentUntil: number;
  daySpent: string | null;
}

export const newUsage = (): QuotaUsage => ({
  minute: [],
  day: "",
  today: 0,
  minuteSpentUntil: 0,
  daySpent: null,
});

/** Limits shown in errors if a quota is marked as spent but has no limit. */
const shownLimits = { perMinute: 10, perDay: 250 };

const pacific = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles", dateStyle: "short" });

/** Daily quotas reset at midnight in California. */
export const pacificDay = (now: number) => pacific.format(now);

export interface QuotaExceeded {
  violations: Violation[];
  retryMs: number;
}

/** Counts a request, or as many as `count`, and returns null; or, without counting it, returns the exceeded limits and the retry delay. */
export function takeQuota(
  usage: QuotaUsage,
  limits: Limits,
  window: MinuteWindow,
  now: number,
  count = 1,
): QuotaExceeded | null {
  rollOver(usage, window, now);
  const violations: Violation[] = [];
  let retryMs = 0;
  const { perDay, perMinute } = limits;
  if (perDay === 0 || perMinute === 0) {
    return {
      violations: [
        { window: "PerDay", limit: 0 },
        { window: "PerMinute", limit: 0 },
      ],
      retryMs: 50_000,
    };
  }
  if (usage.daySpent === usage.day || (perDay !== null && usage.today + count > perDay)) {
    violations.push({ window: "PerDay", limit: perDay ?? shownLimits.perDay });
    retryMs = 12_100; // Google's RetryInfo says seconds even for an exhausted day
  }
  const freeAt = minuteFreeAt(usage, perMinute, window, now, count);
  if (freeAt > now) {
    violations.push({ window: "PerMinute", limit: perMinute ?? shownLimits.perMinute });
    retryMs = Math.max(retryMs, freeAt - now);
  }
  if (violations.length > 0) return { violations, retryMs };
  for (let i = 0; i < count; i++) usage.minute.push(now);
  usage.today += count;
  return null;
}

function rollOver(usage: QuotaUsage, window: MinuteWindow, now: number): void {
  const day = pacificDay(now);
  if (usage.day !== day) Object.assign(usage, { day, today: 0 });
  const from = window === "fixed" ? now - (now % 60_000) : now - 60_000 + 1;
  const first = usage.minute.findIndex((at) => at >= from);
  if (first !== 0) usage.minute.splice(0, first < 0 ? usage.minute.length : first);
}

function minuteFreeAt(
  { minute, minuteSpentUntil }: QuotaUsage,
  perMinute: number | null,
  window: MinuteWindow,
  now: number,
  count: number,
) {
  if (perMinute === null || minute.length + count <= perMinute) return minuteSpentUntil;
  // When so many of the oldest are out of the window that these have room.
  const from =
    window === "fixed"
      ? now - (now % 60_000)
      : (minute[Math.max(0, minute.length + count - perMinute - 1)] ?? now);
  return Math.max(minuteSpentUntil, from + 60_000);
}

/** Current usage, for the control API. */
export function quotaView(usage: QuotaUsage, limits: Limits, window: MinuteWindow, now = Date.now()) {
  rollOver(usage, window, now);
  return {
    ...limits,
    minuteUsed: usage.minute.length,
    dayUsed: usage.today,
    spent:
      usage.daySpent === usage.day
        ? "day"
        : usage.minuteSpentUntil > now
          ? "minute"
          : limits.perDay === 0 || limits.perMinute === 0
            ? "no access"
            : null,
  };
}
