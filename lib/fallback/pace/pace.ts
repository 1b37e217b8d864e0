// How soon each model gives its first sign of life: what a call's patience follows.
import { Quantile } from "./quantile.ts";

/** With fewer signs than this, a model's pace is not known. */
const leastHeard = 20;
/** The same before a call is given up for it: of fewer, the slowest says little about the next. */
const leastForLimit = 100;
/** A call may take this many times the model's own p99 before it counts as silent. */
const slack = 3;
const leastMs = 5_000;
/** The longest that anybody waits for a model that thinks before it speaks. */
const mostMs = 45_000;
/** So much longer is waited for such a model while its pace is not known. */
const thinking = 2;

/** One for a whole worker. Holds one small table for each model ever asked. */
export class Pace {
  readonly #models = new Map<string, Quantile>();
  readonly #thinkers = new Set<string>();

  /** The model's first sign of life came after `ms`; or had not by then, where the call lost a race. */
  heard(model: string, ms: number): void {
    let quantile = this.#models.get(model);
    if (!quantile) {
      quantile = new Quantile();
      this.#models.set(model, quantile);
    }
    quantile.add(ms);
  }

  /** The model showed that it thinks before it speaks. */
  thought(model: string): void {
    this.#thinkers.add(model);
  }

  /** @returns milliseconds by which the share `q` of calls have given a sign; null while too little is known */
  at(model: string, q: number, least = leastHeard): number | null {
    const quantile = this.#models.get(model);
    return quantile && quantile.count >= least ? quantile.at(q) : null;
  }

  /** How long a call of this model may take to its first sign of life. @param usual milliseconds, for a model that does not think */
  limit(model: string, usual: number): number {
    const most = this.#thinkers.has(model) ? Math.max(usual, mostMs) : usual;
    const p99 = this.at(model, 0.99, leastForLimit);
    if (p99 === null) return Math.min(most, usual * thinking);
    return Math.min(most, Math.max(leastMs, slack * p99));
  }
}
