// The menu of one chat, for a person who chose a language or a script that Telegram's codes do not tell.
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Tongue } from "#lib/messages/locales.ts";
import { callIfKnown } from "../call.ts";
import type { ChatHandle } from "../send.ts";
import { menuIn } from "./menu.ts";

/** A private chat's own menu goes before those by language. In the background: the menu is a help, not an answer. */
export function showMenu(bot: BotConfig, { telegram, chatId, signal }: ChatHandle, tongue: Tongue): void {
  if (chatId <= 0) return;
  const scope = { type: "chat", chat_id: chatId };
  void callIfKnown(telegram, "setMyCommands", { scope, commands: menuIn(bot, tongue) }, signal);
}
