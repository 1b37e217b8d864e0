// One refresh of the page at a time, once the server is there. Whatever is asked for while one is under way is served
// by one more after it: Next leaves the page for a whole new one where two refreshes get in each other's way, and for
// the browser's own error where the server is away, and with it all that was typed.

interface Page {
  isServerThere(): Promise<boolean>;
  /** Loads it anew; `shown(upTo)` is to be called once it shows. */
  load(upTo: number): void;
}

const AGAIN_MS = 3_000;
/** A refresh that does not come to an end holds up the next one for no longer. */
const STUCK_MS = 15_000;

export class Refresher {
  readonly #page: Page;
  #asked = 0;
  /** What the refresh under way, or the last one, is up to. */
  #upTo = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** @returns the number of this request; the page shows what it asked for from `shown(number)` on */
  readonly ask = (): number => {
    this.#asked += 1;
    if (!this.#busy) void this.#start();
    return this.#asked;
  };

  shown(upTo: number): void {
    // One that was given up shows after all, while the next is under way.
    if (upTo < this.#upTo) return;
    clearTimeout(this.#timer);
    this.#busy = false;
    if (this.#asked > upTo) void this.#start();
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#busy = true;
    if (await this.#page.isServerThere()) {
      const upTo = this.#asked;
      this.#upTo = upTo;
      this.#timer = setTimeout(() => this.shown(upTo), STUCK_MS);
      this.#page.load(upTo);
    } else {
      // Whoever asks meanwhile need not wait for the timer.
      this.#busy = false;
      this.#timer = setTimeout(() => void this.#start(), AGAIN_MS);
    }
  }
}
