// Merges two concurrent changes of the order: mine on top of theirs. Pure.
import type { OrderView } from "#lib/models/list.ts";
import type { ModelEntry } from "#lib/models/order.ts";

export interface Conflict {
  theirs: OrderView;
  mine: ModelEntry[];
  /** What mine was made from. */
  base: ModelEntry[];
}

/**
 * My order over theirs. What either of us removed is gone; what they added and I never saw comes last; a switch that
 * I did not touch stands as they left it.
 */
export function onTop(
  mine: readonly ModelEntry[],
  base: readonly ModelEntry[],
  theirs: readonly ModelEntry[],
): ModelEntry[] {
  const by = (entries: readonly ModelEntry[]) =>
    new Map(entries.map(({ model, enabled }) => [model, enabled]));
  const [inMine, inBase, inTheirs] = [by(mine), by(base), by(theirs)];
  const kept = mine.filter(({ model }) => inTheirs.has(model) || !inBase.has(model));
  const added = theirs.filter(({ model }) => !inMine.has(model) && !inBase.has(model));
  return [
    ...kept.map(({ model, enabled }) => {
      const touched = inBase.get(model) !== enabled;
      return { model, enabled: touched ? enabled : (inTheirs.get(model) ?? enabled) };
    }),
    ...added,
  ];
}
