// Google's windows and durations: when quotas come back.
import type { CountWindow, Span } from "../fallback/index.ts";

const pacific = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Los_Angeles",
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
});

/** The wall clock of Los Angeles at `time`, as [year, month (1-12), day, hour, minute, second]. */
function wallClock(time: number): number[] {
  const parts = Object.fromEntries(
    pacific.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  return [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second] as number[];
}

/** Midnight exists exactly once on every day there, since daylight saving changes at two. */
function pacificMidnight(year: number, month: number, day: number): number {
  const wall = Date.UTC(year, month - 1, day);
  const guess = wall + 8 * 3_600_000;
  const [y, m, d, h, min, s] = wallClock(guess) as [number, number, number, number, number, number];
  return guess + wall - Date.UTC(y, m - 1, d, h, min, s);
}

/** When a monthly spending cap comes back: the first of the next month in America/Los_Angeles, epoch milliseconds. */
export function nextPacificMonth(now: number): number {
  const [year, month] = wallClock(now) as [number, number];
  return pacificMidnight(year, month + 1, 1);
}

let day: Span = { startsAt: 0, endsAt: 0 };

/**
 * The window that contains `now`. Minutes are those of the clock, not a sliding window: public refusals at :23.6,
 * :21.1, :49.6 and :05.0 asked to wait 36.4, 38.9, 10.5 and 55.0 s, each until the full minute.
 */
export function spanOf(window: CountWindow, now: number): Span {
  if (window === "day") {
    // Cached: computing the Pacific date takes microseconds and is needed for every message.
    if (now >= day.startsAt && now < day.endsAt) return day;
    const [year, month, date] = wallClock(now) as [number, number, number];
    day = { startsAt: pacificMidnight(year, month, date), endsAt: pacificMidnight(year, month, date + 1) };
    return day;
  }
  const length = window === "minute" ? 60_000 : 3_600_000;
  const startsAt = now - (now % length);
  return { startsAt, endsAt: startsAt + length };
}

const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * Reads "36s", "36.429760048s", "842ms", "1m5.2s", or { seconds, nanos }.
 * @returns milliseconds, rounded up so that nobody retries early; null: not a duration
 */
export function parseDuration(value: unknown): number | null {
  if (typeof value === "object" && value !== null && "seconds" in value) {
    const { seconds, nanos = 0 } = value as { seconds: unknown; nanos?: unknown };
    const total = Number(seconds) * 1000 + Number(nanos) / 1e6;
    return Number.isFinite(total) && total >= 0 ? Math.ceil(total) : null;
  }
  if (typeof value !== "string" || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(value)) return null;
  let total = 0;
  for (const [, amount, unit = ""] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)) {
    total += Number(amount) * (units[unit] ?? 0);
  }
  return Math.ceil(total);
}

/** Reads the header Retry-After: seconds, or an HTTP date. @returns milliseconds from `now`; null: neither */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const date = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
