// Events of the sandbox, for the page (over SSE) and for tests that wait for a message.

interface SandboxEvent {
  type: string;
  data: unknown;
}

type Listener = (event: SandboxEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** `data` is called only if there are listeners, so benchmarks do not pay for the page. */
  emit(type: string, data: () => unknown): void {
    if (this.#listeners.size === 0) return;
    const event = { type, data: data() };
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns the function that removes the listener. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notifies the waiters of `topic` (such as one chat) that it changed. */
  touch(topic: string): void {
    for (const look of this.#waiting.get(topic) ?? []) look();
  }

  /**
   * Resolves with true once `done` returns true (checked now and whenever `topic` is touched), or with false after
   * `timeoutMs`.
   */
  until(topic: string, timeoutMs: number, done: () => boolean): Promise<boolean> {
    if (done()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const watchers = this.#waiting.get(topic) ?? new Set();
      this.#waiting.set(topic, watchers);
      const finish = (outcome: boolean) => {
        clearTimeout(timer);
        watchers.delete(look);
        if (watchers.size === 0 && this.#waiting.get(topic) === watchers) this.#waiting.delete(topic);
        resolve(outcome);
      };
      const look = () => {
        if (done()) finish(true);
      };
      const timer = setTimeout(() => finish(done()), timeoutMs);
      watchers.add(look);
    });
  }
}
