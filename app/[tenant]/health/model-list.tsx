"use client";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MatrixRow, Summary } from "#lib/health/matrix.ts";
import { Countdown } from "../../components/time.tsx";
import { CellBadge, cellStates, looks } from "./cell-look.tsx";

interface Props {
  rows: MatrixRow[];
  /** Keys in all. */
  count: number;
  open(what: string): void;
}

/** One line for each model: with how many keys it would answer. */
export function ModelList({ rows, count, open }: Props) {
  return (
    <ul className="divide-y border-y">
      {rows.map((row) => (
        <li key={row.model}>
          <button
            type="button"
            onClick={() => open(row.model)}
            className="flex w-full items-center gap-3 py-3 text-left"
          >
            <span className="min-w-0 flex-1">
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate text-14">{row.displayName}</span>
                <Works works={row.summary.counts.works} count={count} />
              </span>
              <Strip summary={row.summary} />
              <Worst summary={row.summary} />
            </span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Works({ works, count }: { works: number; count: number }) {
  const t = useTranslations("health");
  return (
    <span className="shrink-0 text-13 text-muted-foreground tabular-nums">{t("of", { works, count })}</span>
  );
}

/** The keys by state, as one bar. */
export function Strip({ summary: { counts } }: { summary: Summary }) {
  return (
    <span aria-hidden className="mt-1.5 flex h-1.5 gap-px overflow-hidden rounded-full">
      {cellStates.map((state) =>
        counts[state] > 0 ? (
          <span key={state} className={looks[state].bar} style={{ flexGrow: counts[state] }} />
        ) : null,
      )}
    </span>
  );
}

/** The state of the model as a whole: it works with one key. */
function Worst({ summary: { counts, backAt } }: { summary: Summary }) {
  const t = useTranslations("health");
  const state = cellStates.find((each) => counts[each] > 0) ?? "off";
  return (
    <span className="mt-1.5 flex flex-wrap items-center gap-x-3 text-12 text-muted-foreground">
      <CellBadge state={state} className="text-12" />
      {state === "waiting" && backAt ? (
        <span>{t.rich("back", { time: () => <Countdown until={backAt} /> })}</span>
      ) : null}
    </span>
  );
}
