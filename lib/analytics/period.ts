// The span of time that analytics look at: the last hours or days, or days that somebody chose, in the tenant's zone. Pure.
import { instantIn, localIn, nextDay } from "../local-time.ts";

export const ranges = {
  /** From midnight on, as on the overview. */
  today: { unit: "hour", slots: null },
  "24h": { unit: "hour", slots: 24 },
  "7d": { unit: "day", slots: 7 },
  "30d": { unit: "day", slots: 30 },
} as const;
export type Range = keyof typeof ranges;

/** Longer ones would have bars that one cannot point at. */
export const DAYS_MAX = 92;

const DAY_MS = 86_400_000;

export interface Period {
  unit: "hour" | "day";
  /** How many hours or days, the last one included; null: the hours since midnight. */
  slots: number | null;
  /** A moment of the last hour or day. */
  end: Date;
}

/** From a day to a day, both included, like "2026-11-26". */
export interface Days {
  from: string;
  to: string;
}

/** The earlier of two days. */
export const firstOf = (a: string, b: string): string => [a, b].sort()[0] ?? a;

/** In order, no day of the future, and no more than are shown; null: these are no days. */
export function daysOf(given: { from: string; to: string }, zone: string, now: Date): Days | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given.from) || !/^\d{4}-\d{2}-\d{2}$/.test(given.to)) return null;
  if (!instantIn(zone, given.from) || !instantIn(zone, given.to)) return null;
  const today = localIn(zone, now).slice(0, 10);
  const [first = today, last = today] = [given.from, given.to].map((day) => firstOf(day, today)).sort();
  const earliest = new Date(Date.parse(last) - (DAYS_MAX - 1) * DAY_MS).toISOString().slice(0, 10);
  return { from: first === firstOf(first, earliest) ? earliest : first, to: last };
}

/** @param of `Days` as of `daysOf`; one day is shown by its hours */
export function periodOf(of: Range | Days, zone: string, now: Date): Period {
  if (typeof of === "string") return { ...ranges[of], end: now };
  const next = instantIn(zone, nextDay(of.to));
  const end = next && next < now ? new Date(next.getTime() - 1) : now;
  if (of.from === of.to) return { unit: "hour", slots: null, end };
  return { unit: "day", slots: Math.round((Date.parse(of.to) - Date.parse(of.from)) / DAY_MS) + 1, end };
}
