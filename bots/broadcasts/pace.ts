// How fast broadcasts are sent: each bot's below Telegram's limit beside its live traffic, and all of a worker's together as
// fast as leaves its processor to the answers.
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#lib/fallback/index.ts";

/** Telegram sends about 30 messages a second of a bot free of charge (core.telegram.org/bots/faq). */
const BOT_LIMIT = 28;
export const BOT_MOST = 25;
const BOT_LEAST = 3;
/** Messages that an answer takes, at most in most cases. */
const PER_ANSWER = 1.3;

/** Messages a second of one bot's broadcast. @param answers that all workers give for the bot a second */
export const botRate = (answers: number): number =>
  Math.min(BOT_MOST, Math.max(BOT_LEAST, BOT_LIMIT - PER_ANSWER * answers));

export const WORKER_MOST = 300;
const WORKER_LEAST = 20;
/** Above this share of its time the worker's thread makes answers wait. */
const BUSY = 0.75;

/** Messages a second of all broadcasts of a worker. @param rate until now @param utilisation of its thread, 0 to 1 */
export const workerRate = (rate: number, utilisation: number): number =>
  utilisation > BUSY ? Math.max(WORKER_LEAST, rate * 0.8) : Math.min(WORKER_MOST, rate * 1.1 + 1);

/** One after the other at an even pace, in the order in which they ask; never several at once to catch up. */
export class SendPace {
  /** A second. */
  rate: number;
  #next = 0;
  readonly #now: () => number;

  constructor(rate: number, now = systemClock.now) {
    this.rate = rate;
    this.#now = now;
  }

  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1_000 / this.rate;
    if (at > now) await sleep(at - now, undefined, { signal });
  }
}
