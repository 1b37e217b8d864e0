import type { Context } from "telegraf";
import { sendText } from "../reply/send.ts";
import { scopeOf } from "../scope.ts";

export async function help(context: Context): Promise<void> {
  const { chat, say } = scopeOf(context);
  await sendText(chat, { text: say("help"), entities: [] });
}
