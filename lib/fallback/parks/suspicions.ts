// What several failures prove together that none of them proves alone.
import type { Chain } from "../chain.ts";
import { ownModelOf, type ScopeId, scopeOf } from "../scopes.ts";
import type { Candidate, Failure, ParkRequest } from "../types.ts";
import type { Slot } from "./parks.ts";

const internalsInARow = 3;
const internalParkMs = 10_000;
const modelMissingMs = 24 * 3_600_000;
const egressParkMs = 10_000;

const ours = (ms: number) => ({ base: ms, cap: ms });

export class Suspicions {
  readonly #slot: (scope: ScopeId) => Slot;
  /** Candidates whose connections failed since anything last answered. */
  readonly #unreachable = new Set<string>();

  constructor(slot: (scope: ScopeId) => Slot) {
    this.#slot = slot;
  }

  /** The candidate answered. */
  refuted(candidate: Candidate): void {
    this.#unreachable.clear();
    this.#slot(scopeOf("model", candidate)).streak = 0;
  }

  /** Three internal errors in a row, a model that two projects miss, no host reachable. @returns what to park besides */
  widen(candidate: Candidate, failure: Failure, chain: Chain): ParkRequest[] {
    const model = scopeOf("model", candidate);
    const slot = this.#slot(model);
    slot.streak = failure.class === "internal" ? slot.streak + 1 : 0;
    if (slot.streak >= internalsInARow) return [{ ...model, deadline: ours(internalParkMs) }];

    if (failure.class === "model_missing" && this.#missingEverywhere(candidate, chain)) {
      return [{ ...ownModelOf(candidate), deadline: ours(modelMissingMs) }];
    }

    if (!failure.network) this.#unreachable.clear();
    else this.#unreachable.add(scopeOf("key_model", candidate).id);
    if (this.#unreachable.size >= 2)
      return [{ ...scopeOf("egress", candidate), deadline: ours(egressParkMs) }];
    return [];
  }

  /** Two projects agree, or there is only one to ask. */
  #missingEverywhere({ model }: Candidate, chain: Chain): boolean {
    const missing = chain.candidates.filter((each) => {
      const park = each.model === model && this.#slot(scopeOf("project_model", each)).park;
      return park && park.class === "model_missing";
    });
    return new Set(missing.map(({ project }) => project)).size >= Math.min(2, chain.projects);
  }
}
