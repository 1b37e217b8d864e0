// The menu of one chat, for a person who chose a language or a script that Telegram's codes do not tell.
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Tongue } from "#lib/messages/locales.ts";
import { callIfKnown } from "../call.ts";
import type { ChatHandle } from "../send.ts";
import { menuIn, usualTongue } from "./menu.ts";

/**
 * A private chat's own menu goes before those by language; where Telegram's language says the same it has none. It does not
 * follow the owner's changes until the person chooses again. In the background: the menu is a help, not an answer.
 * @param code the language of the person's Telegram
 */
export function showMenu(
  bot: BotConfig,
  { telegram, chatId, signal }: ChatHandle,
  { tongue, code }: { tongue: Tongue; code: string | undefined },
): void {
  if (chatId <= 0) return;
  const scope = { type: "chat", chat_id: chatId };
  if (usualTongue(bot, code) === tongue) void callIfKnown(telegram, "deleteMyCommands", { scope }, signal);
  else void callIfKnown(telegram, "setMyCommands", { scope, commands: menuIn(bot, tongue) }, signal);
}
