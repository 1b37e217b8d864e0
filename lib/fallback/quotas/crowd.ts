// Messages that wait because more calls are under way than a project has proven to serve.
import type { Meter } from "./meter.ts";

/** Each served call makes room for one call and, beyond what was proven, for one more. */
const WOKEN_AT_ONCE = 2;

export class Crowd {
  /** Calls under way that have neither spoken nor failed. */
  readonly #silent = new Set<object>();
  /** By owner, in order of arrival: one owner's calls wake only its own messages. */
  readonly #waiting = new Map<string, Set<() => void>>();

  sent(call: object, meter: Meter): void {
    this.#silent.add(call);
    meter.silent++;
  }

  /** The call has spoken or ended; only the first report counts. */
  heard(call: object, meter: Meter): void {
    if (!this.#silent.delete(call)) return;
    meter.silent--;
    this.wake(meter.owner, WOKEN_AT_ONCE);
  }

  /** Calls `wake` once when there may be room for the owner. @returns a function that unsubscribes */
  whenRoom(owner: string, wake: () => void): () => void {
    const waiting = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waiting.add(wake));
    return () => this.#leave(owner, waiting, wake);
  }

  /** Wakes those of the owner that waited longest. Default: all, since their candidate may be parked now. */
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
