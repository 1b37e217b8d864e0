// The commands of every bot, then the owner's own; anything else is a question.
import { Composer } from "telegraf";
import { builtInCommands, descriptionOf, STAFF_COMMAND } from "#lib/bots/own-commands.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Locale } from "#lib/messages/locales.ts";
import { localeAmong, say } from "#lib/messages/translate.ts";
import { stopAlerts } from "./alerts.ts";
import { help } from "./help.ts";
import { language, languageChosen } from "./language.ts";
import { membership, topicReopened } from "./membership.ts";
import { startOver } from "./new.ts";
import { callOperator } from "./operator.ts";
import { own } from "./own.ts";
import { eraseChosen, privacy } from "./privacy.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";

const commands = { start, help, new: startOver, stop, language, privacy } satisfies Record<
  (typeof builtInCommands)[number],
  unknown
>;

/** The handlers of all bots. One chain, since one for each bot would take 12 KB each. */
export const handlers = new Composer();
for (const name of builtInCommands) handlers.command(name, commands[name]);
handlers.command("stop_alerts", stopAlerts);
handlers.command(STAFF_COMMAND, callOperator);
handlers.action(/^language:(\w+)$/, languageChosen);
handlers.action("privacy:delete", eraseChosen);
handlers.on("my_chat_member", membership);
handlers.on("forum_topic_reopened", topicReopened);
handlers.on("message", own);

type MenuOf = Pick<BotConfig, "speech" | "commands" | "locale" | "staff">;

/** For setMyCommands: one menu per language that the bot speaks, and one for all others in its default language. */
export function menus({ speech: { languages }, commands: own, locale: fallback, staff }: MenuOf) {
  const menu = (locale: Locale) => [
    ...own
      // Of before the name was kept for the staff.
      .filter(({ name }) => !staff || name !== STAFF_COMMAND)
      .map((each) => ({ command: each.name, description: descriptionOf(each, locale, languages) })),
    ...[...(staff ? ([STAFF_COMMAND] as const) : []), ...builtInCommands]
      // Nobody chooses from one language.
      .filter((command) => command !== "language" || languages.length > 1)
      .map((command) => ({ command, description: say(locale)(`commands.${command}`) })),
  ];
  return [
    { commands: menu(localeAmong(languages, fallback)) },
    ...languages.map((locale) => ({ commands: menu(locale), language_code: locale })),
  ];
}
