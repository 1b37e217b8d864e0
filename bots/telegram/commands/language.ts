import type { Context } from "telegraf";
import { setLocale } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { isTongue, localeOfTongue, type Tongue, tongues } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { callIfKnown } from "../call.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";
import { showMenu } from "./own-menu.ts";

/** Each language named in itself, since whoever needs the button may not read the others. */
const words: Record<Tongue, string> = {
  uz: "Oʻzbekcha",
  "uz-Cyrl": "Ўзбекча",
  ru: "Русский",
  en: "English",
};
const IN_A_ROW = 2;

/** Uzbek in each of its scripts. */
const spokenBy = ({ speech: { languages } }: Pick<BotConfig, "speech">): Tongue[] =>
  tongues.filter((tongue) => languages.includes(localeOfTongue(tongue)));

/** One for each language that the bot speaks; nothing where there is no choice. */
export function languageButtons(bot: Pick<BotConfig, "speech">) {
  const spoken = spokenBy(bot);
  if (spoken.length < 2) return {};
  const buttons = spoken.map((tongue) => ({ text: words[tongue], callback_data: `language:${tongue}` }));
  const rows = Array.from({ length: Math.ceil(buttons.length / IN_A_ROW) }, (_, i) =>
    buttons.slice(i * IN_A_ROW, (i + 1) * IN_A_ROW),
  );
  return { reply_markup: { inline_keyboard: rows } };
}

export async function language(context: Context): Promise<void> {
  const { chat, bot, say: sayNow } = handlerContextOf(context);
  const hasChoice = spokenBy(bot).length > 1;
  const text = sayNow(hasChoice ? "chooseLanguage" : "languageChosen");
  await sendText(chat, { text, entities: [] }, languageButtons(bot));
}

/** A language button was pressed. */
export async function languageChosen(context: Context): Promise<void> {
  const { chat, conversation, bot } = handlerContextOf(context);
  const query = context.callbackQuery;
  if (!query || !("data" in query)) return;
  const tongue = query.data.split(":")[1];
  // A button from before the bot's languages were changed.
  if (!isTongue(tongue) || !spokenBy(bot).includes(tongue)) return;
  await setLocale(conversation, tongue);
  // Stops the button's loading indicator.
  void callIfKnown(chat.telegram, "answerCallbackQuery", { callback_query_id: query.id }, chat.signal);
  await sendText(chat, { text: say(tongue)("languageChosen"), entities: [] });
  showMenu(bot, chat, { tongue, code: context.from?.language_code });
}
