"use client";
// A bar for each hour or day; hover, tap or arrow keys show its figures, and it leads to its answers.
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { cn } from "../../components/cn.ts";
import { SlotNames, TickLines, TickNames } from "./bar-axis.tsx";
import { BarReadout } from "./bar-readout.tsx";
import { useMetricWords, useSlotWords } from "./figures.ts";
import { type ChartMetric, type ChartSlot, figureOf, isCount, type PeriodUnit } from "./metrics.ts";
import { ticksOf } from "./scale.ts";
import type { Series } from "./series.ts";

interface Props {
  metric: ChartMetric;
  slots: readonly ChartSlot[];
  /** What is told apart by colour, the lowest first; none: one colour. */
  series: readonly (Series & { label: string })[];
  unit: PeriodUnit;
  /** Of the tenant, whose hours and days these are. */
  zone: string;
  /** The answers of a bar. */
  hrefOf: (slot: ChartSlot) => string;
}

export function BarChart({ metric, slots, series, unit, zone, hrefOf }: Props) {
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const slotWords = useSlotWords(unit, zone);
  const bars = useRef<HTMLDivElement>(null);
  const wasShown = useRef(true);
  const [at, setAt] = useState<number | null>(null);
  const [stop, setStop] = useState(slots.length - 1);
  const ticks = ticksOf(Math.max(...slots.map((slot) => figureOf(metric, slot) ?? 0)), isCount(metric));
  const top = Math.max(...ticks);

  function walk(event: KeyboardEvent): void {
    const last = slots.length - 1;
    const to = { ArrowLeft: Math.max(stop - 1, 0), ArrowRight: Math.min(stop + 1, last), Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    bars.current?.querySelectorAll("a")[to]?.focus();
  }

  const said = (slot: ChartSlot, i: number): string => {
    const when = slotWords.long(slot.at);
    return i === slots.length - 1 ? t("slot.soFar", { when }) : when;
  };
  return (
    <figure>
      <figcaption className="sr-only">{t(`chart.${unit}`, { metric: t(`metric.${metric}`) })}</figcaption>
      <div className="flex gap-3">
        <TickNames metric={metric} ticks={ticks} top={top} />
        <div className="relative min-w-0 flex-1">
          <div className="relative h-48">
            <TickLines ticks={ticks} top={top} />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the bars in it are the links */}
            <div
              ref={bars}
              className="absolute inset-0 flex"
              onKeyDown={walk}
              onMouseLeave={() => setAt(null)}
            >
              {slots.map((slot, i) => (
                <Link
                  key={slot.at.getTime()}
                  href={hrefOf(slot)}
                  prefetch={false}
                  tabIndex={i === stop ? 0 : -1}
                  aria-label={`${said(slot, i)}: ${words(metric, figureOf(metric, slot))}`}
                  onMouseEnter={() => setAt(i)}
                  // A finger cannot hover: its first tap shows the figures, the next one follows.
                  onPointerDown={({ pointerType }) => {
                    wasShown.current = pointerType !== "touch" || at === i;
                  }}
                  onClick={(event) => {
                    if (!wasShown.current) event.preventDefault();
                    wasShown.current = true;
                    setAt(i);
                  }}
                  onFocus={() => {
                    setAt(i);
                    setStop(i);
                  }}
                  onBlur={() => setAt(null)}
                  className={cn("relative h-full min-w-0 flex-1 rounded-sm", at === i && "bg-foreground/5")}
                >
                  <Bar metric={metric} slot={slot} series={series} top={top} />
                </Link>
              ))}
            </div>
            {at !== null && slots[at] ? (
              <BarReadout
                title={said(slots[at], at)}
                metric={metric}
                slot={slots[at]}
                series={series}
                place={((at + 0.5) / slots.length) * 100}
              />
            ) : null}
          </div>
          <SlotNames names={slots.map(({ at }) => slotWords.short(at))} />
        </div>
      </div>
    </figure>
  );
}

function Bar(props: { metric: ChartMetric; slot: ChartSlot; series: readonly Series[]; top: number }) {
  const { metric, slot, series, top } = props;
  const value = figureOf(metric, slot);
  if (!value) return null;
  return (
    <span
      className="absolute inset-x-[14%] bottom-0 flex flex-col-reverse overflow-hidden rounded-t-xs"
      style={{ height: `max(${(value / top) * 100}%, 2px)` }}
    >
      {series.length > 0 ? (
        series.map(({ key, colour, valueIn }) => (
          <span key={key} className={colour} style={{ height: `${(valueIn(slot) / value) * 100}%` }} />
        ))
      ) : (
        <span className="h-full bg-primary" />
      )}
    </span>
  );
}
