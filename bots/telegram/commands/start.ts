import type { Context } from "telegraf";
import { codeOfStart } from "#lib/alerts/links.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";
import { linkAlerts } from "./alerts.ts";
import { languageButtons } from "./language.ts";

/** Welcome, with the choice of language; or the end of a link for alerts. */
export async function start(context: Context): Promise<void> {
  const { chat, say, bot } = handlerContextOf(context);
  const code = codeOfStart(context.text ?? "");
  if (code && (await linkAlerts(context, code))) return;
  await sendText(
    chat,
    { text: say("start", { name: bot.name }), entities: [] },
    { reply_markup: languageButtons },
  );
}
