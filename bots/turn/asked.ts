// A question that is being answered.
import type { Update } from "telegraf/types";
import type { Conversation } from "#lib/conversations/conversations.ts";
import type { Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Tongue } from "#lib/messages/locales.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { Claim } from "../queue/claims.ts";
import type { ChatHandle } from "../telegram/send.ts";
import type { Cost } from "./budget.ts";
import type { Display } from "./display.ts";

export interface Asked {
  claim: Claim;
  bot: BotConfig;
  chat: ChatHandle;
  locale: Tongue;
  say: Say;
  conversation: Conversation;
  /** Whose question it is (lines.ts). */
  line: number;
  /** Row id of the question's first update. */
  updateId: number;
  /** What the question cost in earlier turns. */
  spent: Cost;
  /** What it costs in this turn. Filled in as it happens, so that it counts even if the turn fails. */
  cost: Cost;
  question: string;
  /** The bot's, or one that is tried in a page. */
  prompt: string;
  parts: Part[];
  /** Telegram's message ids of the question. */
  asked: number[];
  /** Whether the answer replies to the question's message (groups). */
  pointing: boolean;
  /** In the chat of a connected account nothing but an answer is said; and a draft of it is shown elsewhere. */
  business?: { display?: Display } | undefined;
  receivedAt: Date;
  /** Whether the answer is to be said too: the question was. */
  spoken: boolean;
  /** Whether a /stop has arrived already. */
  stopped: boolean;
  /** Whether the update continues the question. */
  goesOn(update: Update): boolean;
  /** Whether the update edits or deletes a message of the question. */
  isChangedBy(update: Update): boolean;
}
