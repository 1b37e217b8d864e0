// Limits what is under way at once: answers of a person, a chat, a bot or a tenant, and bytes of files in this process.

/** A limit that is shared by all who name the same key. */
export interface Share {
  key: string;
  limit: number;
  /** How much of it is taken. */
  weight: number;
}

interface Waiter {
  shares: readonly Share[];
  enter(): void;
}

/** Nothing became free in time. */
export class GateClosed extends Error {}

export class Gate {
  readonly #used = new Map<string, number>();
  readonly #waiting = new Set<Waiter>();

  /**
   * Waits until all shares have room, first come, first served among those that fit. One that is larger than its limit
   * has room when nothing else is under way.
   * @returns to be called at the end
   * @throws GateClosed after `limitMs`, or the signal's reason
   */
  async enter(
    shares: readonly Share[],
    signal: AbortSignal,
    limitMs = Number.POSITIVE_INFINITY,
  ): Promise<() => void> {
    signal.throwIfAborted();
    if (!this.#fits(shares)) await this.#turn(shares, signal, limitMs);
    else this.#take(shares, 1);
    let isIn = true;
    return () => {
      if (isIn) this.#leave(shares);
      isIn = false;
    };
  }

  #fits(shares: readonly Share[]): boolean {
    return shares.every(({ key, limit, weight }) => {
      const used = this.#used.get(key) ?? 0;
      return used === 0 || used + weight <= limit;
    });
  }

  #take(shares: readonly Share[], sign: 1 | -1): void {
    for (const { key, weight } of shares) {
      const used = (this.#used.get(key) ?? 0) + sign * weight;
      if (used > 0) this.#used.set(key, used);
      else this.#used.delete(key);
    }
  }

  async #turn(shares: readonly Share[], signal: AbortSignal, limitMs: number): Promise<void> {
    const entered = Promise.withResolvers<void>();
    const waiter: Waiter = { shares, enter: entered.resolve };
    const giveUp = (reason: unknown) => {
      // At once: whoever leaves before the rejection is seen must not pass the place on to it.
      if (this.#waiting.delete(waiter)) entered.reject(reason);
    };
    const abort = () => giveUp(signal.reason);
    const timer = Number.isFinite(limitMs) ? setTimeout(giveUp, limitMs, new GateClosed()) : undefined;
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.add(waiter);
    try {
      await entered.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }

  #leave(shares: readonly Share[]): void {
    this.#take(shares, -1);
    for (const waiter of this.#waiting) {
      if (!this.#fits(waiter.shares)) continue;
      this.#take(waiter.shares, 1);
      this.#waiting.delete(waiter);
      waiter.enter();
    }
  }
}
