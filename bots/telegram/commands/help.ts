import type { Context } from "telegraf";
import { scopeOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

export async function help(context: Context): Promise<void> {
  const { chat, say } = scopeOf(context);
  await sendText(chat, { text: say("help"), entities: [] });
}
