// The waits of a walk: for a park to end, for the next round, for room in a crowd.

import type { Chain } from "../chain.ts";
import type { Board } from "../parks/board.ts";
import type { Clock } from "../types.ts";

/** Why a candidate is excluded: it failed in this walk without a park. */
export const failedHere = 1;
/** Pause before candidates that failed without a park are tried again; doubles with each round. */
const roundPauseMs = 1000;
/** Poll interval while others probe what we wait for. */
const probePollMs = 1000;
/** How long a message waits for room in a crowd: in total, and without any call speaking or failing. */
const crowdMs = { inAll: 5000, unheard: 1000 };

interface WaitContext {
  readonly chain: Chain;
  readonly board: Board;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly endsAt: number;
  /** The next round clears those that are `failedHere`. */
  readonly excluded: Uint8Array;
  /** Adds up the waits. */
  readonly result: { waitedMs: number };
}

export class Waiting {
  readonly #context: WaitContext;
  #rounds = 0;
  #leftMs = crowdMs.inAll;

  constructor(context: WaitContext) {
    this.#context = context;
  }

  /** Whether it would still wait for room in a crowd. */
  get patient(): boolean {
    return this.#leftMs > 0;
  }

  /** Waits for a park to end or for the next round. @returns false: nothing opens before the deadline */
  async forOpening(): Promise<boolean> {
    const { chain, board, clock, endsAt, excluded } = this.#context;
    const now = clock.now();
    const parked = board.soonest(chain, excluded) ?? Infinity;
    const round = excluded.includes(failedHere) ? now + roundPauseMs * 2 ** this.#rounds : Infinity;
    const until = Math.min(parked <= now ? now + probePollMs : parked, round);
    if (until >= endsAt) return false;
    await this.#pause(until - now);
    if (clock.now() >= round) {
      this.#rounds++;
      for (let i = 0; i < excluded.length; i++) if (excluded[i] === failedHere) excluded[i] = 0;
    }
    return true;
  }

  /** Waits for room on candidate `index`; uses up the time for that. */
  async forRoom(index: number): Promise<void> {
    const { chain, board, clock, endsAt } = this.#context;
    const now = clock.now();
    const ms = Math.min(this.#leftMs, crowdMs.unheard, endsAt - now);
    const took = await this.#pause(ms);
    // At least 1 ms, so that repeated wake-ups at one moment cannot loop for ever.
    this.#leftMs -= Math.max(1, took);
    if (took >= ms && board.heardAt(chain, index) < now) this.#leftMs = 0;
  }

  /** Sleeps; wakes early when a park closes, a probe is released, there is room, or the message is aborted. */
  async #pause(ms: number): Promise<number> {
    const { chain, board, clock, signal, result } = this.#context;
    const from = clock.now();
    const woken = new AbortController();
    const wake = () => woken.abort();
    const unsubscribe = board.subscribe(({ kind, park: { owner } }) => {
      if (kind !== "parked" && (owner === null || chain.owners.has(owner))) wake();
    });
    const leaves = [...chain.owners].map((owner) => board.crowd.whenRoom(owner, wake));
    signal.addEventListener("abort", wake, { once: true });
    await clock.sleep(ms, woken.signal);
    signal.removeEventListener("abort", wake);
    unsubscribe();
    for (const leave of leaves) leave();
    const took = clock.now() - from;
    result.waitedMs += took;
    return took;
  }
}
