// Whether a message may ask a second candidate, and when: past the time by which nearly everyone has spoken.
import type { Pace } from "../pace/pace.ts";

/** Of a hundred first signs, this many came sooner. */
const patience = 0.95;
/** At most this share of messages hedge. */
const share = 0.05;
/** So many hedges can be saved up for a bad moment. */
const mostSaved = 10;

/** One for a whole worker: how many hedges are left. */
export class Hedging {
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

  /** Milliseconds to wait for the model before a second candidate is asked; null while too little is known. */
  patienceWith(model: string, pace: Pace): number | null {
    return pace.at(model, patience);
  }
}
