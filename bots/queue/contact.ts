// How long the database has answered this worker without a gap. A gap may have been everybody's: the other workers may be
// alive though their leases ran out, so they get time to renew before anything is taken from them.
import { systemClock } from "#lib/fallback/index.ts";

/** Workers ask at least every five seconds (the heartbeat). */
const GAP_MS = 7_000;
/** By then the others have renewed: they try twice a second, and a connection that hangs is given up after ten. */
const STEADY_MS = 10_000;

export class Contact {
  readonly #now: () => number;
  #since = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(now = systemClock.now) {
    this.#now = now;
  }

  /** The database answered a statement. */
  answered(): void {
    const at = this.#now();
    if (at - this.#last > GAP_MS) this.#since = at;
    this.#last = at;
  }

  /** A statement failed, or the database's clock stepped. */
  lost(): void {
    this.#last = Number.NEGATIVE_INFINITY;
    this.#since = Number.POSITIVE_INFINITY;
  }

  /** Whether living workers have had time to renew since the last gap. */
  get steady(): boolean {
    return this.#last - this.#since >= STEADY_MS;
  }
}
