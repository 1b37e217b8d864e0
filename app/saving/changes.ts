// Changes that a page shows before the server has them. They are sent one after the other, in the order in which
// they were made. Each stays on top of what the server holds until the page has been refreshed with it.

export interface Change<T> {
  /** Must be idempotent: also applied to a value that has the change already. */
  apply(value: T): T;
  /**
   * Sends it; never rejects.
   * @returns the number of the refresh that will show it, or null where it was not saved and is taken back.
   */
  send(): Promise<number | null>;
  /** Replaces the whole value: changes that wait to be sent before it are not sent. */
  whole?: boolean;
}

interface PendingChange<T> extends Change<T> {
  sent: boolean;
  /** Once saved: the refresh from which on the page contains it. */
  refresh: number | null;
}

export class Changes<T> {
  #entries: readonly PendingChange<T>[] = [];
  #sending = false;
  readonly #listeners = new Set<() => void>();

  /** Also for React: the array is a new one after every change. */
  readonly entries = (): readonly PendingChange<T>[] => this.#entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param fresh number of the last refresh that the page shows */
  value(stored: T, fresh: number): T {
    const shown = this.#entries.filter(({ refresh }) => refresh === null || refresh > fresh);
    return shown.reduce((value, change) => change.apply(value), stored);
  }

  /** Whether something is not saved yet. */
  get busy(): boolean {
    return this.#entries.some(({ refresh }) => refresh === null);
  }

  /** Shows the change at once, and sends it after those before it. */
  add(change: Change<T>): void {
    if (change.whole) this.dropWaiting();
    this.#set([...this.#entries, { ...change, sent: false, refresh: null }]);
    void this.#flush();
  }

  /** Shows a value that the server returned, until `refresh` contains it. */
  adopt(value: T, refresh: number): void {
    const send = () => Promise.resolve(refresh);
    this.#set([...this.#entries, { apply: () => value, send, sent: true, refresh }]);
  }

  /** Takes back what has not been sent yet. */
  dropWaiting(): void {
    this.#set(this.#entries.filter(({ sent }) => sent));
  }

  /** Forgets changes that the page contains now. */
  forget(fresh: number): void {
    const left = this.#entries.filter(({ refresh }) => refresh === null || refresh > fresh);
    if (left.length < this.#entries.length) this.#set(left);
  }

  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#next(); next; next = this.#next()) {
      next.sent = true;
      next.refresh = await next.send();
      // Not saved: taken back.
      if (next.refresh === null) this.#set(this.#entries.filter((entry) => entry !== next));
      else this.#set([...this.#entries]);
    }
    this.#sending = false;
  }

  #next = (): PendingChange<T> | undefined => this.#entries.find(({ sent }) => !sent);

  #set(entries: readonly PendingChange<T>[]): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }
}
