// The candidates in the order to try, compiled once per configuration, not per message.
import { projectOf } from "./scopes.ts";
import type { Candidate, Key, KeyOrder } from "./types.ts";

export interface Chain {
  /** Tenant whose messages walk it. */
  readonly owner: string;
  /** Model-major: m1k1, m1k2, … m2k1, m2k2, … */
  readonly candidates: readonly Candidate[];
  /** How many quotas the keys really are. */
  readonly projects: number;
  readonly order: KeyOrder;
  /** Where runs of candidates end that may change places: same model, and of last resort or not. */
  readonly runs: readonly number[];
}

/**
 * Orders models × keys as in the seed; within a model, keys of last resort come last.
 * A model or key named twice counts once, where it is named first.
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
