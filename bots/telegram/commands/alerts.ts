// Members of the tenant link their account for alerts, and stop them. Nobody else notices that this exists.
import type { Context } from "telegraf";
import { linkChat, unlinkChat } from "#lib/alerts/links.ts";
import { alertWords } from "#lib/alerts/words.ts";
import { localeOfTongue } from "#lib/messages/locales.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

const nameOf = ({ from }: Context): string =>
  from?.username ? `@${from.username}` : [from?.first_name, from?.last_name].filter(Boolean).join(" ");

/** @returns false: an ordinary start */
export async function linkAlerts(context: Context, code: string): Promise<boolean> {
  const { chat, bot, locale } = handlerContextOf(context);
  if (context.chat?.type !== "private") return false;
  const linked = await linkChat(code, { botId: bot.id, chatId: chat.chatId, name: nameOf(context) });
  const text = linked
    ? alertWords(linked.locale)("message.linked", { tenant: linked.tenant })
    : alertWords(localeOfTongue(locale))("message.codeUsed");
  await sendText(chat, { text, entities: [] });
  return true;
}

/** /stop_alerts; from anybody who has none it is a message like any other. */
export async function stopAlerts(context: Context): Promise<void> {
  const { chat, bot, answer } = handlerContextOf(context);
  const locale = await unlinkChat({ botId: bot.id, chatId: chat.chatId });
  if (locale) await sendText(chat, { text: alertWords(locale)("message.stopped"), entities: [] });
  else await answer();
}
