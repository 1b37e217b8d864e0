// A bot's updates: stored until confirmed, delivered by getUpdates or a webhook.
import { TelegramError, type Update } from "./types.ts";

const notByDefault = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

interface Poll {
  limit: number;
  answer(updates: Update[]): void;
  refuse(error: TelegramError): void;
}

export interface PollOptions {
  offset: number;
  limit: number;
  timeoutMs: number;
  signal: AbortSignal;
}

const conflict = (what: string) => new TelegramError(409, `Conflict: ${what}`);

export const otherPoller = () =>
  conflict("terminated by other getUpdates request; make sure that only one bot instance is running");

/** An offset further beyond the newest number is none (TQueue.cpp of tdlib: "Specified from_id is in the future"). */
const FUTURE = 10;

/** More than a process that was killed had handed out since it saved: a bot never gets a known id for a new update. */
const UNSAVED_UPDATES = 1_000;

export interface KeptUpdates {
  nextId: number;
  pending: ReadonlyMap<number, Update>;
  allowed: Set<string> | null;
}

export class Updates {
  /** Unconfirmed updates, oldest first. */
  readonly pending = new Map<number, Update>();
  #nextId: number;
  #allowed: Set<string> | null = null;
  #poll: Poll | null = null;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  /** Continues numbering from `id`, never backwards: a known bot has already confirmed earlier ids. */
  skipTo(id: number): void {
    this.#nextId = Math.max(this.#nextId, id);
  }

  /** What a later process needs to go on with this bot. */
  kept(): KeptUpdates {
    return { nextId: this.#nextId, pending: this.pending, allowed: this.#allowed };
  }

  recall({ nextId, pending, allowed }: KeptUpdates): void {
    this.skipTo(nextId + UNSAVED_UPDATES);
    this.#allowed = allowed;
    for (const [id, update] of pending) this.pending.set(id, update);
  }

  get polling(): boolean {
    return this.#poll !== null;
  }

  /** Allowed kinds for getWebhookInfo; null means the default. */
  get allowed(): string[] | null {
    return this.#allowed && [...this.#allowed];
  }

  /** Undefined keeps the current kinds; an empty list means all kinds of the default. */
  allow(kinds: string[] | undefined): void {
    if (kinds) this.#allowed = kinds.length === 0 ? null : new Set(kinds);
  }

  /** Returns the update, or null if its kind is not allowed. */
  add(kind: string, content: unknown): Update | null {
    if (this.#allowed ? !this.#allowed.has(kind) : notByDefault.has(kind)) return null;
    const update: Update = { update_id: this.#nextId++, [kind]: content };
    this.pending.set(update.update_id, update);
    if (this.#poll) queueMicrotask(() => this.#answer());
    return update;
  }

  /** Once everything that happens at the same time is in: the poll returns it together. */
  #answer(): void {
    const poll = this.#poll;
    if (!poll || this.pending.size === 0) return;
    this.#poll = null;
    poll.answer(this.#first(poll.limit));
  }

  confirm(updateId: number): void {
    this.pending.delete(updateId);
  }

  /**
   * Long polling. Confirms all updates below `offset` (a negative one keeps only that many of the latest; one far beyond all of
   * them confirms nothing), then resolves with up to `limit` updates as soon as there is one, or with none after `timeoutMs`.
   * @throws TelegramError 409 if another poll takes over.
   */
  poll({ offset, limit, timeoutMs, signal }: PollOptions): Promise<Update[]> {
    this.interrupt(otherPoller());
    if (offset < 0) this.#forgetUntil((_, left) => left <= -offset);
    else if (offset <= this.#nextId + FUTURE) this.#forgetUntil((id) => id >= offset);
    if (this.pending.size > 0 || timeoutMs <= 0) return Promise.resolve(this.#first(limit));
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", gone);
        if (this.#poll === poll) this.#poll = null;
      };
      const gone = () => {
        over();
        resolve([]);
      };
      const poll: Poll = {
        limit,
        answer: (updates) => {
          over();
          resolve(updates);
        },
        refuse: (error) => {
          over();
          reject(error);
        },
      };
      const timer = setTimeout(gone, timeoutMs);
      signal.addEventListener("abort", gone, { once: true });
      this.#poll = poll;
    });
  }

  /** Ends a waiting poll with this error. */
  interrupt(error: TelegramError): void {
    this.#poll?.refuse(error);
  }

  #forgetUntil(keep: (updateId: number, left: number) => boolean): void {
    for (const id of this.pending.keys()) {
      if (keep(id, this.pending.size)) return;
      this.pending.delete(id);
    }
  }

  #first(limit: number): Update[] {
    const updates: Update[] = [];
    for (const update of this.pending.values()) {
      if (updates.length === limit) break;
      updates.push(update);
    }
    return updates;
  }
}

export const webhookIsActive = () =>
  conflict(
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
export const webhookTookOver = () => conflict("terminated by setWebhook request");
