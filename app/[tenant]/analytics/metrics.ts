// What the charts show of an hour, a day or the whole period. Pure.
import type { Analytics, Figures } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";

export const chartMetrics = ["cost", "answers", "failures", "people", "attempts", "speed"] as const;
export type ChartMetric = (typeof chartMetrics)[number];
export type PeriodUnit = "hour" | "day";
/** One hour or day. */
export type ChartSlot = Analytics["slots"][number];

const failuresOf = ({ failures }: Pick<ChartSlot, "failures">): number =>
  Object.values(failures).reduce((sum, n) => sum + n, 0);

/** @returns null where nothing is known: the chart leaves a gap instead of showing 0 */
export function figureOf(metric: ChartMetric, slot: ChartSlot): number | null {
  switch (metric) {
    case "failures":
      return failuresOf(slot);
    case "people":
      return slot.people;
    default:
      return meanOf(metric, slot);
  }
}

function meanOf(metric: "cost" | "answers" | "attempts" | "speed", figures: Figures): number | null {
  switch (metric) {
    case "cost":
      return figures.cost;
    case "answers":
      return answersOf(figures);
    case "attempts":
      return figures.attempts;
    case "speed":
      return figures.firstTextMs;
  }
}

/** Of the whole period. */
export function totalOf(
  metric: ChartMetric,
  { total, slots }: Pick<Analytics, "total" | "slots">,
): number | null {
  if (metric === "people") return total.people;
  if (metric === "failures") return slots.reduce((sum, slot) => sum + failuresOf(slot), 0);
  return meanOf(metric, total);
}

const counts: readonly ChartMetric[] = ["answers", "failures", "people"];
/** Whether it is a whole number. */
export const isCount = (metric: ChartMetric): boolean => counts.includes(metric);
