// What happens in the sandbox, for whoever watches: the page over SSE, and tests that wait for a message.

interface SandboxEvent {
  type: string;
  data: unknown;
}

type Listener = (event: SandboxEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** `data` is made only where somebody listens: benchmarks pay nothing for the page. */
  emit(type: string, data: () => unknown): void {
    if (this.#listeners.size === 0) return;
    const event = { type, data: data() };
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells those who watch `topic` (such as one chat) that it changed. */
  touch(topic: string): void {
    for (const look of this.#waiting.get(topic) ?? []) look();
  }

  /**
   * Resolves with true once `done` holds, which is looked at now and whenever `topic` is touched;
   * with false after `timeoutMs`.
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
