// Messages that wait because more calls are under way than a project has proven to serve.
import type { Meter } from "./meter.ts";

/** Each served call makes room for one call and, beyond what was proven, for one more. */
const WOKEN_AT_ONCE = 2;

export class Crowd {
  /** Calls under way that have neither spoken nor failed. */
  readonly #silent = new Set<object>();
  /** In order of arrival. */
  readonly #waiting = new Set<() => void>();

  sent(call: object, meter: Meter): void {
    this.#silent.add(call);
    meter.silent++;
  }

  /** The call has spoken or ended; only the first report counts. */
  heard(call: object, meter: Meter): void {
    if (!this.#silent.delete(call)) return;
    meter.silent--;
    this.wake(WOKEN_AT_ONCE);
  }

  /** Calls `wake` once when there may be room. @returns a function that unsubscribes */
  whenRoom(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  /** Wakes those who waited longest. Default: all, since their candidate may be parked now. */
  wake(atMost = Infinity): void {
    for (const wake of this.#waiting) {
      if (atMost-- <= 0) break;
      this.#waiting.delete(wake);
      wake();
    }
  }
}
