// A claimed lane: its updates in order, each through Telegraf's handlers; questions in a row are answered as one.
import type { Update } from "telegraf/types";
import { close, openConversation } from "#lib/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { localeOf, say } from "#lib/messages/translate.ts";
import { type Asked, ask, type Engine } from "./ask.ts";
import { BATCH, type Claim, type Waiting } from "./claims.ts";
import { clientOf } from "./client.ts";
import { FileTooLarge, readFile } from "./file.ts";
import { asksSomething, isMeant, isPlainText, messageOf, partsOf, questionOf } from "./question.ts";
import { type Chat, ChatClosed, sendText } from "./reply/send.ts";
import { bindScope } from "./scope.ts";
import { type AnswerRecord, settle } from "./settle.ts";

/** Handled together: one question in several messages, or anything else by itself. */
type Unit = [Waiting, ...Waiting[]];

/** A disabled bot's messages wait; so often is looked whether it is on again. */
const OFF_MS = 5_000;

export function unitsOf(waiting: readonly Waiting[]): Unit[] {
  const units: Unit[] = [];
  for (const each of waiting) {
    const last = units.at(-1);
    const before = last && messageOf(last.at(-1)!.update);
    const message = messageOf(each.update);
    const together =
      before &&
      message &&
      isPlainText(before) &&
      isPlainText(message) &&
      before.from?.id === message.from?.id;
    // What failed before is taken by itself, so that a poison takes nothing with it.
    if (together && each.tries === 1 && last[0].tries === 1) last.push(each);
    else units.push([each]);
  }
  return units;
}

function personOf(update: Update): { title: string; languageCode: string | undefined } {
  const message = messageOf(update);
  const from = message?.from ?? ("callback_query" in update ? update.callback_query.from : undefined);
  const group = message && "title" in message.chat ? message.chat.title : undefined;
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(" ");
  return { title: group ?? name, languageCode: from?.language_code };
}

/** @returns the answer to record, where the unit asked something. */
async function handleUnit(
  claim: Claim,
  unit: Unit,
  bot: BotConfig,
  chat: Chat,
  engine: Engine,
): Promise<AnswerRecord | undefined> {
  const { update } = unit.at(-1)!;
  const { title, languageCode } = personOf(update);
  const conversation = await openConversation(claim, title, unit[0].id);
  const locale = localeOf(conversation.locale, languageCode, bot.locale);
  const speak = say(locale);
  let record: AnswerRecord | undefined;

  async function answer(): Promise<void> {
    const message = messageOf(update)!;
    if (!isMeant(message, bot) || !asksSomething(message)) return;
    const question = questionOf(message);
    if (!question) {
      await sendText(chat, { text: speak("unsupported"), entities: [] });
      return;
    }
    const text = [
      ...unit.slice(0, -1).flatMap((each) => messageOf(each.update)?.text ?? []),
      question.text,
    ].join("\n");
    let data: string | null = null;
    try {
      if (question.file) data = await readFile(chat, question.file);
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
      await sendText(chat, { text: speak("tooLarge"), entities: [] });
      return;
    }
    const asked: Asked = {
      claim,
      bot,
      chat,
      say: speak,
      conversation,
      updateId: unit[0].id,
      question: text,
      parts: partsOf({ ...question, text }, data),
      messageId: message.message_id,
      pointing: message.chat.type !== "private",
      receivedAt: unit[0].receivedAt,
    };
    record = await ask(asked, engine);
  }

  bindScope(update, { bot, place: claim, chat, locale, say: speak, answer });
  await clientOf(bot).telegraf.handleUpdate(update);
  return record;
}

/** Handles and settles the claim. `bot` undefined: it is off, or no longer there. */
export async function handleClaim(
  claim: Claim,
  bot: BotConfig | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const ids = claim.waiting.map(({ id }) => id);
  if (!bot?.enabled) {
    await settle(claim, { done: [], returned: ids, release: { again: OFF_MS } });
    return;
  }
  const { telegraf, governor } = clientOf(bot);
  const { chatId, threadId } = claim;
  const chat: Chat = { telegram: telegraf.telegram, governor, chatId, threadId, signal };
  const more = claim.waiting.length === BATCH;
  let left = unitsOf(claim.waiting);
  if (left.length === 0) await settle(claim, { done: [], release: { again: null } });

  while (left.length > 0) {
    const [unit, ...rest] = left as [Unit, ...Unit[]];
    left = rest;
    let answer: AnswerRecord | undefined;
    try {
      answer = await handleUnit(claim, unit, bot, chat, engine);
    } catch (error) {
      if (signal.aborted) {
        // Stopping, or lost: another worker goes on from here. Of a lost lane this writes nothing.
        const returned = [unit, ...rest].flat().map(({ id }) => id);
        await settle(claim, { done: [], returned, release: { again: 0 } });
        return;
      }
      if (!(error instanceof ChatClosed)) {
        claim.waiting = unit;
        const untouched = rest.flat().map(({ id }) => id);
        if (untouched.length) await settle(claim, { done: [], returned: untouched });
        throw error;
      }
      await close(claim);
    }
    const done = unit.map(({ id }) => id);
    const release = left.length === 0 ? { release: { again: more ? 0 : null } } : {};
    const held = await settle(claim, { done, ...(answer ? { answer } : {}), ...release });
    if (!held) return;
  }
}
