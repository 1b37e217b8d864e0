import type { FormBody } from "../../forms.ts";
import type { Bot } from "../bot.ts";
import { chatFor } from "../chats.ts";
import type { Params } from "../params.ts";
import type { Telegram } from "../telegram.ts";
import type { ChatState } from "../types.ts";

export interface Call {
  telegram: Telegram;
  bot: Bot;
  params: Params;
  /** Aborts when the client disconnects. */
  signal: AbortSignal;
  /** Executes the method named in a form asynchronously, for the same bot. */
  carryOut(form: FormBody): void;
}

/** Executes a call and returns its `result`. @throws TelegramError as the Bot API would return. */
export type Method = (call: Call) => unknown;

export const chatOf = ({ bot, params }: Call): ChatState => chatFor(bot, params.text("chat_id"));
