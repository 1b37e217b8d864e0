// Telegram's flood limits: about 1 message per second in a private chat (bursts allowed), 20 per minute in a group
// including edits, and 30 per second for a bot in total. Telegram tells no limit of drafts; here they have that of edits.
import { type Chat, TelegramError } from "./types.ts";

export interface FloodLimits {
  on: boolean;
  privatePerSecond: number;
  privateBurst: number;
  groupPerMinute: number;
  botPerSecond: number;
}

export const floodLimits = (): FloodLimits => ({
  on: true,
  privatePerSecond: 1,
  privateBurst: 10,
  groupPerMinute: 20,
  botPerSecond: 30,
});

/** A token bucket. */
interface Bucket {
  tokens: number;
  at: number;
}

/** Takes one token, or returns the seconds until one is available. */
function take(bucket: Bucket, capacity: number, perSecond: number, now: number): number {
  bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens--;
    return 0;
  }
  return (1 - bucket.tokens) / perSecond;
}

/** Flood state of one bot. */
export class Flood {
  readonly #buckets = new Map<string, Bucket>();
  readonly #minutes = new Map<number, number[]>();

  /** Counts one message or edit. @throws TelegramError 429 with retry_after if it exceeds a limit. */
  count(limits: FloodLimits, chat: Chat, kind: "send" | "edit" | "draft", now = Date.now()): void {
    if (!limits.on) return;
    const wait = Math.max(
      kind === "send" ? this.#take("all", limits.botPerSecond, limits.botPerSecond, now) : 0,
      chat.type === "private"
        ? this.#take(`${kind} ${chat.id}`, limits.privateBurst, limits.privatePerSecond, now)
        : this.#takeOfMinute(chat.id, limits.groupPerMinute, now),
    );
    if (wait > 0) throw tooManyRequests(Math.ceil(wait));
  }

  #take(name: string, capacity: number, perSecond: number, now: number): number {
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      bucket = { tokens: capacity, at: now };
      this.#buckets.set(name, bucket);
    }
    return take(bucket, capacity, perSecond, now);
  }

  #takeOfMinute(chatId: number, perMinute: number, now: number): number {
    const recent = (this.#minutes.get(chatId) ?? []).filter((at) => at > now - 60_000);
    this.#minutes.set(chatId, recent);
    const first = recent.at(-perMinute);
    if (first !== undefined) return (first + 60_000 - now) / 1000;
    recent.push(now);
    return 0;
  }
}

const tooManyRequests = (seconds: number) =>
  new TelegramError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
