// One refresh of the page at a time, once the server is there. What is asked for meanwhile is served by one more after
// it. Next 16 needs this: of a server that is away it leaves the page for the browser's own error, two refreshes at once
// may end in a reload of the page, and a change of the URL beside a refresh may keep both from ever being shown.

interface Page {
  isServerThere(): Promise<boolean>;
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
  #waiting: (() => void)[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  /** @returns the number of this request; the page shows what it asked for from `shown(number)` on */
  readonly ask = (): number => {
    this.#asked += 1;
    if (!this.#busy) void this.#start();
    return this.#asked;
  };

  /** Runs what must not happen beside a refresh: at once, or after the one under way. */
  readonly whenIdle = (run: () => void): void => {
    if (this.#busy) this.#waiting.push(run);
    else run();
  };

  /** @returns up to which request the page is fresh now */
  shown(): number {
    clearTimeout(this.#timer);
    this.#busy = false;
    const upTo = this.#upTo;
    for (const run of this.#waiting.splice(0)) run();
    if (this.#asked > upTo) void this.#start();
    return upTo;
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#busy = true;
    if (await this.#page.isServerThere()) {
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
