// Whether the server can be reached, and when it is worth asking again: all who ask share one pace, so that a page does
// not besiege a server that is down.
import { backoffMs } from "./backoff.ts";

/** `offline`: the browser has no network; `silent`: it has, and the server does not answer. */
export type Connection = "there" | "offline" | "silent";

/** Who tells what the browser itself knows of the network. */
const BROWSER = "browser";

export class Reachability {
  readonly #lostBy = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #random: () => number;
  #waiting: (() => void)[] = [];
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  readonly state = (): Connection => {
    if (this.#lostBy.size === 0) return "there";
    return this.#lostBy.has(BROWSER) ? "offline" : "silent";
  };

  /** @param who asked the server, or "browser" */
  tell(who: string, there: boolean): void {
    const before = this.state();
    if (there) this.#lostBy.delete(who);
    else this.#lostBy.add(who);
    const now = this.state();
    if (now === before) return;
    if (now === "there") this.wake();
    for (const changed of this.#listeners) changed();
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  /** Resolves when one may ask again: later with each failure, at once when something speaks for it. */
  untilWorthAsking(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timer ??= setTimeout(() => this.#release(), backoffMs(this.#failures++, this.#random));
    });
  }

  /** Something speaks for a server that answers again: the network is back, or somebody looks at the page. */
  readonly wake = (): void => {
    this.#failures = 0;
    this.#release();
  };

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
