import type { Context } from "telegraf";
import { erase } from "#lib/conversations/conversations.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** Says what is stored; in a private chat with a button that deletes it. One member may not delete a group's history. */
export async function privacy(context: Context): Promise<void> {
  const { chat, say } = handlerContextOf(context);
  const button = { text: say("privacyDelete"), callback_data: "privacy:delete" };
  const markup = context.chat?.type === "private" ? { reply_markup: { inline_keyboard: [[button]] } } : {};
  await sendText(chat, { text: say("privacy"), entities: [] }, markup);
}

export async function eraseChosen(context: Context): Promise<void> {
  const { chat, say, conversation } = handlerContextOf(context);
  if (context.chat?.type !== "private") return;
  await erase(conversation);
  void callIfKnown(
    chat.telegram,
    "answerCallbackQuery",
    { callback_query_id: context.callbackQuery?.id },
    chat.signal,
  );
  await sendText(chat, { text: say("erased"), entities: [] });
}
