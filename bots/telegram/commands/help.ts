import type { Context } from "telegraf";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

export async function help(context: Context): Promise<void> {
  const { chat, say } = handlerContextOf(context);
  await sendText(chat, { text: say("help"), entities: [] });
}
