// Who waits for room where more are on their way than a project is known to bear.
import type { Meter } from "./meter.ts";

/** Each call that is served makes room for itself and, past what was known to be served, for another. */
const WOKEN_AT_ONCE = 2;

export class Crowd {
  /** Calls that have neither spoken nor failed. */
  readonly #silent = new Set<object>();
  /** In the order of their coming. */
  readonly #waiting = new Set<() => void>();

  sent(call: object, meter: Meter): void {
    this.#silent.add(call);
    meter.silent++;
  }

  /** The call has spoken, or ended; only the first time counts. */
  heard(call: object, meter: Meter): void {
    if (!this.#silent.delete(call)) return;
    meter.silent--;
    this.wake(WOKEN_AT_ONCE);
  }

  /** Calls `wake` once, when there may be room. @returns a function that takes it back */
  whenRoom(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  /** Wakes those who wait longest; all, where what they wait for may be out of the question. */
  wake(atMost = Infinity): void {
    for (const wake of this.#waiting) {
      if (atMost-- <= 0) break;
      this.#waiting.delete(wake);
      wake();
    }
  }
}
