// Who may be called now, decided from memory for every message: the parks, the counts, and the state of each candidate.
import { type Chain, candidateAt } from "../chain.ts";
import { lackOf } from "../failure.ts";
import { Quotas } from "../quotas/quotas.ts";
import { RefusalCap } from "../quotas/refusal-cap.ts";
import { nameOf, pairOf, scopesOf } from "../scopes.ts";
import type { Candidate, Park } from "../types.ts";
import { type CandidateState, candidateStates } from "./candidate-state.ts";
import { Parks, type ParksOptions } from "./parks.ts";
import { type Picking, pick, soonest } from "./pick.ts";

export interface DecidingOptions extends ParksOptions {
  quotas?: Quotas;
  refusalCap?: RefusalCap;
}

/** What keeps one candidate from being called, or makes a refusal likely. */
export interface Standing {
  /** Parks that hold, and those whose deadline has passed but that no message has probed since. */
  readonly parks: readonly Park[];
  /** By our counts a limit is used up until then, epoch milliseconds; null: none is. */
  readonly overUntil: number | null;
}

/** The part of a board that is read for every message. */
export class Deciding extends Parks {
  /** Limits and counts; share them with the other workers. */
  readonly quotas: Quotas;
  protected readonly refusalCap: RefusalCap;
  readonly #bound = new WeakMap<Chain, readonly CandidateState[]>();

  constructor({ quotas, refusalCap, ...options }: DecidingOptions = {}) {
    super(options);
    this.quotas = quotas ?? new Quotas();
    this.refusalCap = refusalCap ?? new RefusalCap();
  }

  /** Whom to call now: see pick.ts. @param excluded non-zero at i leaves candidate i out @returns index in the chain, or -1 */
  pick(chain: Chain, now: number, excluded: Uint8Array, room: Picking["room"] = "over"): number {
    return pick(chain, this.#bind(chain), { now, excluded, room, refusalCap: this.refusalCap });
  }

  /** Whether candidate `index` has more calls under way than its project has proven to serve. */
  isCrowded(chain: Chain, index: number, now: number): boolean {
    return this.stateOf(chain, index).meter.roomAt(now) === "unproven";
  }

  /** When a call of candidate `index`'s project and model last spoke or failed; 0: never. */
  heardAt(chain: Chain, index: number): number {
    return this.stateOf(chain, index).meter.heardAt;
  }

  /** When the first candidate that is not excluded comes free: see `soonest` in pick.ts. */
  soonest(chain: Chain, excluded: Uint8Array, surely = false): number | null {
    return soonest(this.#bind(chain), excluded, surely);
  }

  /** Whether the model is known not to take requests that need `lack`, for the candidate's owner. */
  lacks(candidate: Candidate, lack: string, now: number): boolean {
    return this.slot(lackOf(candidate, lack)).closedUntil > now;
  }

  /** The parks that cover candidate `index`, those past their deadline included. */
  covering(chain: Chain, index: number): Park[] {
    return this.stateOf(chain, index).slots.flatMap(({ park }) => (park ? [park] : []));
  }

  /**
   * What is known of candidate `index` at this moment: for those who tell what a walk would find, without walking. Looked up
   * for it alone: of a chain that works only the first candidate is asked for.
   */
  standing(chain: Chain, index: number, now: number): Standing {
    const candidate = candidateAt(chain, index);
    const parks = scopesOf(candidate).flatMap((scope) => {
      const slot = this.slotThere(scope);
      return slot?.park && (slot.isSuspect || slot.opensAt > now) ? [slot.park] : [];
    });
    return { parks, overUntil: this.quotas.meterOf(candidate).overUntil(now) };
  }

  /**
   * Forgets what is kept for keys, projects and models that are in none of the owner's chains any more, so that memory
   * does not grow. Call it in every process when the owner's configuration changes.
   */
  retain(owner: string, chains: readonly Chain[]): void {
    const candidates = chains.flatMap((chain) => chain.candidates);
    const names = candidates.flatMap((candidate) => scopesOf(candidate).map(nameOf));
    this.forgetSlots(owner, new Set(names));
    this.quotas.retain(owner, new Set(candidates.map(({ project, model }) => pairOf(project, model))));
  }

  protected stateOf(chain: Chain, index: number): CandidateState {
    const state = this.#bind(chain)[index];
    if (!state) throw new RangeError(`There is no candidate ${index}.`);
    return state;
  }

  #bind(chain: Chain): readonly CandidateState[] {
    let bound = this.#bound.get(chain);
    if (!bound) {
      bound = candidateStates(chain, (scope) => this.slot(scope), this.quotas, this.refusalCap);
      this.#bound.set(chain, bound);
    }
    return bound;
  }
}
