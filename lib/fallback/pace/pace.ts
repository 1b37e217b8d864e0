// How soon each model gives its first sign of life; sets the time limit of a call.
import { BoundedMap } from "../bounded-map.ts";
import { Quantile } from "./quantile.ts";

/** Minimum samples before a quantile is trusted (hedging). */
const leastHeard = 20;
/** Minimum samples before p99 sets a time limit: p99 of fewer is only the slowest call. */
const leastForLimit = 100;
/** A call counts as silent after this many times the model's own p99. */
const slack = 3;
/** Lower bound of the time limit. */
const leastMs = 5_000;
/** Beyond this the model known for longest is forgotten. */
const MODELS_KEPT = 1000;
/** Upper bound for a model that thinks before it speaks. */
const mostMs = 45_000;
/** Factor on the usual limit for such a model while its p99 is not known. */
const thinking = 2;

/** One per process. Holds one small table for each recently asked model. */
export class Pace {
  readonly #models = new BoundedMap<string, Quantile>(MODELS_KEPT);
  readonly #thinkers = new Set<string>();

  /** Records that the first sign of life came after `ms` milliseconds, or had not come by then (a hedge that lost). */
  heard(model: string, ms: number): void {
    let quantile = this.#models.get(model);
    if (!quantile) {
      quantile = new Quantile();
      this.#models.set(model, quantile);
    }
    quantile.add(ms);
  }

  /** Records that the model thinks before it speaks. */
  thought(model: string): void {
    this.#thinkers.add(model);
  }

  /** @param q 0 to 1 @returns milliseconds within which the share `q` of calls gave a sign; null: too few samples */
  at(model: string, q: number, least = leastHeard): number | null {
    const quantile = this.#models.get(model);
    return quantile && quantile.count >= least ? quantile.at(q) : null;
  }

  /** Time limit in milliseconds to the first sign of life. @param usual milliseconds, the limit of a model that does not think */
  limit(model: string, usual: number): number {
    const most = this.#thinkers.has(model) ? Math.max(usual, mostMs) : usual;
    const p99 = this.at(model, 0.99, leastForLimit);
    if (p99 === null) return Math.min(most, usual * thinking);
    return Math.min(most, Math.max(leastMs, slack * p99));
  }
}
