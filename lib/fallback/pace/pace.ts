// How soon each model gives its first sign of life to each owner; sets the time limit of a call.
import { FairMap } from "../fair-map.ts";
import type { Candidate } from "../types.ts";
import { Quantile } from "./quantile.ts";

/** Minimum samples before a quantile is trusted (hedging). */
const leastHeard = 20;
/** Minimum samples before p99 sets a time limit: p99 of fewer is only the slowest call. */
const leastForLimit = 100;
/** A call counts as silent after this many times the model's own p99. */
const slack = 3;
/** Lower bound of the time limit. */
const leastMs = 5_000;
/** Pairs of owner and model. Beyond this the owner with most models loses the one heard longest ago. */
const PAIRS_KEPT = 4000;
/** Upper bound for a model that thinks before it speaks. */
const mostMs = 45_000;
/** Factor on the usual limit: for a model seen to think while its p99 is not known, and at most after silences. */
const slow = 2;
/** After a silence, or a late sign, the next call may take this many times as long. */
const growth = 2;

interface Heard {
  readonly quantile: Quantile;
  /** Thoughts came before text. */
  thought: boolean;
  /** Milliseconds that the next call gets at least. */
  atLeast: number;
}

/** Owner and model of a call. Prompts differ by owner, so one owner's quick answers say nothing of another's. */
type Whose = Pick<Candidate, "owner" | "model" | "thinks">;

/** One per process. Holds one small table for each recently asked model of an owner. */
export class Pace {
  readonly #heard = new FairMap<Heard>(PAIRS_KEPT);

  /** Records that the first sign of life came after `ms` milliseconds, or had not come by then (a hedge that lost). */
  heard(whose: Whose, ms: number): void {
    const of = this.#of(whose);
    of.quantile.add(ms);
    of.atLeast = Math.min(mostMs, growth * ms);
  }

  /**
   * Records that a call was given up after `ms` milliseconds without a sign. The model may only be slow, so the next
   * call gets twice that, within twice the usual limit, or the upper bound for a model that thinks; else a limit learned
   * from quick answers would never recover. It is no sample: a model that hangs now and then is still given up early.
   */
  silent(whose: Whose, ms: number, usual: number): void {
    const of = this.#of(whose);
    const most = mayThink(whose, of) ? mostMs : Math.min(slow * usual, mostMs);
    of.atLeast = Math.max(of.atLeast, Math.min(growth * ms, most));
  }

  /** Records that the model thinks before it speaks. */
  thought(whose: Whose): void {
    this.#of(whose).thought = true;
  }

  /** @param q 0 to 1 @returns milliseconds within which the share `q` of calls gave a sign; null: too few samples */
  at(whose: Whose, q: number, least = leastHeard): number | null {
    const quantile = this.#heard.get(whose.owner, whose.model)?.quantile;
    return quantile && quantile.count >= least ? quantile.at(q) : null;
  }

  /**
   * Time limit in milliseconds to the first sign of life. That a model may think raises only its upper bound: many such
   * models answer at once. @param usual milliseconds, the limit of a model that does not think
   */
  limit(whose: Whose, usual: number): number {
    const { thought = false, atLeast = 0 } = this.#heard.get(whose.owner, whose.model) ?? {};
    const p99 = this.at(whose, 0.99, leastForLimit);
    const learned = p99 === null ? (thought ? slow * usual : usual) : Math.max(leastMs, slack * p99);
    const most = mayThink(whose, { thought }) ? Math.max(usual, mostMs) : usual;
    return Math.max(Math.min(most, learned), atLeast);
  }

  #of(whose: Whose): Heard {
    const { owner, model } = whose;
    return this.#heard.use(owner, model, () => ({ quantile: new Quantile(), thought: false, atLeast: 0 }));
  }
}

const mayThink = ({ thinks = false }: Whose, { thought }: Pick<Heard, "thought">) => thinks || thought;
