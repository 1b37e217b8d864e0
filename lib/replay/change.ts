// The change to try out: another order of models, fewer keys, more keys.
import { type Chain, compileChain, type Key, type Limit } from "../fallback/index.ts";

export interface ChainChange {
  /** The new order; null: unchanged. */
  readonly models: readonly string[] | null;
  /** Ids of keys to leave out. */
  readonly without: readonly string[];
  /** How many keys to add, each in its own project. */
  readonly more: number;
}

export const noChange: ChainChange = { models: null, without: [], more: 0 };

/** Made-up keys: `new:1`, `new:2`… */
export const newKeys = (count: number): (Key & { project: string })[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `new:${i + 1}`,
    label: `+${i + 1}`,
    last4: "",
    project: `new:${i + 1}`,
  }));

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** What no key could be asked for stays left out. */
export function changed(
  { owner, candidates, order, usable, thinkers }: Chain,
  { models, without, more }: ChainChange,
): Chain {
  const keys = unique(candidates.map(({ key }) => key)).filter(({ id }) => !without.includes(id));
  return compileChain({
    owner,
    models: models ?? unique(candidates.map(({ model }) => model)),
    keys: [...keys, ...newKeys(more)],
    order,
    ...(usable && { usable }),
    thinkers,
  });
}

/** Limits for the new keys: for each model and window the lowest known of any other key. */
export function limitsOf(limits: readonly Limit[], more: number): Limit[] {
  const least = new Map<string, Limit>();
  for (const limit of limits) {
    if (limit.limit === null) continue;
    const name = `${limit.model} ${limit.window} ${limit.metric}`;
    if (limit.limit < (least.get(name)?.limit ?? Infinity)) least.set(name, limit);
  }
  return newKeys(more).flatMap(({ project }) => [...least.values()].map((limit) => ({ ...limit, project })));
}
