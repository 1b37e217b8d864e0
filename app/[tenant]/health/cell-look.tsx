"use client";
import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX, Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import type { CellState, MatrixCell } from "#lib/health/matrix.ts";
import { cn } from "../../components/cn.ts";

export const cellStates: readonly CellState[] = ["works", "waiting", "broken", "untested", "retired", "off"];

export const looks = {
  works: { Icon: CircleCheck, tone: "text-works", bar: "bg-works" },
  waiting: { Icon: Clock, tone: "text-waiting", bar: "bg-waiting" },
  broken: { Icon: CircleX, tone: "text-broken", bar: "bg-broken" },
  untested: { Icon: CircleHelp, tone: "text-waiting", bar: "bg-waiting" },
  retired: { Icon: Ban, tone: "text-off", bar: "bg-off" },
  off: { Icon: CircleDashed, tone: "text-off", bar: "bg-off" },
} satisfies Record<CellState, unknown>;

/** Used share of the fullest limit; null: Google has named none. */
export const shareOf = ({ spent }: Pick<MatrixCell, "spent">): number | null =>
  spent.length > 0 ? Math.min(1, Math.max(...spent.map(({ used, limit }) => used / limit))) : null;

export function CellBadge({ state, className }: { state: CellState; className?: string }) {
  const t = useTranslations("health.state");
  const { Icon, tone } = looks[state];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-13",
        tone,
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {t(state)}
    </span>
  );
}

const signOf = (state: CellState) => `sign-${state}`;

/** The signs once, for hundreds of `CellSign`s to refer to: each drawn anew takes longer than all else of a cell. */
export function Signs() {
  return (
    <div aria-hidden className="absolute size-0 overflow-hidden">
      {cellStates.map((state) => {
        const { Icon } = looks[state];
        return <Icon key={state} id={signOf(state)} strokeWidth={2.25} />;
      })}
    </div>
  );
}

export const CellSign = ({ state, className }: { state: CellState; className: string }) => (
  <svg aria-hidden="true" className={className}>
    <use href={`#${signOf(state)}`} width="100%" height="100%" />
  </svg>
);

/** What the signs mean. */
export function Legend() {
  return (
    <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1">
      {cellStates.map((state) => (
        <li key={state}>
          <CellBadge state={state} className="font-normal text-12" />
        </li>
      ))}
    </ul>
  );
}
