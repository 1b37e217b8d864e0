// When shared connections are not to be used: for one bot, whose polls fail on them, or for all, because connections or many
// bots' polls fail. One bot's failures must not cost the others their shared connections.

/** Failures in a row of one bot, or of different bots and connections, before HTTP/1.1 is used … */
const MOST = 5;
/** … for this long. */
const AVOIDED_MS = 600_000;

export class PollFailures {
  readonly #now: () => number;
  /** Failed polls in a row, by path. */
  readonly #inRow = new Map<string, number>();
  /** Paths and connections that failed since a poll succeeded, with the connection: a broken one counts once for all its polls. */
  readonly #recent = new Map<string | object, object>();
  readonly #avoided = new Map<string, number>();
  #allUntil = Number.NEGATIVE_INFINITY;

  /** @param now a monotonic clock in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Whether the path's polls are to use HTTP/1.1 now. */
  avoids(path: string): boolean {
    if (this.#now() < this.#allUntil) return true;
    const until = this.#avoided.get(path);
    if (until === undefined) return false;
    if (this.#now() < until) return true;
    this.#avoided.delete(path);
    return false;
  }

  /** The server does not serve polls on shared connections. */
  avoidAll(): void {
    this.#recent.clear();
    this.#inRow.clear();
    this.#avoided.clear();
    this.#allUntil = this.#now() + AVOIDED_MS;
  }

  succeeded(path: string): void {
    this.#inRow.delete(path);
    this.#recent.clear();
  }

  /** The server ended the poll, and not the connection as far as is known. */
  pollFailed(path: string, connection: object): void {
    const failures = (this.#inRow.get(path) ?? 0) + 1;
    this.#inRow.set(path, failures);
    if (failures >= MOST) {
      this.#inRow.delete(path);
      this.#avoided.set(path, this.#now() + AVOIDED_MS);
    }
    this.#failed(path, connection);
  }

  /** The connection broke, with all of its polls; some may have ended before it. */
  connectionFailed(connection: object): void {
    for (const [what, on] of this.#recent) if (on === connection) this.#recent.delete(what);
    this.#failed(connection, connection);
  }

  #failed(what: string | object, connection: object): void {
    this.#recent.set(what, connection);
    if (this.#recent.size >= MOST) this.avoidAll();
  }
}
