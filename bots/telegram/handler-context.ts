// What handlers may use, bound to the update, since Telegraf creates the context.

import type { Context } from "telegraf";
import type { Update } from "telegraf/types";
import type { GroupPolicy } from "#generated/enums.ts";
import type { ConversationRef } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Tongue } from "#lib/messages/locales.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { ChatHandle } from "./send.ts";

export interface HandlerContext {
  bot: BotConfig;
  conversation: ConversationRef;
  chat: ChatHandle;
  /** The person's language, and the bot's sentences in it. */
  locale: Tongue;
  say: Say;
  /** Answers the question that the update (with those merged into it) asks; or `instead`, which an own command asks. */
  answer(instead?: string): Promise<void>;
  /** The bot's policy in groups; `bot.groups` is that of this group, which `choosePolicy` sets. */
  ownGroups: GroupPolicy;
  choosePolicy(policy: GroupPolicy): Promise<void>;
}

const contexts = new WeakMap<Update, HandlerContext>();

export function bindContext(update: Update, bound: HandlerContext): void {
  contexts.set(update, bound);
}

export function handlerContextOf(context: Context): HandlerContext {
  const bound = contexts.get(context.update);
  if (!bound) throw new Error("An update was handled outside a turn.");
  return bound;
}
