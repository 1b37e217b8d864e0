import type { Context } from "telegraf";
import { askForOperator } from "#lib/conversations/ask-operator.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** /operator: calls the staff; of a bot whose staff has no group it is a question like any other. */
export async function callOperator(context: Context): Promise<void> {
  const { bot, chat, say, conversation, answer } = handlerContextOf(context);
  const { text = "", message } = context;
  if (!bot.staff || !message) return answer();
  await askForOperator(conversation, { text, telegramId: message.message_id });
  await sendText(chat, { text: say("operatorCalled"), entities: [] });
}
