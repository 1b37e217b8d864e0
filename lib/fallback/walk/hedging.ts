// Whether a message may ask a second candidate, and when: past the time by which nearly everyone has spoken.
import { Quantile } from "./quantile.ts";

/** Of a hundred first words, this many came sooner. */
const patience = 0.95;
/** With fewer first words than this, nobody is known to be late. */
const leastHeard = 20;
/** At most this share of messages hedge. */
const share = 0.05;
/** So many hedges can be saved up for a bad moment. */
const mostSaved = 10;

/** One for a whole worker: what it knows of each model's pace, and how many hedges are left. */
export class Hedging {
  readonly #pace = new Map<string, Quantile>();
  #saved = 0;

  /** A message is asked that may hedge. */
  asked(): void {
    this.#saved = Math.min(mostSaved, this.#saved + share);
  }

  /** Uses up one hedge. @returns false where none is left */
  take(): boolean {
    // Twenty times 0.05 is a little less than 1.
    if (this.#saved < 1 - 1e-9) return false;
    this.#saved -= 1;
    return true;
  }

  /** The model's first words came after `ms`; or had not by then, where the call was given up. */
  heard(model: string, ms: number): void {
    let pace = this.#pace.get(model);
    if (!pace) {
      pace = new Quantile();
      this.#pace.set(model, pace);
    }
    pace.add(ms);
  }

  /** How long to wait for the model before a second is asked; null while too little is known. */
  patienceWith(model: string): number | null {
    const pace = this.#pace.get(model);
    return pace && pace.count >= leastHeard ? pace.at(patience) : null;
  }
}
