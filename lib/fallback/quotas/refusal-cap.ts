// Caps on calls that end in 4xx: providers ban callers that keep sending them.
import { meanings } from "../classes.ts";
import type { Failure } from "../types.ts";

export interface Cap {
  readonly burst: number;
  readonly perMinute: number;
}

/**
 * Google names no figure. A healthy chain stays far below, since what fails is parked. A capped key gets a token back
 * every 3 s, which a message can wait for.
 */
const perKey: Cap = { burst: 20, perMinute: 20 };
/** Half of what Discord bans at (10,000 in ten minutes), the one large API that publishes a figure. */
const inAll: Cap = { burst: 500, perMinute: 500 };

/** Buckets kept without pruning. */
const leastKept = 10_000;

/** Holds up to `burst` tokens; gains `perMinute` tokens a minute. */
export class TokenBucket {
  readonly cap: Cap;
  #tokens: number;
  #at = 0;

  constructor(cap: Cap) {
    this.cap = cap;
    this.#tokens = cap.burst;
  }

  levelAt(now: number): number {
    if (this.#tokens === this.cap.burst) return this.#tokens;
    return Math.min(this.cap.burst, this.#tokens + ((now - this.#at) / 60_000) * this.cap.perMinute);
  }

  get isUntouched(): boolean {
    return this.#tokens === this.cap.burst;
  }

  isFull(now: number): boolean {
    return this.levelAt(now) === this.cap.burst;
  }

  /** Clamped at 0, so in-flight failures do not extend the wait. */
  take(now: number): void {
    this.#tokens = Math.max(0, this.levelAt(now) - 1);
    this.#at = now;
  }
}

export class RefusalCap {
  readonly #perKey: Cap;
  readonly #all: TokenBucket;
  readonly #keys = new Map<string, TokenBucket>();
  #pruneAt = leastKept;

  constructor(caps: { perKey?: Cap; inAll?: Cap } = {}) {
    this.#perKey = caps.perKey ?? perKey;
    this.#all = new TokenBucket(caps.inAll ?? inAll);
  }

  bucketOf(keyId: string): TokenBucket {
    let bucket = this.#keys.get(keyId);
    if (!bucket) {
      if (this.#keys.size >= this.#pruneAt) this.#prune();
      bucket = new TokenBucket(this.#perKey);
      this.#keys.set(keyId, bucket);
    }
    return bucket;
  }

  /** Drops unused buckets: a new one is the same. */
  #prune(): void {
    for (const [id, bucket] of this.#keys) if (bucket.isUntouched) this.#keys.delete(id);
    this.#pruneAt = Math.max(leastKept, 2 * this.#keys.size);
  }

  /**
   * Whether the key may be called. When the total cap is reached, keys without a recent 4xx still may: other keys'
   * failures must not block them.
   */
  allows(key: TokenBucket, now: number): boolean {
    if (key.isFull(now)) return true;
    return key.levelAt(now) >= 1 && this.#all.levelAt(now) >= 1;
  }

  /**
   * Records a failed call. A 4xx that the message caused counts towards the total only, not against the key, and uses at
   * most half of the total: nothing stops an owner's flood of bad messages, so the other half is for everybody else.
   */
  failed(
    key: TokenBucket,
    { httpStatus, class: kind }: Pick<Failure, "httpStatus" | "class">,
    now: number,
  ): void {
    if (httpStatus === null || httpStatus < 400 || httpStatus >= 500) return;
    const isMessages = meanings[kind].followsMessage === true;
    if (!isMessages) key.take(now);
    if (!isMessages || this.#all.levelAt(now) > this.#all.cap.burst / 2) this.#all.take(now);
  }
}
