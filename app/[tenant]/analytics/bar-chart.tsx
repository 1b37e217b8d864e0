"use client";
// A bar for each hour or day. One points at it, taps it or goes through it with the arrow keys, and reads.
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import type { Analytics } from "#lib/analytics/analytics.ts";
import { cn } from "../../components/cn.ts";
import {
  answersOf,
  figureOf,
  type Metric,
  outcomes,
  type Unit,
  useMetricWords,
  useSlotWords,
} from "./figures.ts";
import { placesOf, ticksOf } from "./scale.ts";

type Slot = Analytics["slots"][number];

const colour = { answered: "bg-works", refused: "bg-off", apologised: "bg-broken" } as const;

interface Props {
  metric: Metric;
  slots: readonly Slot[];
  unit: Unit;
}

export function BarChart({ metric, slots, unit }: Props) {
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const slotWords = useSlotWords(unit);
  const bars = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [stop, setStop] = useState(slots.length - 1);
  const ticks = ticksOf(Math.max(...slots.map((slot) => figureOf(metric, slot) ?? 0)), metric === "answers");
  const most = ticks.at(-1)!;

  function walk(event: KeyboardEvent): void {
    const last = slots.length - 1;
    const to = { ArrowLeft: Math.max(stop - 1, 0), ArrowRight: Math.min(stop + 1, last), Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    bars.current?.querySelectorAll("button")[to]?.focus();
  }

  const said = (slot: Slot, i: number): string => {
    const when = slotWords.long(slot.at);
    return i === slots.length - 1 ? t("slot.soFar", { when }) : when;
  };
  return (
    <figure>
      <figcaption className="sr-only">{t(`chart.${unit}`, { metric: t(`metric.${metric}`) })}</figcaption>
      <div className="flex gap-3">
        <div
          aria-hidden
          className="relative h-48 w-14 shrink-0 text-right text-12 text-muted-foreground tabular-nums"
        >
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute right-0 translate-y-1/2"
              style={{ bottom: `${(tick / most) * 100}%` }}
            >
              {words(metric, tick, placesOf(ticks))}
            </span>
          ))}
        </div>
        <div className="relative min-w-0 flex-1">
          <div className="relative h-48">
            {ticks.map((tick) => (
              <div
                key={tick}
                aria-hidden
                className={cn("absolute inset-x-0 border-t", tick === 0 && "border-strong")}
                style={{ bottom: `${(tick / most) * 100}%` }}
              />
            ))}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the bars in it are the buttons */}
            <div
              ref={bars}
              className="absolute inset-0 flex"
              onKeyDown={walk}
              onMouseLeave={() => setAt(null)}
            >
              {slots.map((slot, i) => (
                <button
                  key={slot.at.getTime()}
                  type="button"
                  tabIndex={i === stop ? 0 : -1}
                  aria-label={`${said(slot, i)}: ${words(metric, figureOf(metric, slot))}`}
                  onMouseEnter={() => setAt(i)}
                  onClick={() => setAt(i)}
                  onFocus={() => {
                    setAt(i);
                    setStop(i);
                  }}
                  onBlur={() => setAt(null)}
                  className={cn("relative h-full min-w-0 flex-1 rounded-sm", at === i && "bg-foreground/5")}
                >
                  <Bar metric={metric} slot={slot} most={most} />
                </button>
              ))}
            </div>
            {at !== null && slots[at] ? (
              <Readout
                title={said(slots[at], at)}
                metric={metric}
                slot={slots[at]}
                place={((at + 0.5) / slots.length) * 100}
              />
            ) : null}
          </div>
          <SlotNames names={slots.map(({ at }) => slotWords.short(at))} />
        </div>
      </div>
      {metric === "answers" ? (
        <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-12 text-muted-foreground md:pl-17">
          {outcomes.map((outcome) => (
            <li key={outcome} className="flex items-center gap-1.5">
              <span aria-hidden className={`size-2 rounded-xs ${colour[outcome]}`} />
              {t(`outcome.${outcome}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </figure>
  );
}

/** Under the bars, as many as have room, counted from the present one. */
function SlotNames({ names }: { names: readonly string[] }) {
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

function Bar({ metric, slot, most }: { metric: Metric; slot: Slot; most: number }) {
  const value = figureOf(metric, slot);
  if (!value) return null;
  return (
    <span
      className="absolute inset-x-[14%] bottom-0 flex flex-col-reverse overflow-hidden rounded-t-xs"
      style={{ height: `max(${(value / most) * 100}%, 2px)` }}
    >
      {metric === "answers" ? (
        outcomes.map((outcome) => (
          <span
            key={outcome}
            className={colour[outcome]}
            style={{ height: `${(slot[outcome] / value) * 100}%` }}
          />
        ))
      ) : (
        <span className="h-full bg-primary" />
      )}
    </span>
  );
}

/** What stands behind a bar, beside it on the side that has more room. */
function Readout(props: { title: string; metric: Metric; slot: Slot; place: number }) {
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
              <span className={`size-2 rounded-xs ${colour[outcome]}`} />
              {t(`outcome.${outcome}`)} {words("answers", slot[outcome])}
            </p>
          ) : null,
        )
      ) : (
        <p className="text-muted-foreground">{t("answers", { count: answers })}</p>
      )}
    </div>
  );
}
