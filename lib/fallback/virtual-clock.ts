// Time that moves only when everyone who is awake has nothing left to do: hours pass in milliseconds.
import type { Clock } from "./types.ts";

export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = { at: this.#now + ms, wake: () => {} };
      sleeper.wake = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", sleeper.wake);
        resolve();
      };
      signal.addEventListener("abort", sleeper.wake);
      this.#sleepers.add(sleeper);
    });
  }

  /** Lets time pass until the promise is settled. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return promise;
      let next: { at: number; wake: () => void } | undefined;
      for (const sleeper of this.#sleepers) if (!next || sleeper.at < next.at) next = sleeper;
      if (!next) throw new Error("Everyone waits, and for nothing that time could bring");
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  /** Lets `ms` pass. */
  pass(ms: number): Promise<void> {
    return this.run(this.sleep(ms, new AbortController().signal));
  }
}
