// Caps on calls that end in 4xx: Google bans callers that keep knocking.
import { meanings } from "../classes.ts";
import type { Failure } from "../types.ts";

export interface Cap {
  readonly burst: number;
  readonly perMinute: number;
}

/**
 * Google names no figure. A healthy chain stays far below, since what fails is parked; a key that is capped
 * waits 3 s for its next try, which a message can afford.
 */
const perKey: Cap = { burst: 20, perMinute: 20 };
/** Half of what Discord bans at (10,000 in ten minutes), the one large API that publishes its figure. */
const inAll: Cap = { burst: 500, perMinute: 500 };

/** Holds up to `burst` tokens, and gains `perMinute`. */
export class TokenBucket {
  readonly #cap: Cap;
  #tokens: number;
  #at = 0;

  constructor(cap: Cap) {
    this.#cap = cap;
    this.#tokens = cap.burst;
  }

  levelAt(now: number): number {
    if (this.#tokens === this.#cap.burst) return this.#tokens;
    return Math.min(this.#cap.burst, this.#tokens + ((now - this.#at) / 60_000) * this.#cap.perMinute);
  }

  isFull(now: number): boolean {
    return this.levelAt(now) === this.#cap.burst;
  }

  /** Never below nothing: what was in the air when the cap was reached delays nobody further. */
  take(now: number): void {
    this.#tokens = Math.max(0, this.levelAt(now) - 1);
    this.#at = now;
  }
}

export class RefusalCap {
  readonly #perKey: Cap;
  readonly #all: TokenBucket;
  readonly #keys = new Map<string, TokenBucket>();

  constructor(caps: { perKey?: Cap; inAll?: Cap } = {}) {
    this.#perKey = caps.perKey ?? perKey;
    this.#all = new TokenBucket(caps.inAll ?? inAll);
  }

  bucketOf(keyId: string): TokenBucket {
    let bucket = this.#keys.get(keyId);
    if (!bucket) {
      bucket = new TokenBucket(this.#perKey);
      this.#keys.set(keyId, bucket);
    }
    return bucket;
  }

  /**
   * Whether the key may be called. Where the cap in all is reached, keys that had no 4xx of late still may: other
   * keys' faults must not silence them.
   */
  allows(key: TokenBucket, now: number): boolean {
    if (key.isFull(now)) return true;
    return key.levelAt(now) >= 1 && this.#all.levelAt(now) >= 1;
  }

  /** A call ended so. What a person's message caused counts in all, but against no key. */
  failed(
    key: TokenBucket,
    { httpStatus, class: kind }: Pick<Failure, "httpStatus" | "class">,
    now: number,
  ): void {
    if (httpStatus === null || httpStatus < 400 || httpStatus >= 500) return;
    if (!meanings[kind].followsMessage) key.take(now);
    this.#all.take(now);
  }
}
