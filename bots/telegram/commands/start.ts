import type { Context } from "telegraf";
import { codeOfStart } from "#lib/alerts/links.ts";
import { filled, textIn } from "#lib/bots/words.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";
import { linkAlerts } from "./alerts.ts";
import { languageButtons } from "./language.ts";
import { sayMarkdown } from "./say-markdown.ts";

/** Welcome, in the owner's words or the usual ones, with the choice of language; or the end of a link for alerts. */
export async function start(context: Context): Promise<void> {
  const { chat, say, bot, locale } = handlerContextOf(context);
  const code = codeOfStart(context.text ?? "");
  if (code && (await linkAlerts(context, code))) return;
  const buttons = languageButtons(bot);
  const welcome = textIn(bot.speech.welcome, locale);
  if (welcome !== null)
    return sayMarkdown(chat, filled(welcome, { name: context.from?.first_name ?? "" }), buttons);
  await sendText(chat, { text: say("start", { name: bot.name }), entities: [] }, buttons);
}
