import type { Context } from "telegraf";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";
import { languageButtons } from "./language.ts";

/** Welcome, with the choice of language. */
export async function start(context: Context): Promise<void> {
  const { chat, say, bot } = handlerContextOf(context);
  await sendText(
    chat,
    { text: say("start", { name: bot.name }), entities: [] },
    { reply_markup: languageButtons },
  );
}
