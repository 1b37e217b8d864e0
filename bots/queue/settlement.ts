// What a unit of work comes to: the one write that ends it (settle.ts).
import type { Attempt } from "#lib/fallback/index.ts";

export type PricedAttempt = Attempt & { readonly costMicros: number | null };

export interface AnswerRecord {
  id: string;
  conversationId: string;
  /** Our row of the first update that it answers. */
  updateId: number;
  state: "answered" | "refused" | "apologised" | "cancelled";
  question: string;
  /** Telegram ids of the messages that it answers. */
  asked: readonly number[];
  text: string;
  cut: boolean;
  model: string | null;
  keyId: string | null;
  keyName: string | null;
  sent: number[];
  waitedMs: number;
  retryAt: number | null;
  /** When the person was told to wait; null: never. */
  apologisedAt: Date | null;
  /** When the question is asked again. */
  againAt: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Of these attempts, in millionths of a US dollar; null: not known. */
  costMicros: number | null;
  receivedAt: Date;
  startedAt: Date;
  firstTextAt: Date | null;
  attempts: readonly PricedAttempt[];
  /** What the conversation remembers of it, in order. */
  messages: readonly { author: "user" | "bot"; text: string; telegramId: number | null }[];
}

export interface Settlement {
  done?: readonly number[];
  dead?: readonly number[];
  /** To be tried again. */
  failed?: readonly number[];
  /** Why, for the dead and the failed. */
  error?: string;
  /** Claimed, but not handled: this try does not count. */
  returned?: readonly number[];
  answer?: AnswerRecord;
  /** What the unit's question has cost in this turn, kept with its first update. */
  cost?: { id: number; walks: number; calls: number };
  /** Nobody reads this conversation any more: the person blocked the bot, or it left the group. */
  closed?: boolean;
  /** Gives the lane back; with `again` in milliseconds it is taken up anew after that, whatever comes. */
  release?: { again: number | null };
}
