// Client-side rate limits, to avoid 429s: per chat, per group, per bot (docs/telegram.md has the figures).

import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#lib/fallback/index.ts";
import { progress } from "../progress.ts";
import { DraftChats } from "./draft-chats.ts";

interface Rate {
  /** Milliseconds per call … */
  intervalMs: number;
  /** … after this many at once. */
  burst: number;
}

const privateChat: Rate = { intervalMs: 1_000, burst: 4 };
const wholeBot: Rate = { intervalMs: 1_000 / 30, burst: 30 };
/** Of the bot's burst, so many calls are kept for answers: a broadcast waits before it uses them. */
const KEPT_FOR_ANSWERS = 20;
/** Chats without calls for this long are forgotten. */
const FORGET_MS = 120_000;

/** Generic cell rate algorithm: one number per chat says when the next call may go out. */
class Bucket {
  #full = 0;
  readonly #rate: Rate;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  allowedAt(now: number): number {
    return Math.max(now, this.#full - this.#rate.burst * this.#rate.intervalMs);
  }

  /** The same for a call that leaves `kept` of the burst to others. */
  spareAt(now: number, kept: number): number {
    return Math.max(now, this.#full - (this.#rate.burst - kept) * this.#rate.intervalMs);
  }

  /** Whether a frame of a stream may use a call. */
  spare(now: number): boolean {
    return this.allowedAt(now) <= now;
  }

  take(at: number): void {
    this.#full = Math.max(this.#full, at) + this.#rate.intervalMs;
  }

  blockUntil(time: number): void {
    this.#full = Math.max(this.#full, time + this.#rate.burst * this.#rate.intervalMs);
  }

  idleSince(now: number): boolean {
    return this.#full < now - FORGET_MS;
  }
}

/** In a group Telegram counts the last minute. Two of its twenty are left for what another worker sends. */
const GROUP_MS = 60_000;
const GROUP_MOST = 18;
/** Frames of a stream leave the rest of the minute to whole answers. */
const GROUP_FRAMES = 9;
/** With more answers under way in a group none is streamed: each is sent once, whole, so that all find room. */
const GROUP_STREAMS = 2;

/** At most so many calls in any minute: all at once where several people ask. */
class Minute {
  /** Of the latest calls, oldest first; may be in the future. */
  readonly #times: number[] = [];
  #blockedUntil = 0;

  allowedAt(now: number): number {
    const oldest = this.#times.length < GROUP_MOST ? undefined : this.#times[0];
    return Math.max(now, this.#blockedUntil, oldest === undefined ? 0 : oldest + GROUP_MS);
  }

  spare(now: number): boolean {
    return this.#blockedUntil <= now && (this.#times.at(-GROUP_FRAMES) ?? 0) <= now - GROUP_MS;
  }

  take(at: number): void {
    this.#times.push(at);
    if (this.#times.length > GROUP_MOST) this.#times.shift();
  }

  blockUntil(time: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, time);
  }

  idleSince(now: number): boolean {
    return Math.max(this.#blockedUntil, this.#times.at(-1) ?? 0) < now - FORGET_MS;
  }
}

/** One per bot. */
export class Pacer {
  readonly #chats = new Map<number, Bucket | Minute>();
  readonly #bot = new Bucket(wholeBot);
  /** Answers under way in each group. */
  readonly #answers = new Map<number, number>();
  /** Until when no frame goes out, by chat: Telegram has said so. */
  readonly #held = new Map<number, number>();
  readonly drafts: DraftChats;
  readonly #now: () => number;

  constructor(clock = systemClock.now) {
    this.#now = clock;
    this.drafts = new DraftChats(clock);
  }

  #chat(chatId: number): Bucket | Minute {
    let bucket = this.#chats.get(chatId);
    if (!bucket) {
      if (this.#chats.size >= 1_000) {
        const at = this.#now();
        for (const [id, each] of this.#chats) if (each.idleSince(at)) this.#chats.delete(id);
      }
      bucket = chatId < 0 ? new Minute() : new Bucket(privateChat);
      this.#chats.set(chatId, bucket);
    }
    return bucket;
  }

  /** An answer begins in the chat. @returns to be called at its end */
  begin(chatId: number): () => void {
    if (chatId > 0) return () => undefined;
    const change = (by: number) => {
      const count = (this.#answers.get(chatId) ?? 0) + by;
      if (count > 0) this.#answers.set(chatId, count);
      else this.#answers.delete(chatId);
    };
    change(1);
    return () => change(-1);
  }

  /** Whether a frame of a stream may go out now; if not, it is dropped. */
  free(chatId: number): boolean {
    if ((this.#answers.get(chatId) ?? 0) > GROUP_STREAMS) return false;
    const at = this.#now();
    return !this.isHeld(chatId) && this.#chat(chatId).spare(at) && this.#bot.spare(at);
  }

  /** Whether Telegram has asked to wait with frames in the chat. */
  isHeld(chatId: number): boolean {
    const until = this.#held.get(chatId);
    if (until === undefined) return false;
    if (until > this.#now()) return true;
    this.#held.delete(chatId);
    return false;
  }

  /** Waits for the chat's turn. Rejects when the signal aborts. */
  async turn(chatId: number, signal: AbortSignal): Promise<void> {
    await this.#await(this.#chat(chatId), signal);
    // Only then the bot's turn: a chat that waits for long must not hold up the bot's other chats.
    await this.#await(this.#bot, signal);
  }

  /** Waits until a call of a broadcast may go out: after all answers, and so that the next ones find room. */
  async spareTurn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#now();
      const wait = this.#bot.spareAt(now, KEPT_FOR_ANSWERS) - now;
      if (wait <= 0) return this.#bot.take(now);
      // Answers that come meanwhile go first, so it looks again.
      await sleep(Math.min(wait, 1_000), undefined, { signal });
    }
  }

  async #await(bucket: Bucket | Minute, signal: AbortSignal): Promise<void> {
    const asked = this.#now();
    const at = bucket.allowedAt(asked);
    bucket.take(at);
    // Waits in pieces, so that the watchdog does not take a long flood limit for a hang.
    for (let left = at - asked; left > 0; left = at - this.#now()) {
      await sleep(Math.min(left, 20_000), undefined, { signal });
      progress.mark();
    }
  }

  /** Telegram answered 429: blocks this chat until then, and no other. */
  block(chatId: number, retryAfterSeconds: number): void {
    this.#chat(chatId).blockUntil(this.#now() + retryAfterSeconds * 1_000);
    this.hold(chatId, retryAfterSeconds);
  }

  /** The same for frames alone: whole messages may go out. */
  hold(chatId: number, retryAfterSeconds: number): void {
    const at = this.#now();
    for (const [id, until] of this.#held) if (until <= at) this.#held.delete(id);
    this.#held.set(chatId, Math.max(this.#held.get(chatId) ?? 0, at + retryAfterSeconds * 1_000));
  }
}
