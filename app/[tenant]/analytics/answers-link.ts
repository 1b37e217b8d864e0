// From a bar to the answers in it. Pure.
import { localIn } from "#lib/local-time.ts";
import type { PeriodUnit } from "./figures.ts";

const HOUR_MS = 3_600_000;

/** @param at when the hour or day begins */
export function answersLink(tenant: string, zone: string, unit: PeriodUnit, at: Date): string {
  const start = localIn(zone, at);
  const day = start.slice(0, 10);
  const period =
    unit === "hour"
      ? { from: start, to: localIn(zone, new Date(at.getTime() + HOUR_MS)) }
      : { from: day, to: day };
  return `/${tenant}/answers?${new URLSearchParams(period)}`;
}
