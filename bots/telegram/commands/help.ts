import type { Context } from "telegraf";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

export async function help(context: Context): Promise<void> {
  const { chat, say } = handlerContextOf(context);
  const text = chat.chatId < 0 ? `${say("help")}\n${say("groupMode.help")}` : say("help");
  await sendText(chat, { text, entities: [] });
}
