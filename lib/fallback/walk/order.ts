// Who is asked next within one walk: the chain's order, less those who failed here and those who would fail alike.
import type { Chain } from "../chain.ts";
import { meanings } from "../classes.ts";
import type { Board } from "../parks/board.ts";
import type { Failure, Park } from "../types.ts";
import type { Attempt } from "./trace.ts";
import { failedHere } from "./waiting.ts";

/** The model cannot answer this message, whoever's key. */
const wrongModel = 2;
/** A model that is overloaded for two projects is so for the third. */
const overloadsPerModel = 2;

export class Order {
  readonly #chain: Chain;
  readonly #board: Board;
  /** Not to be asked; `failedHere` ends with the next round. */
  readonly excluded: Uint8Array;
  /** Failed here, or covered by a park that came of it: asked again only where nobody else is left. */
  readonly #failed: Uint8Array;
  /** These, and who would likely fail alike: asked before the failed ones, and after all others. */
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

  /** Two models found fault with the request: so would any. */
  get isRefused(): boolean {
    return this.#faults.size > 1;
  }

  /** @param patient see Picking.room @returns an index of the chain, or -1 */
  next(now: number, patient: boolean): number {
    const room = patient ? "patient" : "free";
    for (const left of [this.#unlikely, this.#failed]) {
      const index = this.#board.pick(this.#chain, now, left, room);
      if (index >= 0) return index;
    }
    return this.#board.pick(this.#chain, now, this.excluded);
  }

  /** The model cannot answer this message. */
  exclude(model: string): void {
    this.#each((candidate, i) => {
      if (candidate.model === model) this.excluded[i] = this.#failed[i] = this.#unlikely[i] = wrongModel;
    });
  }

  /** @param park what the failure left out */
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
            candidate.model === model && (times >= overloadsPerModel || candidate.project === project),
        );
        return;
      }
      case "model":
        // What a 200 ended with follows the message to every key; silence may not.
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
   * When the message may be asked again: as soon as somebody comes free by himself.
   * @returns null where nobody does, or the message itself may be what failed
   */
  promise(attempts: readonly Attempt[], now: number): number | null {
    const isOwn = ({ class: kind, silent }: Attempt) =>
      silent || (kind !== "ok" && kind !== "cancelled" && meanings[kind].followsMessage);
    if (attempts.some(isOwn) && attempts.every((attempt) => isOwn(attempt) || attempt.class === "cancelled"))
      return null;
    const left = this.excluded.map((why) => (why === wrongModel ? 1 : 0));
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
