// Telegram's limits, kept before it has to remind us: per chat, per group, per bot (docs/telegram.md has the figures).

import { setTimeout as sleep } from "node:timers/promises";
import { now } from "#lib/chain-state/shared-clock.ts";
import { progress } from "../progress.ts";

interface Pace {
  /** One per so many milliseconds … */
  intervalMs: number;
  /** … after so many at once. */
  burst: number;
}

const privateChat: Pace = { intervalMs: 1_000, burst: 4 };
const group: Pace = { intervalMs: 3_000, burst: 5 };
const wholeBot: Pace = { intervalMs: 1_000 / 30, burst: 30 };
/** Chats that were quiet this long are forgotten. */
const FORGET_MS = 120_000;

/** When the next call of this pace may go out, by the generic cell rate algorithm: one number per chat. */
class Bucket {
  #full = 0;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  allowedAt(now: number): number {
    return Math.max(now, this.#full - this.#pace.burst * this.#pace.intervalMs);
  }

  take(at: number): void {
    this.#full = Math.max(this.#full, at) + this.#pace.intervalMs;
  }

  blockUntil(time: number): void {
    this.#full = Math.max(this.#full, time + this.#pace.burst * this.#pace.intervalMs);
  }

  idleSince(now: number): boolean {
    return this.#full < now - FORGET_MS;
  }
}

/** One per bot. */
export class Pacer {
  readonly #chats = new Map<number, Bucket>();
  readonly #bot = new Bucket(wholeBot);
  readonly #now: () => number;

  constructor(clock = now) {
    this.#now = clock;
  }

  #chat(chatId: number): Bucket {
    let bucket = this.#chats.get(chatId);
    if (!bucket) {
      if (this.#chats.size >= 1_000) {
        const at = this.#now();
        for (const [id, each] of this.#chats) if (each.idleSince(at)) this.#chats.delete(id);
      }
      bucket = new Bucket(chatId < 0 ? group : privateChat);
      this.#chats.set(chatId, bucket);
    }
    return bucket;
  }

  /** Whether a call could go out now: a frame of a stream is dropped otherwise. */
  free(chatId: number): boolean {
    const at = this.#now();
    return this.#chat(chatId).allowedAt(at) <= at && this.#bot.allowedAt(at) <= at;
  }

  /** Waits for a place. Rejects when the signal aborts. */
  async turn(chatId: number, signal: AbortSignal): Promise<void> {
    const asked = this.#now();
    const chat = this.#chat(chatId);
    const at = Math.max(chat.allowedAt(asked), this.#bot.allowedAt(asked));
    chat.take(at);
    this.#bot.take(at);
    // A long flood limit is waited out in pieces, so that the watchdog sees no hang in it.
    for (let left = at - asked; left > 0; left = at - this.#now()) {
      await sleep(Math.min(left, 20_000), undefined, { signal });
      progress.mark();
    }
  }

  /** Telegram said 429: nothing goes to this chat until then; others are let pass. */
  block(chatId: number, retryAfterSeconds: number): void {
    this.#chat(chatId).blockUntil(this.#now() + retryAfterSeconds * 1_000);
  }
}
