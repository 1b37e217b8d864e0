// The candidates in the order to try, compiled once per configuration, not per message.
import { projectOf } from "./scopes.ts";
import type { Candidate, Key, KeyOrder } from "./types.ts";

/** The compiled order of one owner's candidates. Immutable. Compile it once per configuration: a board caches by object. */
export interface Chain {
  /** The tenant that it belongs to. */
  readonly owner: string;
  /** Model-major: m1k1, m1k2, … m2k1, m2k2, … */
  readonly candidates: readonly Candidate[];
  /** Number of different projects among the keys: quotas are per project. */
  readonly projects: number;
  readonly order: KeyOrder;
  /** End (exclusive) of each run with the same model and the same `lastResort`; `balanced` chooses within a run. */
  readonly runs: readonly number[];
}

/**
 * Orders models × keys, model-major; within a model, keys of last resort come last.
 * A model or key named twice counts once, at its first place.
 * @param of `models` and `keys` in order of preference; `order` is `priority` by default
 */
export function compileChain(of: {
  owner: string;
  models: readonly string[];
  keys: readonly Key[];
  order?: KeyOrder;
}): Chain {
  const keys = [...new Map(of.keys.map((key) => [key.id, key])).values()];
  const ordered = [...keys.filter((key) => !key.lastResort), ...keys.filter((key) => key.lastResort)];
  const candidates = [...new Set(of.models)].flatMap((model) =>
    ordered.map((key) => Object.freeze({ model, key, owner: of.owner, project: projectOf(key) })),
  );
  const place = (candidate?: Candidate) => candidate && `${!!candidate.key.lastResort} ${candidate.model}`;
  const ends = candidates.map((_, i) => i + 1);
  return Object.freeze({
    owner: of.owner,
    candidates: Object.freeze(candidates),
    projects: new Set(keys.map(projectOf)).size,
    order: of.order ?? "priority",
    runs: Object.freeze(ends.filter((end) => place(candidates[end]) !== place(candidates[end - 1]))),
  });
}
