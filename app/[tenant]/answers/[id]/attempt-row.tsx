"use client";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, useState } from "react";
import type { AttemptView } from "#lib/answers/trace.ts";
import { useClassWords } from "../../../components/class-words.ts";
import { cn } from "../../../components/cn.ts";
import { useDuration } from "../duration.ts";
import { AttemptDetails } from "./attempt-details.tsx";
import type { Bar, Stretch } from "./waterfall.ts";

const at = ({ left, width }: Stretch) => ({ left: `${left}%`, width: `max(${width}%, 3px)` });
/** The label goes where it fits: after the bar, else before it, else over its end. */
function beside({ waiting, streaming }: Bar): { style: CSSProperties; upon: boolean } {
  const { left, width } = streaming ?? waiting;
  const end = left + width;
  if (end < 60) return { style: { left: `calc(${end}% + 0.5rem)` }, upon: false };
  if (waiting.left > 40) return { style: { right: `calc(${100 - waiting.left}% + 0.5rem)` }, upon: false };
  return { style: { right: `calc(${100 - end}% + 0.5rem)` }, upon: true };
}

/** Columns of the chart: what was asked, the time axis, how long it took. */
export const grid = "md:grid md:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_4.5rem] md:gap-x-4";

interface RowProps {
  tenant: string;
  attempt: AttemptView;
  number: number;
  bar: Bar;
  /** Where the axis has its lines, in per cent. */
  lines: number[];
  before: Stretch | null;
  pauses: Stretch[];
}

/** One attempt: its bar on the time axis, and its details once opened. */
export function AttemptRow({ tenant, attempt, number, bar, lines, before, pauses }: RowProps) {
  const t = useTranslations("answers");
  const words = useClassWords();
  const duration = useDuration();
  const [open, setOpen] = useState(false);
  const ok = attempt.class === "ok";
  const label = beside(bar);
  const pause = pauses.find(({ left, width }) => Math.abs(left + width - bar.waiting.left) < 0.1);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className={`block w-full py-2.5 text-left hover:bg-muted/50 ${grid} md:items-center`}
      >
        <span className="flex min-w-0 items-start gap-1.5">
          <ChevronRight
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform duration-100 motion-reduce:transition-none ${open ? "rotate-90" : ""}`}
          />
          <span className="min-w-0 flex-1">
            <span className="sr-only">{t("attempt.open", { number })}</span>
            <span className="block truncate font-mono text-13">{attempt.model}</span>
            {attempt.key ? (
              <span className="block truncate text-12 text-muted-foreground">
                {attempt.key.label}{" "}
                {attempt.key.last4 ? <span className="font-mono">…{attempt.key.last4}</span> : null}
              </span>
            ) : null}
          </span>
          <span className="text-12 text-muted-foreground tabular-nums md:hidden">{duration(attempt.ms)}</span>
        </span>
        <span className="relative mt-1.5 block self-stretch md:mt-0">
          {lines.map((left) => (
            <span
              key={left}
              aria-hidden
              className="absolute -inset-y-2.5 hidden w-px bg-border md:block"
              style={{ left: `${left}%` }}
            />
          ))}
          <span className="relative block h-3 md:absolute md:inset-x-0 md:top-1/2 md:-translate-y-1/2">
            {before ? (
              <span className="absolute inset-y-1 rounded-full bg-strong" style={at(before)} />
            ) : null}
            {pause ? (
              <span className="absolute inset-y-1 rounded-full bg-waiting/40" style={at(pause)} />
            ) : null}
            <span
              className={`absolute inset-y-0 ${bar.streaming ? "rounded-l-sm" : "rounded-sm"} ${ok ? "bg-works/35" : bar.streaming ? "bg-broken/35" : "bg-broken/70"}`}
              style={at(bar.waiting)}
            />
            {bar.streaming ? (
              <span
                className={`absolute inset-y-0 rounded-r-sm ${ok ? "bg-works" : "bg-broken"}`}
                style={at(bar.streaming)}
              />
            ) : null}
          </span>
          <span
            className={cn(
              "mt-1 block whitespace-nowrap text-12 md:absolute md:top-1/2 md:mt-0 md:-translate-y-1/2",
              ok ? "text-works" : "text-broken",
              (pause || label.upon) && "md:rounded-sm md:px-1.5",
              label.upon
                ? ["md:text-background", ok ? "md:bg-works" : "md:bg-broken"]
                : pause && "md:bg-background",
            )}
            style={label.style}
          >
            {words.name(attempt.class, attempt.reason)}
          </span>
        </span>
        <span className="hidden text-right text-13 tabular-nums md:block">{duration(attempt.ms)}</span>
      </button>
      {open ? <AttemptDetails tenant={tenant} attempt={attempt} /> : null}
    </div>
  );
}
