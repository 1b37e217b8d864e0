"use client";
// The axes of the bar chart: figures on the left, grid lines behind the bars, times below.
import { cn } from "../../components/cn.ts";
import { useMetricWords } from "./figures.ts";
import type { ChartMetric } from "./metrics.ts";
import { placesOf } from "./scale.ts";

/** `ticks` from 0 to the top of the axis. */
interface AxisProps {
  ticks: readonly number[];
  top: number;
}

/** Labels of the vertical axis. */
export function TickNames({ metric, ticks, top }: AxisProps & { metric: ChartMetric }) {
  const words = useMetricWords();
  return (
    <div
      aria-hidden
      className="relative h-48 w-14 shrink-0 text-right text-12 text-muted-foreground tabular-nums"
    >
      {ticks.map((tick) => (
        <span
          key={tick}
          className="absolute right-0 translate-y-1/2"
          style={{ bottom: `${(tick / top) * 100}%` }}
        >
          {words(metric, tick, placesOf(ticks))}
        </span>
      ))}
    </div>
  );
}

/** A grid line at each label. */
export function TickLines({ ticks, top }: AxisProps) {
  return ticks.map((tick) => (
    <div
      key={tick}
      aria-hidden
      className={cn("absolute inset-x-0 border-t", tick === 0 && "border-strong")}
      style={{ bottom: `${(tick / top) * 100}%` }}
    />
  ));
}

/** Labels of the horizontal axis: as many as fit, counted back from the current bar. */
export function SlotNames({ names }: { names: readonly string[] }) {
  const last = names.length - 1;
  const every = names.length > 7 ? Math.ceil(names.length / 6) : 1;
  return (
    <div aria-hidden className="relative mt-2 h-4 text-12 text-muted-foreground tabular-nums">
      {names.map((name, i) => {
        const back = last - i;
        if (back % every !== 0) return null;
        return (
          <span
            key={name}
            className={cn(
              "-translate-x-1/2 absolute whitespace-nowrap",
              back % (2 * every) !== 0 && "max-md:hidden",
              back === 0 && every > 1 && "max-md:right-0 max-md:left-auto! max-md:translate-x-0",
            )}
            style={{ left: `${((i + 0.5) / names.length) * 100}%` }}
          >
            {name}
          </span>
        );
      })}
    </div>
  );
}
