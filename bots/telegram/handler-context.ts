// What a handler of one update may use: bound to the update itself, since Telegraf makes the context.
import type { Context } from "telegraf";
import type { Update } from "telegraf/types";
import type { Place } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Locale } from "#lib/messages/locales.ts";
import type { Say } from "#lib/messages/translate.ts";
import type { Chat } from "./send.ts";

export interface Scope {
  bot: BotConfig;
  place: Place;
  chat: Chat;
  /** Language of the person, and the bot's sentences in it. */
  locale: Locale;
  say: Say;
  /** Answers the question that the update (with those merged into it) asks. */
  answer(): Promise<void>;
}

const scopes = new WeakMap<Update, Scope>();

export function bindScope(update: Update, scope: Scope): void {
  scopes.set(update, scope);
}

export function scopeOf(context: Context): Scope {
  const scope = scopes.get(context.update);
  if (!scope) throw new Error("An update was handled outside a turn.");
  return scope;
}
