// The candidates in the order to try, compiled once per configuration, not per message.
import type { Candidate, Key } from "./types.ts";

export interface Chain {
  /** Tenant whose messages walk it. */
  readonly owner: string;
  /** Model-major: m1k1, m1k2, … m2k1, m2k2, … */
  readonly candidates: readonly Candidate[];
  /** How many quotas the keys really are. */
  readonly projects: number;
}

/** The key's project; a key of unknown project is a project of its own. */
export function projectOf(key: Key): string {
  return key.project ?? `key:${key.id}`;
}

/**
 * Orders models × keys as in the seed; within a model, keys of last resort come last.
 * A model or key named twice counts once, where it is named first.
 */
export function compileChain(of: { owner: string; models: readonly string[]; keys: readonly Key[] }): Chain {
  const keys = [...new Map(of.keys.map((key) => [key.id, key])).values()];
  const ordered = [...keys.filter((key) => !key.lastResort), ...keys.filter((key) => key.lastResort)];
  const candidates = [...new Set(of.models)].flatMap((model) =>
    ordered.map((key) => Object.freeze({ model, key, owner: of.owner, project: projectOf(key) })),
  );
  return Object.freeze({
    owner: of.owner,
    candidates: Object.freeze(candidates),
    projects: new Set(keys.map(projectOf)).size,
  });
}
