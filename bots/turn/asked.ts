// A question on its way to its answer.
import type { Update } from "telegraf/types";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Locale } from "#lib/messages/locales.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { Claim } from "../queue/claims.ts";
import type { Chat } from "../telegram/send.ts";
import type { Cost } from "./budget.ts";

export interface Asked {
  claim: Claim;
  bot: BotConfig;
  chat: Chat;
  locale: Locale;
  say: Say;
  conversation: Conversation;
  /** Our row of the first update that asks. */
  updateId: number;
  /** What the question has cost before this turn. */
  spent: Cost;
  /** What it costs in this turn: filled in as it happens, whatever becomes of the turn. */
  cost: Cost;
  question: string;
  parts: Part[];
  /** Telegram's ids of the question's messages. */
  asked: number[];
  /** Whether the answer points at the question (groups). */
  pointing: boolean;
  receivedAt: Date;
  /** Whether a /stop has come already. */
  stopped: boolean;
  /** Whether the update adds to the question. */
  goesOn(update: Update): boolean;
}
