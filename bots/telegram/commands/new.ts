import type { Context } from "telegraf";
import { forget } from "#lib/conversations/conversations.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** /new: earlier messages are no longer sent to the model. */
export async function startOver(context: Context): Promise<void> {
  const { chat, say, conversation } = handlerContextOf(context);
  await forget(conversation);
  await sendText(chat, { text: say("forgotten"), entities: [] });
}
