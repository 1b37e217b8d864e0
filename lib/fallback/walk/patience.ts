// How long a call's next event is waited for. One timer for all of its events, of which an answer may have hundreds.
import type { Clock } from "../types.ts";

/** Shared abort reason; avoids capturing a stack per call. */
export const callOver = new DOMException("The call is over", "AbortError");

export class Patience {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** Ends the wait under way. */
  #interrupt: ((why: "aborted" | "late") => void) | null = null;
  #limit = Number.POSITIVE_INFINITY;
  /** The timer, and when it ends: not later than the limit, which mostly has moved on by then. */
  #timer: AbortController | null = null;
  #wakesAt = Number.POSITIVE_INFINITY;
  readonly #abort = () => this.#interrupt?.("aborted");

  /** @param signal ends every wait */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** Waits for `promise`, at most until `limit` (epoch milliseconds) or until the signal aborts. One at a time. */
  async within<T>(promise: Promise<T>, limit: number): Promise<T | "aborted" | "late"> {
    promise.catch(() => {}); // handled here: after an end of the wait nobody awaits it
    if (this.#signal.aborted) return "aborted";
    this.#limit = limit;
    if (limit < this.#wakesAt) this.#sleep();
    try {
      return await new Promise<T | "aborted" | "late">((resolve, reject) => {
        this.#interrupt = resolve;
        promise.then(resolve, reject);
      });
    } finally {
      this.#interrupt = null;
    }
  }

  /** Leaves no timer and no listener behind. */
  close(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#timer?.abort(callOver);
    this.#timer = null;
  }

  #sleep(): void {
    this.#timer?.abort(callOver);
    const timer = new AbortController();
    this.#timer = timer;
    this.#wakesAt = this.#limit;
    const left = Math.max(0, this.#limit - this.#clock.now());
    void this.#clock.sleep(left, timer.signal).then(() => {
      if (this.#timer !== timer) return;
      this.#wakesAt = Number.POSITIVE_INFINITY;
      // Between two waits the next one starts the timer.
      if (!this.#interrupt) return;
      if (this.#clock.now() >= this.#limit) this.#interrupt("late");
      else this.#sleep();
    });
  }
}
