"use client";
import Link from "next/link";
import type { Analytics } from "#lib/analytics/analytics.ts";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";
import { useMetricWords } from "./figures.ts";
import { type ChartMetric, totalOf } from "./metrics.ts";
import type { Series } from "./series.ts";

/** Which colour is what, how much of it there was, and the way to its answers. */
export function ChartLegend(props: {
  tenant: string;
  metric: ChartMetric;
  figures: Pick<Analytics, "total" | "slots">;
  series: readonly (Series & { label: string })[];
  span: Given;
}) {
  const { tenant, metric, figures, series, span } = props;
  const words = useMetricWords();
  const { total, slots } = figures;
  /** Somebody who asks on two days is one person. */
  const sumOf = ({ key, valueIn }: Series): number => {
    if (metric !== "people") return slots.reduce((sum, slot) => sum + valueIn(slot), 0);
    return key === "new" ? total.newPeople : (totalOf("people", figures) ?? 0) - total.newPeople;
  };
  return (
    <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-12 text-muted-foreground md:pl-17">
      {series.map((each) => {
        const { key, label, colour, filter } = each;
        const sum = sumOf(each);
        const text = (
          <>
            <span aria-hidden className={`size-2 shrink-0 rounded-xs ${colour}`} />
            <span className="truncate">{label}</span>
            <span className="tabular-nums">{words(metric, sum)}</span>
          </>
        );
        return (
          <li key={key} className="flex min-w-0 items-center gap-1.5">
            {filter && sum > 0 ? (
              <Link
                href={answersLink(tenant, { ...span, ...filter })}
                prefetch={false}
                className="flex min-w-0 items-center gap-1.5 rounded-sm underline-offset-4 hover:text-foreground hover:underline"
              >
                {text}
              </Link>
            ) : (
              text
            )}
          </li>
        );
      })}
    </ul>
  );
}
