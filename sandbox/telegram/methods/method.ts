import type { Form } from "../../forms.ts";
import type { Bot } from "../bot.ts";
import { chatFor } from "../chats.ts";
import type { Params } from "../params.ts";
import type { Telegram } from "../telegram.ts";
import type { ChatState } from "../types.ts";

export interface Call {
  telegram: Telegram;
  bot: Bot;
  params: Params;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  /** Carries out the method that a form names, later, for the same bot. */
  carryOut(form: Form): void;
}

/** Carries a call out and returns its `result`. @throws TelegramError with what the Bot API would answer. */
export type Method = (call: Call) => unknown;

export const chatOf = ({ bot, params }: Call): ChatState => chatFor(bot, params.text("chat_id"));
