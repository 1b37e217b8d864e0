import type { Context } from "telegraf";
import { forget as forgetConversation } from "#lib/conversations/conversations.ts";
import { scopeOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** /new: what was said before is no longer told to the model. */
export async function forget(context: Context): Promise<void> {
  const { chat, say, place } = scopeOf(context);
  await forgetConversation(place);
  await sendText(chat, { text: say("forgotten"), entities: [] });
}
