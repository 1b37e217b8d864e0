"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import type { Given } from "../answers/filter.ts";
import { answersLink, filterOfMetric, spanFilter } from "./answers-link.ts";
import { useMetricWords, useSlotWords } from "./figures.ts";
import { type ChartMetric, type ChartSlot, figureOf, type PeriodUnit } from "./metrics.ts";
import type { Series } from "./series.ts";

interface Props {
  tenant: string;
  metric: ChartMetric;
  slots: readonly ChartSlot[];
  series: readonly (Series & { label: string })[];
  unit: PeriodUnit;
  zone: string;
}

/** The chart as a table, when somebody asks for it: each of its figures leads to its answers. */
export function FigureTable({ tenant, metric, slots, series, unit, zone }: Props) {
  const t = useTranslations("analytics");
  const [open, setOpen] = useState(false);
  const words = useMetricWords();
  const { long } = useSlotWords(unit, zone);
  const cell = "px-3 py-1.5 text-right tabular-nums first:pl-0 last:pr-0";
  const linked = (value: number | null, slot: ChartSlot, filter: Given | null) =>
    value && filter ? (
      <Link
        href={answersLink(tenant, { ...spanFilter(zone, unit, slot.at), ...filter })}
        prefetch={false}
        className="underline decoration-border underline-offset-4 hover:decoration-current"
      >
        {words(metric, value)}
      </Link>
    ) : (
      <span className="text-muted-foreground">{words(metric, value)}</span>
    );
  return (
    <div className="mt-3">
      <Button variant="ghost" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? "asChart" : "asTable")}
      </Button>
      {open ? (
        <div className="mt-2 overflow-x-auto">
          <table className="w-full text-13">
            <thead className="text-12 text-muted-foreground">
              <tr>
                <th scope="col" className="pr-3 text-left font-normal">
                  {t(`csv.from`)}
                </th>
                <th scope="col" className={`${cell} font-normal`}>
                  {t(`metric.${metric}`)}
                </th>
                {series.map(({ key, label }) => (
                  <th key={key} scope="col" className={`${cell} max-w-40 truncate font-normal`}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {slots.map((slot) => (
                <tr key={slot.at.getTime()} className="border-t">
                  <th scope="row" className="whitespace-nowrap py-1.5 pr-3 text-left font-normal">
                    {long(slot.at)}
                  </th>
                  <td className={cell}>{linked(figureOf(metric, slot), slot, filterOfMetric[metric])}</td>
                  {series.map(({ key, valueIn, filter }) => (
                    <td key={key} className={cell}>
                      {linked(valueIn(slot), slot, filter)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </div>
  );
}
