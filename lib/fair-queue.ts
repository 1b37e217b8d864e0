// A queue for work that anybody may cause: a few run at once, and those who wait take turns by key (an address, a
// device, an account), so that one key's flood costs every other key one turn. When it is full, the key with the most
// in it loses its newest.

interface FairLimits {
  /** Running, of all keys and of one. */
  atOnce: number;
  eachAtOnce?: number;
  /** In the queue, running ones included: of one key, and of all. */
  each: number;
  all: number;
  /** Starts a second, after a burst. */
  pace?: { perSecond: number; burst: number };
}

export interface Place {
  /** Resolves when it may start; false: there was no room, or it left before. */
  readonly turn: Promise<boolean>;
  /** Lets the next one start; this one still counts as one of its key. */
  yield(): void;
  /** Also before its turn; more than once is fine. */
  leave(): void;
}

type State = "waiting" | "running" | "yielded" | "left";

interface Entry {
  key: string;
  state: State;
  settle: (started: boolean) => void;
}

/** Of one key. */
interface Share {
  count: number;
  running: number;
  waiting: Entry[];
}

export class FairQueue {
  readonly #limits: FairLimits;
  /** In the order of their turns. */
  readonly #shares = new Map<string, Share>();
  #count = 0;
  #running = 0;
  #tokens: number;
  #filledAt = performance.now();
  #pacing: ReturnType<typeof setTimeout> | undefined;

  constructor(limits: FairLimits) {
    this.#limits = limits;
    this.#tokens = limits.pace?.burst ?? 0;
  }

  enter(key: string): Place {
    const { promise: turn, resolve: settle } = Promise.withResolvers<boolean>();
    const entry: Entry = { key, state: "left", settle };
    if (this.#hasRoom(key)) {
      const share = this.#shares.get(key) ?? { count: 0, running: 0, waiting: [] };
      this.#shares.set(key, share);
      share.count++;
      this.#count++;
      share.waiting.push(entry);
      entry.state = "waiting";
      this.#start();
    } else settle(false);
    return { turn, yield: () => this.#yield(entry), leave: () => this.#leave(entry) };
  }

  #hasRoom(key: string): boolean {
    const own = this.#shares.get(key)?.count ?? 0;
    if (own >= this.#limits.each) return false;
    if (this.#count < this.#limits.all) return true;
    let largest: Share | undefined;
    for (const share of this.#shares.values())
      if (share.waiting.length > 0 && share.count > (largest?.count ?? own + 1)) largest = share;
    const newest = largest?.waiting.at(-1);
    if (newest) this.#leave(newest);
    return newest !== undefined;
  }

  /** Starts whoever may start, a key after the other. */
  #start(): void {
    const { atOnce, eachAtOnce = atOnce } = this.#limits;
    for (const [key, share] of this.#shares) {
      if (this.#running >= atOnce) return; // whoever leaves comes here again
      if (share.waiting.length === 0 || share.running >= eachAtOnce) continue;
      if (!this.#paced()) return;
      // Its next turn comes after everybody else's: a Map's iteration reaches what is added during it.
      this.#shares.delete(key);
      this.#shares.set(key, share);
      const entry = share.waiting.shift();
      if (!entry) continue;
      entry.state = "running";
      share.running++;
      this.#running++;
      entry.settle(true);
    }
  }

  /** @returns whether one may start now; if not, somebody starts later */
  #paced(): boolean {
    const { pace } = this.#limits;
    if (!pace) return true;
    const now = performance.now();
    const filled = this.#tokens + ((now - this.#filledAt) / 1_000) * pace.perSecond;
    this.#tokens = Math.min(pace.burst, filled);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return true;
    }
    this.#pacing ??= setTimeout(() => {
      this.#pacing = undefined;
      this.#start();
    }, 1_000 / pace.perSecond);
    return false;
  }

  #yield(entry: Entry): void {
    if (entry.state !== "running") return;
    entry.state = "yielded";
    const share = this.#shares.get(entry.key);
    if (share) share.running--;
    this.#running--;
    this.#start();
  }

  #leave(entry: Entry): void {
    if (entry.state === "left") return;
    const share = this.#shares.get(entry.key);
    const { state } = entry;
    entry.state = "left";
    entry.settle(false); // settled already once it ran
    this.#count--;
    if (share) {
      share.count--;
      if (state === "waiting") share.waiting.splice(share.waiting.indexOf(entry), 1);
      if (state === "running") share.running--;
      if (share.count === 0) this.#shares.delete(entry.key);
    }
    if (state === "running") this.#running--;
    this.#start();
  }
}
