"use client";
// Figures and times of the charts in words.
import { useTranslations } from "next-intl";
import { momentParts } from "../../components/formats.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useTimeWords } from "../../components/time.tsx";
import { useDuration } from "../answers/duration.ts";
import { type ChartMetric, isCount, type PeriodUnit } from "./metrics.ts";

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
