"use client";
// The totals of the period; the selected one is drawn below by hour or day, told apart by what one chooses.
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Analytics, Figures } from "#lib/analytics/analytics.ts";
import { answersOf } from "#lib/analytics/definitions.ts";
import { useClassWords } from "../../components/class-words.ts";
import { cn } from "../../components/cn.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useFragment } from "../../components/use-fragment.ts";
import { answersLink, filterOfMetric, spanFilter, wholeSpan } from "./answers-link.ts";
import { BarChart } from "./bar-chart.tsx";
import { ChartLegend } from "./chart-legend.tsx";
import { FigureTable } from "./figure-table.tsx";
import { useMetricWords } from "./figures.ts";
import { type ChartMetric, chartMetrics, type PeriodUnit, totalOf } from "./metrics.ts";
import { type Series, type Stacking, stack, stackings } from "./series.ts";

interface Props extends Pick<Analytics, "total" | "slots"> {
  tenant: string;
  /** Whose hours and days these are. */
  zone: string;
  unit: PeriodUnit;
  /** Names of bots by id. */
  bots: Record<string, string>;
}

export function Overview({ tenant, zone, total, slots, unit, bots }: Props) {
  const t = useTranslations("analytics");
  const [shown, show] = useFragment("show");
  const [wanted, want] = useFragment("by");
  const words = useMetricWords();
  const more = useMore(total);
  const seriesName = useSeriesName(bots);
  const metric = chartMetrics.find((each) => each === shown) ?? "cost";
  const ways: readonly Stacking[] = stackings[metric];
  const by = ways.find((way) => way === wanted) ?? ways[0] ?? "none";
  const series = stack(metric, by, slots).map((each) => ({ ...each, label: seriesName(each) }));
  const span = wholeSpan(zone, unit, slots);
  const value = totalOf(metric, { total, slots });
  return (
    <section>
      <h2 className="sr-only">{t("overview")}</h2>
      <div className="mb-6 grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border md:grid-cols-3 lg:grid-cols-6">
        {chartMetrics.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === metric}
            onClick={() => show(each === "cost" ? null : each)}
            className={cn(
              "relative flex flex-col bg-background px-4 py-3 text-left transition-colors duration-100 hover:bg-muted aria-pressed:bg-muted",
              "aria-pressed:after:absolute aria-pressed:after:inset-x-0 aria-pressed:after:bottom-0 aria-pressed:after:h-0.5 aria-pressed:after:bg-primary",
            )}
          >
            <span className="block text-12 text-muted-foreground">{t(`metric.${each}`)}</span>
            <span className="block text-20 tabular-nums">{words(each, totalOf(each, { total, slots }))}</span>
            <span className="block text-12 text-muted-foreground">{more(each)}</span>
          </button>
        ))}
      </div>
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-2 text-13">
        {ways.length > 1 ? (
          <fieldset aria-label={t("stack.label")} className="flex gap-1">
            {ways.map((way) => (
              <button
                key={way}
                type="button"
                aria-pressed={way === by}
                onClick={() => want(way === ways[0] ? null : way)}
                className="rounded-sm px-2.5 py-1 font-medium text-muted-foreground hover:text-foreground aria-pressed:bg-muted aria-pressed:text-foreground max-md:py-2"
              >
                {t(`stack.${way}`)}
              </button>
            ))}
          </fieldset>
        ) : (
          <span />
        )}
        {value ? (
          <Link
            href={answersLink(tenant, { ...span, ...filterOfMetric[metric] })}
            prefetch={false}
            className="text-muted-foreground underline decoration-border underline-offset-4 hover:decoration-current"
          >
            {t("toAll", { value: words(metric, value) })}
          </Link>
        ) : null}
      </div>
      <BarChart
        metric={metric}
        slots={slots}
        series={series}
        unit={unit}
        zone={zone}
        hrefOf={({ at }) => answersLink(tenant, { ...spanFilter(zone, unit, at), ...filterOfMetric[metric] })}
      />
      {series.length > 0 ? (
        <ChartLegend tenant={tenant} metric={metric} figures={{ total, slots }} series={series} span={span} />
      ) : null}
      <FigureTable tenant={tenant} metric={metric} slots={slots} series={series} unit={unit} zone={zone} />
    </section>
  );
}

function useSeriesName(bots: Record<string, string>): (series: Series) => string {
  const t = useTranslations("analytics");
  const classes = useClassWords();
  return ({ name }) => {
    switch (name.kind) {
      case "outcome":
        return t(`outcome.${name.outcome}`);
      case "model":
        return name.model || t("stack.noModel");
      case "bot":
        return bots[name.botId] ?? "";
      case "class":
        return classes.name(name.class);
      case "people":
        return t(`stack.${name.are}`);
      case "rest":
        return t("stack.rest");
    }
  };
}

/** The small line under each figure. */
function useMore(total: Figures & { newPeople: number }): (metric: ChartMetric) => string {
  const t = useTranslations("analytics.more");
  const { count, dollars, percent } = useNumbers();
  const answers = answersOf(total);
  return (metric) => {
    if (metric === "cost") {
      return total.cost !== null && answers > 0
        ? t("cost", { each: dollars(total.cost / answers) })
        : t("unknown");
    }
    if (metric === "answers") {
      return answers > 0 ? t("answers", { share: percent(total.answered / answers) }) : "";
    }
    if (metric === "people") return t("people", { value: count(total.newPeople) });
    return t(metric);
  };
}
