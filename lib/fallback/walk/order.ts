// Who is asked next within one walk: the chain's order; candidates that failed, or are likely to fail alike, come last.
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import type { Board } from "../parks/board.ts";
import type { Failure, Park } from "../types.ts";
import type { Attempt } from "./trace.ts";
import { failedHere } from "./waiting.ts";

/** Why a candidate is excluded: its model cannot answer this message, with any key. */
const wrongModel = 2;
/** Why a candidate is excluded: the allowance does not let it be called. */
const leftOut = 3;
/** After failures of this many projects another model is tried first. */
const projectsPerModel = 2;

export class Order {
  readonly #chain: Chain;
  readonly #board: Board;
  /** Not to be asked; `failedHere` is cleared by the next round. */
  readonly excluded: Uint8Array;
  /** Failed in this walk, or covered by a resulting park; retried last. */
  readonly #failed: Uint8Array;
  /** These, and candidates likely to fail alike, which come after all others and before the failed ones. */
  readonly #unlikely: Uint8Array;
  readonly #overloads = new Map<string, number>();
  /** Models that found fault with the request. */
  readonly #faults = new Set<string>();

  constructor(chain: Chain, board: Board) {
    this.#chain = chain;
    this.#board = board;
    this.excluded = new Uint8Array(chain.candidates.length);
    this.#failed = new Uint8Array(chain.candidates.length);
    this.#unlikely = new Uint8Array(chain.candidates.length);
  }

  /** Two models found fault with the request: refused by two means refused by all. */
  get isRefused(): boolean {
    return this.#faults.size > 1;
  }

  /** @param patient see Picking.room @returns index in the chain, or -1 */
  next(now: number, patient: boolean): number {
    const room = patient ? "patient" : "free";
    for (const left of [this.#unlikely, this.#failed]) {
      const index = this.#board.pick(this.#chain, now, left, room);
      if (index >= 0) return index;
    }
    return this.#board.pick(this.#chain, now, this.excluded);
  }

  /** Leaves the model out for this message. */
  exclude(model: string): void {
    this.#each((candidate, i) => {
      if (candidate.model === model) this.excluded[i] = this.#failed[i] = this.#unlikely[i] = wrongModel;
    });
  }

  /** Leaves out all keys of this owner. */
  excludeOwner(owner: string): void {
    this.#each((candidate, i) => {
      if (candidate.owner === owner) this.excluded[i] = this.#failed[i] = this.#unlikely[i] = leftOut;
    });
  }

  /** Records a failed attempt. @param park what the failure parked */
  failed(index: number, failure: Failure, park: Park | null): void {
    const failed = this.#chain.candidates[index];
    if (!failed) return;
    const { model, project } = failed;
    if (!park) this.excluded[index] ||= failedHere;
    this.#each((_, i) => {
      const isCovered = park !== null && this.#board.covering(this.#chain, i).includes(park);
      if (i !== index && !isCovered) return;
      this.#failed[i] ||= failedHere;
      this.#unlikely[i] ||= failedHere;
    });
    switch (failure.next) {
      case "project": {
        const times = (this.#overloads.get(model) ?? 0) + 1;
        this.#overloads.set(model, times);
        this.#avoid(
          (candidate) =>
            candidate.model === model && (times >= projectsPerModel || candidate.project === project),
        );
        return;
      }
      case "model":
        // A 200 that ended badly would do so with every key; after silence another key may still work.
        if (meanings[failure.class].provesWorking) this.exclude(model);
        else this.#avoid((candidate) => candidate.model === model);
        return;
      case "other":
        this.#faults.add(model);
        this.exclude(model);
        this.#avoid((candidate) => candidate.project === project);
        return;
      case "adapted":
        this.exclude(model);
    }
  }

  /**
   * When the message may be asked again: the earliest time at which a candidate comes free by itself.
   * @returns epoch milliseconds; null: none does, or every failure may be the message's own
   */
  promise(attempts: readonly Attempt[], now: number): number | null {
    const isOwn = ({ class: kind, silent }: Attempt) =>
      silent || (kind !== "ok" && kind !== "cancelled" && meanings[kind].followsMessage);
    if (attempts.some(isOwn) && attempts.every((attempt) => isOwn(attempt) || attempt.class === "cancelled"))
      return null;
    const left = this.excluded.map((why) => (why === wrongModel || why === leftOut ? 1 : 0));
    const soonest = this.#board.soonest(this.#chain, left, true);
    return soonest === null ? null : Math.max(soonest, now);
  }

  #avoid(like: (candidate: Chain["candidates"][number]) => boolean): void {
    this.#each((candidate, i) => {
      if (like(candidate)) this.#unlikely[i] ||= failedHere;
    });
  }

  #each(visit: (candidate: Chain["candidates"][number], index: number) => void): void {
    this.#chain.candidates.forEach(visit);
  }
}
