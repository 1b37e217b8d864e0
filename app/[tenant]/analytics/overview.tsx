"use client";
// Four totals of the range; the selected one is drawn below by hour or day.
import { useTranslations } from "next-intl";
import type { Analytics, Figures } from "#lib/analytics/analytics.ts";
import { cn } from "../../components/cn.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useFragment } from "../../components/use-fragment.ts";
import { answersLink } from "./answers-link.ts";
import { BarChart } from "./bar-chart.tsx";
import { type ChartMetric, chartMetrics, figureOf, type PeriodUnit, useMetricWords } from "./figures.ts";

interface Props extends Pick<Analytics, "total" | "slots"> {
  tenant: string;
  /** Whose hours and days these are. */
  zone: string;
  unit: PeriodUnit;
}

export function Overview({ tenant, zone, total, slots, unit }: Props) {
  const t = useTranslations("analytics");
  const [shown, show] = useFragment("show");
  const words = useMetricWords();
  const more = useMore(total);
  const metric = chartMetrics.find((each) => each === shown) ?? "cost";
  return (
    <section>
      <h2 className="sr-only">{t("overview")}</h2>
      <div className="mb-6 grid grid-cols-2 overflow-hidden rounded-lg border md:grid-cols-4">
        {chartMetrics.map((each, i) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === metric}
            onClick={() => show(each === "cost" ? null : each)}
            className={cn(
              "relative px-4 py-3 text-left transition-colors duration-100 hover:bg-muted/50 aria-pressed:bg-muted/60",
              "aria-pressed:after:absolute aria-pressed:after:inset-x-0 aria-pressed:after:bottom-0 aria-pressed:after:h-0.5 aria-pressed:after:bg-primary",
              i % 2 === 1 && "border-l",
              i > 0 && "md:border-l",
              i > 1 && "max-md:border-t",
            )}
          >
            <span className="block text-12 text-muted-foreground">{t(`metric.${each}`)}</span>
            <span className="block text-20 tabular-nums">{words(each, figureOf(each, total))}</span>
            <span className="block text-12 text-muted-foreground">{more(each)}</span>
          </button>
        ))}
      </div>
      <BarChart
        metric={metric}
        slots={slots}
        unit={unit}
        zone={zone}
        hrefOf={({ at }) => answersLink(tenant, zone, unit, at)}
      />
    </section>
  );
}

/** The small line under each figure. */
function useMore(total: Figures): (metric: ChartMetric) => string {
  const t = useTranslations("analytics.more");
  const { dollars, percent } = useNumbers();
  const answers = figureOf("answers", total) ?? 0;
  return (metric) => {
    if (metric === "cost") {
      return total.cost !== null && answers > 0
        ? t("cost", { each: dollars(total.cost / answers) })
        : t("unknown");
    }
    if (metric === "answers") {
      return answers > 0 ? t("answers", { share: percent(total.answered / answers) }) : "";
    }
    return t(metric);
  };
}
