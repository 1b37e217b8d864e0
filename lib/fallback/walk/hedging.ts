// Whether and when a message may call a second candidate: past the p95 of the model's first sign of life.
import type { Pace } from "../pace/pace.ts";
import type { Candidate } from "../types.ts";

/** Quantile of first signs of life after which a call counts as late. */
const late = 0.95;
/** At most this share of messages hedge. */
const share = 0.05;
/** Hedges that can be saved up for a bad moment. */
const mostSaved = 10;

/** The budget of hedges: one per process. Pass it to each walk that may hedge. */
export class Hedging {
  #saved = 0;

  /** A walk that may hedge begins: saves up its share of a hedge. */
  asked(): void {
    this.#saved = Math.min(mostSaved, this.#saved + share);
  }

  /** Uses up one hedge. @returns false: none is left */
  take(): boolean {
    // Rounding: twenty times 0.05 is slightly less than 1.
    if (this.#saved < 1 - 1e-9) return false;
    this.#saved -= 1;
    return true;
  }

  /** Milliseconds after which a call of the model is late, so that a second candidate is called; null: too few samples. */
  lateAfter(candidate: Candidate, pace: Pace): number | null {
    return pace.at(candidate, late);
  }
}
