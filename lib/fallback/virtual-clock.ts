// A clock for tests and replays: when nothing is running, time jumps to the next sleeper. Hours pass in milliseconds.
import type { Clock } from "./types.ts";

/** Time passes only inside `run` and `pass`. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();

  /** @param now epoch milliseconds to start at */
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

  /** Lets time pass until the promise is settled. @throws where it is pending and nobody sleeps; what the promise rejects with */
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
      if (!next) throw new Error("Deadlock: the promise is pending, and nobody sleeps");
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  /** Lets `ms` milliseconds pass. */
  pass(ms: number): Promise<void> {
    return this.run(this.sleep(ms, new AbortController().signal));
  }
}
