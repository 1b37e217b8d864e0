// Models × keys: what would become of a call of each pair now. For the health page.

import type { KeyFault } from "../chain-state/park-view.ts";
import type { Context } from "../context.ts";
import { type Board, type Forecast, forecasts, pairOf, projectOf, type Standing } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import type { BotChain } from "../models/chains.ts";
import { displayNameOf } from "../models/naming.ts";
import { authorise } from "../people/can.ts";
import { type Health, type HealthKey, readHealth } from "./read.ts";
import { verdictOf } from "./verdict.ts";

/** `off`: the key is switched off. `retired`: Google does not offer the model to the key. */
export type CellState = "works" | "waiting" | "broken" | "untested" | "off" | "retired";

/** What of a limit is used. */
export type Spent = Pick<Forecast, "window" | "metric" | "used" | "limit"> & { resetsAt: Date };

export interface MatrixCell {
  state: CellState;
  /** null: nothing failed, or a limit by our own counts. */
  class: KeyFault | null;
  /** As Google, or the network, put it. */
  reason: string | null;
  /** When it is tried again; null: not known, or when somebody acts. */
  until: Date | null;
  /** Only limits that Google named. */
  spent: Spent[];
}

export interface MatrixKey {
  id: string;
  label: string;
  last4: string;
  project: { id: string; label: string } | null;
}

export interface Summary {
  /** Of how many keys each state holds. */
  counts: Record<CellState, number>;
  /** When the first key that waits is back. */
  backAt: Date | null;
}

export interface MatrixRow {
  model: string;
  displayName: string;
  /** In no list: it takes over when the listed ones are retired. */
  isTail: boolean;
  summary: Summary;
  /** In the order of the keys. */
  cells: MatrixCell[];
}

export interface Matrix {
  /** Keys of one project side by side. */
  keys: MatrixKey[];
  rows: MatrixRow[];
}

function byProject(keys: readonly HealthKey[]): HealthKey[] {
  const groups = Map.groupBy(keys, ({ id, projectId }) => projectOf({ id, project: projectId }));
  return [...groups.values()].flat();
}

function summaryOf(cells: readonly MatrixCell[]): Summary {
  const counts = { works: 0, waiting: 0, broken: 0, untested: 0, off: 0, retired: 0 };
  for (const { state } of cells) counts[state]++;
  const times = cells.flatMap(({ state, until }) => (state === "waiting" && until ? until.getTime() : []));
  return { counts, backAt: times.length > 0 ? new Date(Math.min(...times)) : null };
}

/** What is known of each model with each key; bots with the same models share a chain, and chains their candidates. */
function standingsOf(chains: readonly BotChain[], board: Board, now: number): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const chain of new Set(chains.map(({ chain }) => chain))) {
    for (const [i, { model, key }] of chain.candidates.entries()) {
      const pair = pairOf(key.id, model);
      if (!standings.has(pair)) standings.set(pair, board.standing(chain, i, now));
    }
  }
  return standings;
}

/** Rows of all models that the tenant or one of its bots tries. Pure. */
function cellsOf({ keys, ownOrders, chainOf, board, limits, counts, now }: Health): {
  keys: HealthKey[];
  rows: Pick<MatrixRow, "model" | "isTail">[];
  cells: MatrixCell[][];
} {
  const chains = [chainOf(null), ...ownOrders.map(chainOf)];
  const columns = byProject(keys);
  const spentOf = Map.groupBy(forecasts(limits, counts, now, spanOf), ({ project, model }) =>
    pairOf(project, model),
  );
  const standings = standingsOf(chains, board, now);
  const listed = new Set(chains.flatMap(({ tried }) => [...tried.models, ...tried.retired]));
  const tails = new Set(chains.flatMap(({ tried }) => tried.tail));
  const rows = [...listed].map((model) => ({ model, isTail: tails.has(model) }));
  const nothing = { class: null, reason: null, until: null };

  function cellOf(model: string, key: HealthKey): MatrixCell {
    const project = projectOf({ id: key.id, project: key.projectId });
    const spent = (spentOf.get(pairOf(project, model)) ?? []).map(
      ({ window, metric, used, limit, resetsAt }) => ({
        ...{ window, metric, used, limit, resetsAt: new Date(resetsAt) },
      }),
    );
    if (!key.enabled) return { state: "off", ...nothing, spent };
    if (key.state.kind === "broken" && key.state.class === "unreadable")
      return { state: "broken", ...nothing, class: key.state.class, spent };
    const standing = standings.get(pairOf(key.id, model));
    if (!standing) return { state: "retired", ...nothing, class: "model_missing", spent: [] };
    const verdict = verdictOf(key, standing, now);
    if (!("class" in verdict)) return { state: verdict.kind, ...nothing, spent };
    const { kind, class: why, reason, until } = verdict;
    return {
      state: why === "model_missing" ? "retired" : kind,
      ...{ class: why, reason, until: until === null ? null : new Date(until), spent },
    };
  }
  return { keys: columns, rows, cells: rows.map(({ model }) => columns.map((key) => cellOf(model, key))) };
}

/** @param health if it is read already */
export async function readMatrix(context: Context, health?: Health): Promise<Matrix> {
  authorise(context, "viewChain");
  const { keys, rows, cells } = cellsOf(health ?? (await readHealth(context)));
  return {
    keys: keys.map(({ id, label, last4, project }) => ({ id, label, last4, project })),
    rows: rows.map((row, i) => {
      const own = cells[i] ?? [];
      return { ...row, displayName: displayNameOf(row.model), summary: summaryOf(own), cells: own };
    }),
  };
}
