// What a move would change, shown while the model is being dragged. Pure.

import type { ModelEntry } from "#lib/models/order.ts";
import { costRatio, type Price } from "#lib/prices/list-prices.ts";

export type Effect =
  | { kind: "same" }
  /** The moved model is switched off. */
  | { kind: "off"; model: string }
  /** It would be tried first; `ratio`: its price over that of `instead`, the first one now; null: one is not known. */
  | { kind: "first"; model: string; instead: string | null; ratio: number | null }
  /** It would be tried when `before` fails. */
  | { kind: "after"; model: string; before: string };

const used = (entries: readonly ModelEntry[]) =>
  entries.flatMap(({ model, enabled }) => (enabled ? [model] : []));

/** What `after` instead of `before` changes for the moved model. */
export function effectOf(
  before: readonly ModelEntry[],
  after: readonly ModelEntry[],
  moved: string,
  priceOf: (model: string) => Price | null,
): Effect {
  const [was, is] = [used(before), used(after)];
  if (!is.includes(moved)) return { kind: "off", model: moved };
  if (was.join() === is.join()) return { kind: "same" };
  const [first = moved] = is;
  // Moving the first model down makes another one first, which matters more.
  if (first === moved || was[0] === moved) {
    const instead = was[0] ?? null;
    const ratio = instead === null ? null : costRatio(priceOf(instead), priceOf(first));
    return { kind: "first", model: first, instead, ratio };
  }
  return { kind: "after", model: moved, before: is[is.indexOf(moved) - 1] ?? first };
}

/** The order with `by` in the place of a model; if that is in the list already, the model is just removed. */
export function replaced(entries: readonly ModelEntry[], model: string, by: string): ModelEntry[] {
  const there = entries.some((entry) => entry.model === by);
  return entries.flatMap((entry) =>
    entry.model === model ? (there ? [] : [{ model: by, enabled: entry.enabled }]) : [entry],
  );
}
