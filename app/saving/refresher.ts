// One refresh of the page at a time, and only while the server would render it: otherwise Next leaves the page for the
// browser's own error or for sign-in, and what was typed is lost. Requests that come during a refresh share the next one.

interface Page {
  /** Whether the server answers, and would render the page. */
  canLoad(): Promise<boolean>;
  /** Loads it anew; `shown` is to be called once it shows. */
  load(): void;
}

const AGAIN_MS = 3_000;
/** A refresh that does not come to an end holds up the next one for no longer. */
const STUCK_MS = 5_000;

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

  /** @returns up to which request the page is fresh now */
  shown(): number {
    clearTimeout(this.#timer);
    this.#busy = false;
    const upTo = this.#upTo;
    if (this.#asked > upTo) void this.#start();
    return upTo;
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#busy = true;
    if (await this.#page.canLoad()) {
      this.#upTo = this.#asked;
      this.#timer = setTimeout(() => this.shown(), STUCK_MS);
      this.#page.load();
    } else {
      // Whoever asks meanwhile need not wait for the timer.
      this.#busy = false;
      this.#timer = setTimeout(() => void this.#start(), AGAIN_MS);
    }
  }
}
