// The candidates in the order to try, compiled once per configuration, not per message.
import { projectOf } from "./scopes.ts";
import type { Candidate, Key, KeyOrder } from "./types.ts";

/** Whether the key may be called with the model at all. */
export type Usable = (model: string, key: Key) => boolean;

/** The compiled order of one owner's candidates. Immutable. Compile it once per configuration: a board caches by object. */
export interface Chain {
  /** The tenant that it belongs to. */
  readonly owner: string;
  /** Model-major: m1k1, m1k2, … m2k1, m2k2, … */
  readonly candidates: readonly Candidate[];
  readonly order: KeyOrder;
  /** What it was compiled with; absent: every key may be called with every model. */
  readonly usable?: Usable;
  /** What it was compiled with. */
  readonly thinkers: ReadonlySet<string>;
  /** Whose keys are in it: `owner`, and those who share theirs. */
  readonly owners: ReadonlySet<string>;
  /** End (exclusive) of each run with the same model, `lastResort` and owner; `balanced` chooses within a run. */
  readonly runs: readonly number[];
}

/** @throws RangeError if the chain has no such candidate */
export function candidateAt({ candidates }: Chain, index: number): Candidate {
  const candidate = candidates[index];
  if (!candidate) throw new RangeError(`There is no candidate ${index} of ${candidates.length}.`);
  return candidate;
}

/**
 * Orders models × keys, model-major; within a model, keys of last resort come last.
 * A model or key named twice counts once, at its first place.
 * @param of `models` and `keys` in order of preference; `order` is `priority` by default; `usable` leaves out
 * candidates that are known not to work before any call (a retired model); `thinkers` are the models that may think
 * before they answer
 */
export function compileChain(of: {
  owner: string;
  models: readonly string[];
  keys: readonly Key[];
  order?: KeyOrder;
  usable?: Usable;
  thinkers?: ReadonlySet<string>;
}): Chain {
  const keys = [...new Map(of.keys.map((key) => [key.id, key])).values()];
  const ordered = [...keys.filter((key) => !key.lastResort), ...keys.filter((key) => key.lastResort)];
  const thinkers = of.thinkers ?? new Set<string>();
  const candidates = [...new Set(of.models)].flatMap((model) =>
    ordered
      .filter((key) => of.usable?.(model, key) ?? true)
      .map((key) => {
        const thinks = thinkers.has(model);
        return Object.freeze({
          model,
          key,
          owner: key.owner ?? of.owner,
          project: projectOf(key),
          ...(thinks && { thinks }),
        });
      }),
  );
  const place = (candidate?: Candidate) =>
    candidate && `${!!candidate.key.lastResort} ${candidate.owner} ${candidate.model}`;
  const ends = candidates.map((_, i) => i + 1);
  return Object.freeze({
    owner: of.owner,
    candidates: Object.freeze(candidates),
    order: of.order ?? "priority",
    ...(of.usable && { usable: of.usable }),
    thinkers,
    owners: new Set([of.owner, ...candidates.map(({ owner }) => owner)]),
    runs: Object.freeze(ends.filter((end) => place(candidates[end]) !== place(candidates[end - 1]))),
  });
}
