// The commands of every bot, then the owner's own; anything else is a question.
import { Composer } from "telegraf";
import { builtInCommands, STAFF_COMMAND } from "#lib/bots/own-commands.ts";
import { OFF_BUTTON, ON_BUTTON } from "#lib/broadcasts/buttons.ts";
import { stopAlerts } from "./alerts.ts";
import { groupMode, groupModeChosen, POLICY_COMMAND } from "./group-mode.ts";
import { help } from "./help.ts";
import { language, languageChosen } from "./language.ts";
import { membership, topicReopened } from "./membership.ts";
import { startOver } from "./new.ts";
import { callOperator } from "./operator.ts";
import { own } from "./own.ts";
import { eraseAsked, eraseChosen, exportChosen, keepChosen, privacy } from "./privacy.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { resubscribe, unsubscribe, unsubscribeWords } from "./subscription.ts";

const commands = { start, help, new: startOver, stop, language, privacy } satisfies Record<
  (typeof builtInCommands)[number],
  unknown
>;

/** The handlers of all bots. One chain, since one for each bot would take 12 KB each. */
export const handlers = new Composer();
for (const name of builtInCommands) handlers.command(name, commands[name]);
handlers.command("stop_alerts", stopAlerts);
handlers.command(STAFF_COMMAND, callOperator);
handlers.command("unsubscribe", unsubscribe);
handlers.command("subscribe", resubscribe);
handlers.hears(unsubscribeWords, unsubscribe);
handlers.action(OFF_BUTTON, unsubscribe);
handlers.action(ON_BUTTON, resubscribe);
handlers.command(POLICY_COMMAND, groupMode);
handlers.action(/^groupmode:\w+$/, groupModeChosen);
handlers.action(/^language:([\w-]+)$/, languageChosen);
handlers.action("privacy:export", exportChosen);
handlers.action("privacy:delete", eraseAsked);
handlers.action("privacy:erase", eraseChosen);
handlers.action("privacy:keep", keepChosen);
handlers.on("my_chat_member", membership);
handlers.on("forum_topic_reopened", topicReopened);
handlers.on("message", own);
