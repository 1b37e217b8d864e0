"use client";
// The figures of one hour or day: as text and as the height of a bar.
import { useTranslations } from "next-intl";
import type { Analytics, Figures } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";
import { momentParts } from "../../components/formats.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useTimeWords } from "../../components/time.tsx";
import { useDuration } from "../answers/duration.ts";

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

/** @param places decimals of a dollar amount, so that a column lines up */
export function useMetricWords(): (metric: ChartMetric, value: number | null, places?: number) => string {
  const numbers = useNumbers();
  const duration = useDuration();
  return (metric, value, places) => {
    if (value === null) return "—";
    if (metric === "cost") return numbers.dollars(value, places);
    if (metric === "speed") return duration(value);
    return isCount(metric) ? numbers.count(value) : numbers.hundredths(value);
  };
}

/** @param zone of the tenant, whose days these are */
export function useSlotWords(unit: PeriodUnit, zone: string) {
  const t = useTranslations("analytics.slot");
  const words = useTimeWords(zone);
  return {
    /** Under its bar: "14:00", "23 Nov". */
    short(at: Date): string {
      if (unit === "hour") return words.clock(at);
      const { day, month } = momentParts(at, { timeZone: zone, day: "numeric", month: "numeric" });
      // Some formats write a month as 06.
      return t("day", { day: Number(day), month: String(Number(month)) });
    },
    /** "23 November 2026", "from 23 November 2026, 14:00" */
    long: (at: Date) => (unit === "hour" ? t("hour", { time: words.exact(at) }) : words.day(at)),
  };
}
