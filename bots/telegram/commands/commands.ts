// The commands of every bot, in the order of the menu; anything else is a question.
import { Composer } from "telegraf";
import { locales } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { handlerContextOf } from "../handler-context.ts";
import { stopAlerts } from "./alerts.ts";
import { help } from "./help.ts";
import { language, languageChosen } from "./language.ts";
import { membership, topicReopened } from "./membership.ts";
import { startOver } from "./new.ts";
import { callOperator } from "./operator.ts";
import { eraseChosen, privacy } from "./privacy.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";

const commands = { start, help, new: startOver, stop, language, privacy } as const;
type Name = keyof typeof commands;
const names = Object.keys(commands) as Name[];

/** The handlers of all bots. One chain, since one for each bot would take 12 KB each. */
export const handlers = new Composer();
for (const name of names) handlers.command(name, commands[name]);
handlers.command("stop_alerts", stopAlerts);
handlers.command("operator", callOperator);
handlers.action(/^language:(\w+)$/, languageChosen);
handlers.action("privacy:delete", eraseChosen);
handlers.on("my_chat_member", membership);
handlers.on("forum_topic_reopened", topicReopened);
handlers.on("message", (context) => handlerContextOf(context).answer());

/** For setMyCommands: one menu per language, and the default one in `fallback`. */
export function menus(fallback: (typeof locales)[number]) {
  const menu = (locale: (typeof locales)[number]) =>
    names.map((command) => ({ command, description: say(locale)(`commands.${command}`) }));
  return [
    { commands: menu(fallback) },
    ...locales.map((locale) => ({ commands: menu(locale), language_code: locale })),
  ];
}
