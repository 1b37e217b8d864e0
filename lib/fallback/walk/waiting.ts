// A message's waits: for a park to end, for a second round, for room in a crowd.

import type { Chain } from "../chain.ts";
import type { Board } from "../parks/board.ts";
import type { Clock } from "../types.ts";

/** Why a candidate is left out of a walk: it failed there without a park. */
export const failedHere = 1;
/** Before candidates that failed without a park are tried again; doubles with each round. */
const roundPauseMs = 1000;
/** While others probe what we wait for, look again at least this often. */
const probePollMs = 1000;
/** How long a message waits for room where a crowd is on its way: in all, and while nothing is heard of it. */
const crowdMs = { inAll: 5000, unheard: 1000 };

interface Context {
  readonly chain: Chain;
  readonly board: Board;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly endsAt: number;
  /** Those that are `failedHere` come back with the next round. */
  readonly excluded: Uint8Array;
  /** Where the waits are added up. */
  readonly result: { waitedMs: number };
}

export class Waiting {
  readonly #context: Context;
  #rounds = 0;
  #patience = crowdMs.inAll;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Whether it still waits for room in a crowd. */
  get patient(): boolean {
    return this.#patience > 0;
  }

  /** @returns false where nothing opens in time */
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

  /** Until candidate `index` may bear another call; what is left of the patience goes down. */
  async forRoom(index: number): Promise<void> {
    const { chain, board, clock, endsAt } = this.#context;
    const now = clock.now();
    const ms = Math.min(this.#patience, crowdMs.unheard, endsAt - now);
    const took = await this.#pause(ms);
    // Where many are woken at one moment, each waking costs a little: no wait is without end.
    this.#patience -= Math.max(1, took);
    if (took >= ms && board.heardAt(chain, index) < now) this.#patience = 0;
  }

  /** Sleeps, but wakes when a park closes, a probe is given up or there is room, and when the message ends. */
  async #pause(ms: number): Promise<number> {
    const { chain, board, clock, signal, result } = this.#context;
    const from = clock.now();
    const woken = new AbortController();
    const wake = () => woken.abort();
    const unsubscribe = board.subscribe(({ kind, park: { owner } }) => {
      if (kind !== "parked" && (owner === null || owner === chain.owner)) wake();
    });
    const leave = board.crowd.whenRoom(chain.owner, wake);
    signal.addEventListener("abort", wake, { once: true });
    await clock.sleep(ms, woken.signal);
    signal.removeEventListener("abort", wake);
    unsubscribe();
    leave();
    const took = clock.now() - from;
    result.waitedMs += took;
    return took;
  }
}
