"use client";
import { useTranslations } from "next-intl";
import { answersOf, outcomes } from "#lib/analytics/definitions.ts";
import { type ChartMetric, type ChartSlot, colourOf, figureOf, useMetricWords } from "./figures.ts";

/** Details of a bar, shown on the side with more room. */
export function BarReadout(props: { title: string; metric: ChartMetric; slot: ChartSlot; place: number }) {
  const { title, metric, slot, place } = props;
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const answers = answersOf(slot);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 z-10 w-max rounded-lg bg-raised px-3 py-2 text-12 shadow-float"
      style={place < 50 ? { left: `calc(${place}% + 2rem)` } : { right: `calc(${100 - place}% + 2rem)` }}
    >
      <p className="text-muted-foreground">{title}</p>
      <p className="font-medium text-14 tabular-nums">{words(metric, figureOf(metric, slot))}</p>
      {metric === "answers" ? (
        outcomes.map((outcome) =>
          slot[outcome] ? (
            <p key={outcome} className="flex items-center gap-1.5 tabular-nums">
              <span className={`size-2 rounded-xs ${colourOf[outcome]}`} />
              {t(`outcome.${outcome}`)} {words("answers", slot[outcome])}
            </p>
          ) : null,
        )
      ) : (
        <p className="text-muted-foreground">{t("answers", { count: answers })}</p>
      )}
      <p className="text-muted-foreground">{t("toAnswers")} →</p>
    </div>
  );
}
