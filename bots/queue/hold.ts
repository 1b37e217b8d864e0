// Whether a worker surely still holds a lane or a bot, by the monotonic clock: a worker that was frozen past the lease's end, or
// that the database does not answer, must not send what another worker may be sending.
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#lib/fallback/index.ts";

/** A lease of a lane or a bot, after it was granted or renewed: whoever takes it over must answer within 15 s of a death. */
export const LEASE_SECONDS = 10;
/** Before the lease's end: time for a call to Telegram that has begun. */
const MARGIN_MS = 3_000;
const LOOK_MS = 100;

export class Hold {
  readonly #now: () => number;
  #until = Number.NEGATIVE_INFINITY;

  /** @param askedAt when the claiming statement was sent, by `now`: the lease began later than that */
  constructor(askedAt: number, now = systemClock.now) {
    this.#now = now;
    this.renewed(askedAt);
  }

  /** @param askedAt when the successful renewal was sent */
  renewed(askedAt: number): void {
    this.#until = Math.max(this.#until, askedAt + LEASE_SECONDS * 1_000 - MARGIN_MS);
  }

  get sure(): boolean {
    return this.#now() < this.#until;
  }

  /** Resolves at once while the lease surely lasts, else after its renewal. Rejects when the signal aborts: it is lost. */
  async untilSure(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!this.sure) await sleep(LOOK_MS, undefined, { signal });
  }
}
