// How a unit ends: the one write that settle.ts makes.
import type { DeathCause } from "#generated/enums.ts";
import { toStored } from "#lib/chain-state/shared-clock.ts";
import type { MessageFile } from "#lib/conversations/message-file.ts";
import type { Attempt } from "#lib/fallback/index.ts";
import type { KnowledgeTrace } from "#lib/knowledge/trace.ts";
import type { RememberedChange } from "#lib/memory/facts.ts";

export type PricedAttempt = Attempt & { readonly costMicros: number | null };

export interface AnswerRecord {
  id: string;
  conversationId: string;
  /** Row id of the first update that it answers. */
  updateId: number;
  state: "answered" | "refused" | "apologised" | "cancelled";
  question: string;
  /** Telegram ids of the messages that it answers. */
  asked: readonly number[];
  /** What the conversation remembers of it; if it remembers nothing, what was shown. */
  text: string;
  cut: boolean;
  model: string | null;
  keyId: string | null;
  keyName: string | null;
  sent: number[];
  /** The last of `sent`, if nothing else has recorded it. */
  unrecorded?: number;
  waitedMs: number;
  retryAt: number | null;
  /** When the person got an apology; null: never. */
  apologisedAt: Date | null;
  /** When the question is asked again, epoch milliseconds; null: not. */
  againAt: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Cost of these attempts, in millionths of a US dollar; null: not known. */
  costMicros: number | null;
  receivedAt: Date;
  startedAt: Date;
  firstTextAt: Date | null;
  /** What the person asked to remember or to forget. */
  facts?: RememberedChange;
  /** What of the bot's knowledge went with it. */
  knowledge?: KnowledgeTrace;
  /** The question, if the knowledge had no answer to it. */
  open?: { text: string; group: string };
  attempts: readonly PricedAttempt[];
}

const dateOf = (at: Date) => new Date(toStored(at.getTime()));
const timeOf = (at: number | null) => at && toStored(at);

/** The record with the database's times. */
export const storedTimes = (answer: AnswerRecord): AnswerRecord => ({
  ...answer,
  retryAt: timeOf(answer.retryAt),
  apologisedAt: answer.apologisedAt && dateOf(answer.apologisedAt),
  againAt: timeOf(answer.againAt),
  receivedAt: dateOf(answer.receivedAt),
  startedAt: dateOf(answer.startedAt),
  firstTextAt: answer.firstTextAt && dateOf(answer.firstTextAt),
});

/** What an operator hears instead of the bot. */
export interface Heard {
  conversationId: string;
  /** No operator has it: in a connected account's chat its owner answers, or nobody. */
  unasked?: boolean;
  messages: readonly {
    updateId: number;
    telegramId: number;
    text: string;
    at: Date;
    file: MessageFile | null;
  }[];
}

export interface Settlement {
  done?: readonly number[];
  dead?: readonly number[];
  /** Why they are dead. */
  cause?: DeathCause;
  /** Row ids of updates to try again. */
  failed?: readonly number[];
  /** Reason of the dead and the failed ones. */
  error?: string;
  /** Row ids of updates claimed but not handled: this try does not count. */
  returned?: readonly number[];
  answer?: AnswerRecord;
  /** With `done` and `release` only. */
  heard?: Heard;
  /** What the unit's question cost in this turn; stored with its first update. */
  cost?: { id: number; walks: number; calls: number };
  /** The conversation is closed: the chat refuses the bot for good, in the words of `error`. */
  closed?: boolean;
  /** Releases the lane; it is due again after `again` milliseconds. null: only when something arrives. */
  release?: { again: number | null };
}
