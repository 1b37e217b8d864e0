import type { Context } from "telegraf";
import { setLocale } from "#lib/conversations/conversations.ts";
import { isLocale, type Locale } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** Each language named in itself, since whoever needs the button may not read the others. */
const words: Record<Locale, string> = { uz: "Oʻzbekcha", ru: "Русский", en: "English" };

export const languageButtons = {
  inline_keyboard: [
    Object.entries(words).map(([locale, text]) => ({ text, callback_data: `language:${locale}` })),
  ],
};

export async function language(context: Context): Promise<void> {
  const { chat, say: sayNow } = handlerContextOf(context);
  await sendText(chat, { text: sayNow("chooseLanguage"), entities: [] }, { reply_markup: languageButtons });
}

/** A language button was pressed. */
export async function languageChosen(context: Context): Promise<void> {
  const { chat, conversation } = handlerContextOf(context);
  const query = context.callbackQuery;
  if (!query || !("data" in query)) return;
  const locale = query.data.split(":")[1];
  if (!isLocale(locale)) return;
  await setLocale(conversation, locale);
  // Stops the button's loading indicator.
  void callIfKnown(chat.telegram, "answerCallbackQuery", { callback_query_id: query.id }, chat.signal);
  await sendText(chat, { text: say(locale)("languageChosen"), entities: [] });
}
