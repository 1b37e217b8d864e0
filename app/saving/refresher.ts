// One refresh of the page at a time, and only while the server would render it: otherwise Next leaves the page for the
// browser's own error or for sign-in, and what was typed is lost. Requests that come during a refresh share the next one.

interface Page {
  /** Whether the server answers, and would render the page. */
  canLoad(): Promise<boolean>;
  /** Whether it is known that nothing can be loaded now: then it is not even asked. */
  isLost(): boolean;
  /** Resolves when it is worth asking again. */
  untilWorthAsking(): Promise<void>;
  /** Refreshes it; call `shown` once the new page is rendered. */
  load(): void;
}

const AGAIN_MS = 3_000;
/** Limit of a refresh that never finishes; then the next one may start. */
const STUCK_MS = 5_000;

export class Refresher {
  readonly #page: Page;
  #asked = 0;
  /** The newest request that the running or last refresh covers. */
  #upTo = 0;
  #busy = false;
  /** A start is due by itself. */
  #later = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** @returns the number of this request; `shown` returns it or a later one once the page covers it */
  readonly ask = (): number => {
    this.#asked += 1;
    if (!this.#busy && !(this.#later && this.#page.isLost())) void this.#start();
    return this.#asked;
  };

  /** Whether a refresh runs or is due, which shows at least what is known now. */
  get isBusy(): boolean {
    return this.#busy || this.#later;
  }

  /** @returns the newest request that the page covers now */
  shown(): number {
    clearTimeout(this.#timer);
    this.#busy = false;
    const upTo = this.#upTo;
    if (this.#asked > upTo) void this.#start();
    return upTo;
  }

  async #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#later = false;
    this.#busy = true;
    if (await this.#page.canLoad()) {
      this.#upTo = this.#asked;
      this.#timer = setTimeout(() => this.shown(), STUCK_MS);
      this.#page.load();
    } else {
      // A new request need not wait, unless the server is lost.
      this.#busy = false;
      this.#later = true;
      if (this.#page.isLost())
        void this.#page.untilWorthAsking().then(() => {
          if (this.#later) void this.#start();
        });
      else this.#timer = setTimeout(() => void this.#start(), AGAIN_MS);
    }
  }
}
