// Who waits for room where more are on their way than a project is known to bear.
import type { Meter } from "./meter.ts";

/** Each call that is served makes room for itself and, past what was known to be served, for another. */
const WOKEN_AT_ONCE = 2;

export class Crowd {
  /** Calls that have neither spoken nor failed. */
  readonly #silent = new Set<object>();
  /** By owner, in the order of their coming: one owner's crowd wakes nobody else's. */
  readonly #waiting = new Map<string, Set<() => void>>();

  sent(call: object, meter: Meter): void {
    this.#silent.add(call);
    meter.silent++;
  }

  /** The call has spoken, or ended; only the first time counts. */
  heard(call: object, meter: Meter): void {
    if (!this.#silent.delete(call)) return;
    meter.silent--;
    this.wake(meter.owner, WOKEN_AT_ONCE);
  }

  /** Calls `wake` once, when there may be room for the owner. @returns a function that takes it back */
  whenRoom(owner: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waiting.add(wake));
    return () => this.#leave(owner, waiting, wake);
  }

  /** Wakes the owner's messages that wait longest; all, where what they wait for may be out of the question. */
  wake(owner: string, atMost = Infinity): void {
    const waiting = this.#waiting.get(owner);
    for (const wake of waiting ?? []) {
      if (atMost-- <= 0) break;
      if (waiting) this.#leave(owner, waiting, wake);
      wake();
    }
  }

  #leave(owner: string, waiting: Set<() => void>, wake: () => void): void {
    waiting.delete(wake);
    if (waiting.size === 0 && this.#waiting.get(owner) === waiting) this.#waiting.delete(owner);
  }
}
