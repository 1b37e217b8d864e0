import type { Context } from "telegraf";
import { setLocale } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { isLocale, type Locale } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** Each language named in itself, since whoever needs the button may not read the others. */
const words: Record<Locale, string> = { uz: "Oʻzbekcha", ru: "Русский", en: "English" };

/** One for each language that the bot speaks; nothing where there is no choice. */
export function languageButtons({ speech: { languages } }: Pick<BotConfig, "speech">) {
  if (languages.length < 2) return {};
  const buttons = languages.map((locale) => ({ text: words[locale], callback_data: `language:${locale}` }));
  return { reply_markup: { inline_keyboard: [buttons] } };
}

export async function language(context: Context): Promise<void> {
  const { chat, bot, say: sayNow } = handlerContextOf(context);
  const hasChoice = bot.speech.languages.length > 1;
  const text = sayNow(hasChoice ? "chooseLanguage" : "languageChosen");
  await sendText(chat, { text, entities: [] }, languageButtons(bot));
}

/** A language button was pressed. */
export async function languageChosen(context: Context): Promise<void> {
  const { chat, conversation, bot } = handlerContextOf(context);
  const query = context.callbackQuery;
  if (!query || !("data" in query)) return;
  const locale = query.data.split(":")[1];
  // A button from before the bot's languages were changed.
  if (!isLocale(locale) || !bot.speech.languages.includes(locale)) return;
  await setLocale(conversation, locale);
  // Stops the button's loading indicator.
  void callIfKnown(chat.telegram, "answerCallbackQuery", { callback_query_id: query.id }, chat.signal);
  await sendText(chat, { text: say(locale)("languageChosen"), entities: [] });
}
