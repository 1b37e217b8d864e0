"use client";
// Models down, keys across, grouped by project. One tab stop; arrow keys move between the cells.
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useState } from "react";
import type { MatrixCell, MatrixKey, MatrixRow } from "#lib/health/matrix.ts";
import { cn } from "../../components/cn.ts";
import { useNow, useTimeWords } from "../../components/time.tsx";
import { CellSign, looks, Signs, shareOf } from "./cell-look.tsx";

interface Props {
  keys: MatrixKey[];
  rows: MatrixRow[];
  open(what: string): void;
}

/** Above as many the cells show signs and no words. */
const WORDS_FIT = 6;
const steps: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

export function MatrixTable({ keys, rows, open }: Props) {
  const t = useTranslations("health");
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const now = useNow(1_000);
  const wide = keys.length <= WORDS_FIT;
  // A row may have gone meanwhile.
  const [atRow, atColumn] = [Math.min(at[0], rows.length - 1), Math.min(at[1], keys.length - 1)];

  function move(event: KeyboardEvent<HTMLTableElement>): void {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(rows.length - 1, atRow + step[0]));
    const column = Math.max(0, Math.min(keys.length - 1, atColumn + step[1]));
    setAt([row, column]);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${row}-${column}"]`)?.focus();
  }

  return (
    <section className="relative max-h-[max(20rem,calc(100dvh-13rem))] overflow-auto" aria-label={t("title")}>
      <Signs />
      <table className="border-separate border-spacing-0 text-left" onKeyDown={move}>
        <thead className="sticky top-0 z-20 bg-background text-12 text-muted-foreground">
          <tr>
            <th
              scope="col"
              rowSpan={2}
              className="sticky left-0 z-10 bg-background pr-4 pb-2 align-bottom font-normal"
            >
              {t("model")}
            </th>
            {projectsOf(keys).map(({ id, label, span }) => (
              <th
                key={id}
                scope="colgroup"
                colSpan={span}
                className="max-w-0 truncate border-b px-1 pb-1 font-normal not-first:border-l"
                title={label ?? t("unknownProject")}
              >
                {label ?? t("unknownProject")}
              </th>
            ))}
          </tr>
          <tr>
            {keys.map(({ id, label, last4 }, i) => (
              <th
                key={id}
                scope="col"
                className={cn(
                  "h-px border-b px-1 py-2 align-bottom font-normal",
                  startsProject(keys, i) && "border-l",
                )}
              >
                <span
                  className={cn(
                    "block truncate",
                    wide ? "max-w-36" : "mx-auto max-h-32 [writing-mode:vertical-rl]",
                  )}
                  title={`${label} …${last4}`}
                >
                  {label} <span className="font-mono">…{last4}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <MatrixLine
              key={row.model}
              row={row}
              keys={keys}
              index={i}
              wide={wide}
              tabColumn={i === atRow ? atColumn : -1}
              now={row.summary.counts.waiting > 0 ? now : 0}
              open={open}
              setAt={setAt}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const startsProject = (keys: MatrixKey[], i: number) =>
  i > 0 && (keys[i]?.project === null || keys[i]?.project?.id !== keys[i - 1]?.project?.id);

/** A key of unknown project stands alone. */
function projectsOf(keys: MatrixKey[]): { id: string; label: string | null; span: number }[] {
  const groups: { id: string; label: string | null; span: number }[] = [];
  keys.forEach((key, i) => {
    const last = groups.at(-1);
    if (last && !startsProject(keys, i)) last.span++;
    else groups.push({ id: key.id, label: key.project?.label ?? null, span: 1 });
  });
  return groups;
}

interface LineProps extends Pick<Props, "keys" | "open"> {
  row: MatrixRow;
  index: number;
  wide: boolean;
  /** The column of this row that Tab reaches; -1: none. */
  tabColumn: number;
  /** 0 where nothing counts down, so that the row is not drawn again. */
  now: number;
  setAt(at: [number, number]): void;
}

const MatrixLine = memo(function MatrixLine(props: LineProps) {
  const { row, keys, index, wide, tabColumn, now, open, setAt } = props;
  const t = useTranslations("health");
  const words = useCellWords();
  return (
    <tr className="row-hover">
      <th scope="row" className="sticky left-0 z-10 max-w-64 border-b bg-background pr-4 font-normal">
        <button
          type="button"
          onClick={() => open(row.model)}
          className="block w-full truncate rounded-sm text-left text-13 hover:underline"
          title={row.model}
        >
          {row.displayName}
          {row.isTail ? (
            <span className="block truncate text-12 text-muted-foreground">{t("tail")}</span>
          ) : null}
        </button>
      </th>
      {row.cells.map((cell, i) => {
        const key = keys[i];
        return key ? (
          <td key={key.id} className={cn("border-b p-0.5", startsProject(keys, i) && "border-l")}>
            <CellButton
              cell={cell}
              wide={wide}
              words={words}
              now={now}
              name={t("cell", { model: row.displayName, key: `${key.label} …${key.last4}` })}
              at={`${index}-${i}`}
              tabIndex={tabColumn === i ? 0 : -1}
              onFocus={() => setAt([index, i])}
              onClick={() => open(`${row.model}~${key.id}`)}
            />
          </td>
        ) : null;
      })}
    </tr>
  );
});

interface CellProps {
  cell: MatrixCell;
  wide: boolean;
  words: ReturnType<typeof useCellWords>;
  now: number;
  /** Spoken, and shown on hover. */
  name: string;
  at: string;
  tabIndex: number;
  onFocus(): void;
  onClick(): void;
}

/** Once for a line: a matrix has hundreds of cells. */
const useCellWords = () => ({
  state: useTranslations("health.state"),
  span: useTimeWords().span,
  shortly: useShortly(),
});

function CellButton({ cell, wide, words, now, name, at, tabIndex, onFocus, onClick }: CellProps) {
  const { tone, bar } = looks[cell.state];
  const share = shareOf(cell);
  const left = cell.state === "waiting" && cell.until && now > 0 ? cell.until.getTime() - now : null;
  const state = words.state(cell.state);
  /** Nothing but a sign is seen. */
  const isBare = !wide && (left === null || left <= 0);
  return (
    <button
      type="button"
      data-cell={at}
      title={`${name}: ${state}`}
      aria-label={isBare ? `${name}: ${state}` : undefined}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={onClick}
      className={cn(
        "relative flex h-9 w-full items-center gap-1.5 rounded-md px-1.5 text-12 hover:bg-muted",
        wide ? "min-w-32" : "min-w-9 flex-col justify-center gap-0 px-0",
        tone,
      )}
    >
      {isBare ? null : <span className="sr-only">{name}: </span>}
      <CellSign state={cell.state} className={wide ? "size-4 shrink-0" : "size-3.5 shrink-0"} />
      {isBare ? null : <span className={wide ? "whitespace-nowrap font-medium" : "sr-only"}>{state}</span>}
      {left !== null && left > 0 ? (
        <span suppressHydrationWarning className="whitespace-nowrap tabular-nums">
          {wide ? words.span(left) : words.shortly(left)}
        </span>
      ) : null}
      {share === null ? null : (
        <span
          aria-hidden
          className="absolute inset-x-1.5 bottom-0.5 h-0.5 overflow-hidden rounded-full bg-border"
        >
          <span className={cn("block h-full", bar)} style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </button>
  );
}

/** "42s", "5m", "7h": the exact time is in the panel. */
function useShortly(): (ms: number) => string {
  const t = useTranslations("health.short");
  return (ms) => {
    const seconds = Math.ceil(ms / 1_000);
    if (seconds < 60) return t("seconds", { n: seconds });
    if (seconds < 3_600) return t("minutes", { n: Math.ceil(seconds / 60) });
    return t("hours", { n: Math.ceil(seconds / 3_600) });
  };
}
