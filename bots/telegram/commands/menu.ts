// The command menu in a language.
import { builtInCommands, descriptionOf, STAFF_COMMAND } from "#lib/bots/own-commands.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Locale, Tongue } from "#lib/messages/locales.ts";
import { localeAmong, say } from "#lib/messages/translate.ts";

type MenuOf = Pick<BotConfig, "speech" | "commands" | "locale" | "staff">;

export function menuIn({ speech: { languages }, commands: own, staff }: MenuOf, tongue: Tongue) {
  // Nobody chooses from one language; Uzbek has two scripts.
  const hasChoice = languages.length > 1 || languages.includes("uz");
  return [
    ...own
      // Of before the name was kept for the staff.
      .filter(({ name }) => !staff || name !== STAFF_COMMAND)
      .map((each) => ({ command: each.name, description: descriptionOf(each, tongue, languages) })),
    ...[...(staff ? ([STAFF_COMMAND] as const) : []), ...builtInCommands]
      .filter((command) => command !== "language" || hasChoice)
      .map((command) => ({ command, description: say(tongue)(`commands.${command}`) })),
  ];
}

const scriptOf = (bot: MenuOf, locale: Locale): Tongue =>
  locale === "uz" && bot.locale === "uz-Cyrl" ? "uz-Cyrl" : locale;

/** Of the menu that Telegram shows to people with this language. */
export const usualTongue = (bot: MenuOf, code: string | undefined): Tongue =>
  scriptOf(bot, localeAmong(bot.speech.languages, code, bot.locale));

/**
 * For setMyCommands: one menu per language that the bot speaks, and one for all others in its default language. Telegram
 * takes codes of two letters only, so Uzbek has one script here, the one in which the bot speaks by default (own-menu.ts).
 */
export function menus(bot: MenuOf) {
  const { languages } = bot.speech;
  return [
    { commands: menuIn(bot, usualTongue(bot, undefined)) },
    ...languages.map((locale) => ({ commands: menuIn(bot, scriptOf(bot, locale)), language_code: locale })),
  ];
}
