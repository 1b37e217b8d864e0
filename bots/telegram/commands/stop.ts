import type { Context } from "telegraf";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** Confirms /stop. The answer under way was stopped when the command arrived (ask.ts). */
export async function stop(context: Context): Promise<void> {
  const { chat, say } = handlerContextOf(context);
  await sendText(chat, { text: say("stopped"), entities: [] });
}
