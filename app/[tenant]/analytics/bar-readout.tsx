"use client";
import { useTranslations } from "next-intl";
import { answersOf } from "#lib/analytics/definitions.ts";
import { useMetricWords } from "./figures.ts";
import { type ChartMetric, type ChartSlot, figureOf } from "./metrics.ts";
import type { Series } from "./series.ts";

/** Details of a bar, shown on the side with more room. */
export function BarReadout(props: {
  title: string;
  metric: ChartMetric;
  slot: ChartSlot;
  series: readonly (Series & { label: string })[];
  place: number;
}) {
  const { title, metric, slot, series, place } = props;
  const t = useTranslations("analytics");
  const words = useMetricWords();
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 z-10 w-max max-w-[70%] rounded-lg bg-raised px-3 py-2 text-12 shadow-float"
      style={place < 50 ? { left: `calc(${place}% + 2rem)` } : { right: `calc(${100 - place}% + 2rem)` }}
    >
      <p className="text-muted-foreground">{title}</p>
      <p className="font-medium text-14 tabular-nums">{words(metric, figureOf(metric, slot))}</p>
      {series.map(({ key, label, colour, valueIn }) =>
        valueIn(slot) > 0 ? (
          <p key={key} className="flex items-center gap-1.5 tabular-nums">
            <span className={`size-2 shrink-0 rounded-xs ${colour}`} />
            <span className="truncate">{label}</span> {words(metric, valueIn(slot))}
          </p>
        ) : null,
      )}
      {series.length > 0 ? null : (
        <p className="text-muted-foreground">{t("answers", { count: answersOf(slot) })}</p>
      )}
      <p className="text-muted-foreground">{t("toAnswers")} →</p>
    </div>
  );
}
