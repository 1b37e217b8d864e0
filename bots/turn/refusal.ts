// Whether a unit is more than people may ask of the bot (lib/bots/allowances.ts).
import type { Update } from "telegraf/types";
import { filled, textIn } from "#lib/bots/words.ts";
import { now } from "#lib/chain-state/shared-clock.ts";
import { tongueAmong } from "#lib/messages/tongue.ts";
import { say } from "#lib/messages/translate.ts";
import { refusals } from "../metrics.ts";
import { sayMarkdown } from "../telegram/commands/say-markdown.ts";
import { sendText } from "../telegram/send.ts";
import type { Asker, Excess } from "./allowances.ts";
import { authorOf } from "./author.ts";
import type { Turn } from "./handle-unit.ts";
import { editedOf, isMeant, isSilentIn, messageOf } from "./question.ts";
import { senderOf, textsOf } from "./sender.ts";
import type { Unit } from "./units.ts";
import { atTime } from "./words.ts";

/** Who asks, and when; null: nobody asks the bot anything. */
function askerOf({ bot, claim: { chatId } }: Turn, update: Update): { asker: Asker; sentAt: number } | null {
  if (bot.staff?.chatId === chatId) return null;
  const { id: botId, tenantId } = bot;
  if ("callback_query" in update) {
    const asker = { tenantId, botId, chatId, personId: update.callback_query.from.id };
    // Telegram does not say when a button was pressed.
    return { asker, sentAt: now() };
  }
  const edited = editedOf(update);
  const message = messageOf(update) ?? edited;
  if (!message || isSilentIn(message, bot)) return null;
  // Live locations move without end.
  if (edited && edited.text === undefined && edited.caption === undefined) return null;
  if (!isMeant(message, bot) && (edited || !message.text?.startsWith("/"))) return null;
  const personId = authorOf(message)?.id ?? (chatId > 0 ? chatId : 0);
  const sentAt = edited?.edit_date ?? message.date;
  return { asker: { tenantId, botId, chatId, personId }, sentAt: sentAt * 1_000 };
}

/** @returns null: it may be handled, and is counted. What was begun before is not refused any more. */
export function refusalOf(turn: Turn, [first]: Unit): Excess | null {
  const { tries, failures, walks } = first;
  if (tries > 1 || failures > 0 || walks > 0) return null;
  const asked = askerOf(turn, first.update);
  const { allowances } = turn.engine;
  return asked && allowances.refusal(first.id, asked.asker, turn.bot.allowances, asked.sentAt);
}

/** Tells the chat, once in a window. `count`: how many updates are refused. */
export async function tellRefusal(turn: Turn, refused: Excess, [first]: Unit, count: number): Promise<void> {
  const { scope, window, until } = refused;
  refusals.inc({ scope, window }, count);
  // As a connected account the bot says nothing of itself.
  if (turn.chat.connectionId !== undefined) return;
  const asked = askerOf(turn, first.update);
  if (!asked || !turn.engine.allowances.tells(asked.asker, refused)) return;
  const { languages, atLimit } = turn.bot.speech;
  const speaker = { chosen: null, code: senderOf(first.update).languageCode, wrote: textsOf([first]) };
  const locale = tongueAmong(languages, speaker, turn.bot.locale);
  const speak = say(locale);
  const when = atTime(until, locale, turn.bot.timeZone);
  const own = textIn(atLimit, locale);
  if (own !== null) return sayMarkdown(turn.chat, filled(own, { when }));
  const text = window === "minute" ? speak("slowDown") : speak("enoughToday", { when });
  await sendText(turn.chat, { text, entities: [] });
}
