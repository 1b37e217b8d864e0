// A claimed lane: its updates in order, each through Telegraf's handlers; questions in a row are answered as one.
// Statements for a message: stored (1), claimed (1), conversation with history (1), one for each message sent (1),
// settled with its answer, attempts, messages and the lane's release (1): five for an answer in one message.
import type { Update } from "telegraf/types";
import { close, openConversation } from "#lib/conversations/conversations.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { localeOf, say } from "#lib/messages/translate.ts";
import { BATCH, type Claim, MAX_FAILURES, type WaitingUpdate } from "../queue/claims.ts";
import { isTransient, patiently } from "../queue/database.ts";
import { type AnswerRecord, settle } from "../queue/settle.ts";
import { clientOf } from "../telegram/client.ts";
import { bindContext } from "../telegram/handler-context.ts";
import { type Chat, ChatClosed, sendText } from "../telegram/send.ts";
import { ask, type Engine, Superseded } from "./ask.ts";
import { FileTooLarge, readFiles } from "./file.ts";
import { asksSomething, goesOn, isMeant, isStop, messageOf, partsOf, questionOf } from "./question.ts";
import { senderOf } from "./sender.ts";

/** Handled together: one question in several messages, or anything else by itself. */
export type Unit = [WaitingUpdate, ...WaitingUpdate[]];

/** A disabled bot's messages wait; so often is looked whether it is on again. */
const OFF_MS = 2_000;
const RETRY_MS = 1_000;

const idsOf = (waiting: readonly WaitingUpdate[]) => waiting.map(({ id }) => id);

export function unitsOf(waiting: readonly WaitingUpdate[]): Unit[] {
  const units: Unit[] = [];
  for (const each of waiting) {
    const last = units.at(-1);
    const before = last && messageOf(last.at(-1)!.update);
    const message = messageOf(each.update);
    // What failed before is taken by itself, so that a poison takes nothing with it.
    const fresh = ({ tries, failures }: WaitingUpdate) => tries <= 2 && failures === 0;
    if (before && message && goesOn(before, message) && fresh(each) && last.every(fresh)) last.push(each);
    else units.push([each]);
  }
  return units;
}

/** @returns the answer to record, where the unit asked something. */
async function handleUnit(
  { claim, bot, chat, engine }: Turn,
  unit: Unit,
  stopped: boolean,
): Promise<AnswerRecord | undefined> {
  const { update } = unit.at(-1)!;
  const { title, languageCode } = senderOf(update);
  const conversation = await patiently(() => openConversation(claim, title, unit[0].id), chat.signal);
  const locale = localeOf(conversation.locale, languageCode, bot.locale);
  const speak = say(locale);
  let record: AnswerRecord | undefined;

  async function answer(): Promise<void> {
    const messages = unit.flatMap((each) => messageOf(each.update) ?? []);
    if (!messages.some((message) => isMeant(message, bot)) || !messages.some(asksSomething)) return;
    const question = questionOf(messages, bot);
    if (!question) {
      await sendText(chat, { text: speak("unsupported"), entities: [] });
      return;
    }
    const data = await readFiles(chat, question.files).catch((error: unknown) => {
      if (error instanceof FileTooLarge) return null;
      throw error;
    });
    if (!data) {
      await sendText(chat, { text: speak("tooLarge"), entities: [] });
      return;
    }
    const last = messages.at(-1)!;
    const asked = {
      claim,
      bot,
      chat,
      locale,
      say: speak,
      conversation,
      updateId: unit[0].id,
      question: question.text,
      parts: partsOf(question, data),
      asked: messages.map(({ message_id }) => message_id),
      pointing: last.chat.type !== "private",
      receivedAt: unit[0].receivedAt,
      stopped,
      goesOn(next: Update) {
        const message = messageOf(next);
        return message !== undefined && unit.every(({ failures }) => failures === 0) && goesOn(last, message);
      },
    };
    record = await ask(asked, engine);
  }

  bindContext(update, { bot, conversation: claim, chat, locale, say: speak, answer });
  await clientOf(bot).telegraf.handleUpdate(update);
  return record;
}

interface Turn {
  claim: Claim;
  bot: BotConfig;
  chat: Chat;
  engine: Engine;
}

/** A turn that failed: tried again, or dead. A person whose message dies hears an apology all the same. */
async function failed({ claim, bot, chat }: Turn, unit: Unit, rest: readonly Unit[], error: Error) {
  const dead = unit.filter(({ failures }) => failures + 1 >= MAX_FAILURES);
  log.error(
    { laneId: claim.laneId, botId: bot.id, dead: dead.length, reason: error.message, stack: error.stack },
    "a turn failed",
  );
  if (dead.length && messageOf(unit[0].update)) {
    const locale = localeOf(senderOf(unit[0].update).languageCode, bot.locale);
    await sendText(chat, { text: say(locale)("apology"), entities: [] }).catch(() => undefined);
  }
  const failures = idsOf(unit.filter((each) => !dead.includes(each)));
  const settlement = {
    dead: idsOf(dead),
    failed: failures,
    returned: idsOf(rest.flat()),
    error: error.message,
  };
  const again = failures.length ? RETRY_MS : 0;
  await settle(claim, { ...settlement, release: { again } }, chat.signal);
}

/**
 * Handles and settles the claim.
 * @param botNow the bot as configured now, asked once for each turn; undefined: it is off, or no longer there
 */
export async function handleClaim(
  claim: Claim,
  botNow: () => BotConfig | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  let left = unitsOf(claim.waiting);
  const more = claim.waiting.length >= BATCH;
  if (left.length === 0) await settle(claim, { release: { again: null } }, signal);

  while (left.length > 0) {
    const [unit, ...rest] = left as [Unit, ...Unit[]];
    const bot = botNow();
    const handBack = (again: number) =>
      settle(claim, { returned: idsOf([unit, ...rest].flat()), release: { again } }, signal);
    if (!bot?.enabled) return void (await handBack(OFF_MS));
    const { telegraf, pacer } = clientOf(bot);
    const { chatId, threadId } = claim;
    const chat: Chat = { telegram: telegraf.telegram, pacer, chatId, threadId, signal };
    const turn = { claim, bot, chat, engine };
    const stopped = rest.flat().some(({ update }) => {
      const message = messageOf(update);
      return message !== undefined && isStop(message, bot);
    });
    let answer: AnswerRecord | undefined;
    try {
      answer = await handleUnit(turn, unit, stopped);
    } catch (error) {
      // Stopping, or lost: another worker goes on from here. Of a lost lane this writes nothing.
      if (signal.aborted || error instanceof Superseded || isTransient(error))
        return void (await handBack(0));
      if (!(error instanceof ChatClosed)) return await failed(turn, unit, rest, error as Error);
      await patiently(() => close(claim), signal);
    }
    left = rest;
    const release = left.length === 0 ? { release: { again: more ? 0 : null } } : {};
    const held = await settle(
      claim,
      { done: idsOf(unit), ...(answer ? { answer } : {}), ...release },
      signal,
    );
    if (!held) return;
  }
}
