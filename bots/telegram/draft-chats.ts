// Where drafts may be shown, as far as Telegram has refused them: one failed draft must not become hundreds of edits.
import { systemClock } from "#lib/fallback/index.ts";

/** In a row; then the chat's answers grow by edits. */
const MOST_FAILURES = 3;
/** A chat, or a server of the Bot API that lacks the method, is tried again after this. */
const FORGET_MS = 600_000;
const MOST_CHATS = 1_000;

/** One for each bot. */
export class DraftChats {
  /** Only of chats where the last draft failed. */
  readonly #failures = new Map<number, { count: number; at: number }>();
  #unknownUntil = Number.NEGATIVE_INFINITY;
  readonly #now: () => number;

  constructor(now = systemClock.now) {
    this.#now = now;
  }

  allows(chatId: number): boolean {
    if (chatId < 0 || this.#now() < this.#unknownUntil) return false;
    return this.#count(chatId) < MOST_FAILURES;
  }

  #count(chatId: number): number {
    const failed = this.#failures.get(chatId);
    return failed && this.#now() - failed.at < FORGET_MS ? failed.count : 0;
  }

  worked(chatId: number): void {
    this.#failures.delete(chatId);
  }

  failed(chatId: number): void {
    const count = this.#count(chatId) + 1;
    this.#failures.delete(chatId);
    this.#failures.set(chatId, { count, at: this.#now() });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MOST_CHATS) break;
      this.#failures.delete(oldest);
    }
  }

  /** The server does not know the method. */
  unknown(): void {
    this.#unknownUntil = this.#now() + FORGET_MS;
  }
}
