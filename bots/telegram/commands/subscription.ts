// People end the broadcasts of a bot, and get them again: by a button below one, a command, or the words for it.
import type { Context } from "telegraf";
import { OFF_BUTTON, ON_BUTTON } from "#lib/broadcasts/buttons.ts";
import { subscribe } from "#lib/broadcasts/subscription.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** The whole message is one of these, as people write them. */
export const unsubscribeWords =
  /^\s*(?:unsubscribe|obunani bekor qilish|обунани бекор қилиш|отписаться|отписка)\s*[.!]*\s*$/i;

const change = (wanted: boolean) =>
  async function changeSubscription(context: Context): Promise<void> {
    const { chat, say, conversation, answer } = handlerContextOf(context);
    // Broadcasts go to private chats only: in a group it is a message like any other.
    if (context.chat?.type !== "private") return answer();
    await subscribe(conversation, wanted);
    const query = context.callbackQuery;
    // Stops the button's loading indicator.
    if (query)
      void callIfKnown(chat.telegram, "answerCallbackQuery", { callback_query_id: query.id }, chat.signal);
    const button = wanted
      ? { text: say("broadcastsOff"), callback_data: OFF_BUTTON }
      : { text: say("broadcastsOn"), callback_data: ON_BUTTON };
    const text = say(wanted ? "broadcastsResumed" : "broadcastsStopped");
    await sendText(chat, { text, entities: [] }, { reply_markup: { inline_keyboard: [[button]] } });
  };

export const unsubscribe = change(false);
export const resubscribe = change(true);
