import type { Context } from "telegraf";
import { forget } from "#lib/conversations/conversations.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** /new: earlier messages are no longer sent to the model; what the person asked to remember is. */
export async function startOver(context: Context): Promise<void> {
  const { chat, say, conversation } = handlerContextOf(context);
  const facts = await forget(conversation);
  const text = [say("forgotten"), ...(facts > 0 ? [say("factsStay")] : [])].join("\n\n");
  await sendText(chat, { text, entities: [] });
}
