// Passes one unit through Telegraf's handlers: a command, a button, or a question.
import type { Update } from "telegraf/types";
import type { GroupPolicy } from "#generated/enums.ts";
import { recordReaction } from "#lib/answers/reactions.ts";
import { commandIn } from "#lib/bots/own-commands.ts";
import type { AllowanceScope } from "#lib/bots/usual-allowances.ts";
import { isBusinessThread } from "#lib/business/place.ts";
import { now } from "#lib/chain-state/shared-clock.ts";
import {
  type Conversation,
  type ConversationRef,
  conversationOf,
  openConversation,
} from "#lib/conversations/conversations.ts";
import type { Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { tongueAmong } from "#lib/messages/tongue.ts";
import { say } from "#lib/messages/translate.ts";
import { isPageChat, triedPromptOf } from "#lib/page-chat/place.ts";
import { isSummaryDue } from "../memory/recall.ts";
import { deletedInBusiness } from "../queue/business-update.ts";
import { keepPolicy } from "../queue/chat-facts.ts";
import type { Claim } from "../queue/claims.ts";
import { patiently } from "../queue/database.ts";
import { moveChat } from "../queue/move-chat.ts";
import { operatorOf } from "../queue/payload.ts";
import { verdictOf } from "../queue/reaction.ts";
import type { AnswerRecord } from "../queue/settlement.ts";
import { isBotFault, isTokenRefused } from "../telegram/call.ts";
import type { Client } from "../telegram/client.ts";
import { POLICY_COMMAND } from "../telegram/commands/group-mode.ts";
import { bindContext } from "../telegram/handler-context.ts";
import { type ChatHandle, FAULT_MS, sendText } from "../telegram/send.ts";
import { ask, type Engine } from "./ask.ts";
import { askerLine, authorOf } from "./author.ts";
import { type Cost, spentBefore } from "./budget.ts";
import { answersInBusiness } from "./business/answer.ts";
import { handleBusiness, handleConnection } from "./business/handle.ts";
import { handleOwner } from "./business/owner.ts";
import type { AnyMessage, FileRef } from "./content.ts";
import type { Handled } from "./decide.ts";
import { askedAnew, currentOf, saysAnother, without } from "./edits.ts";
import { bytesOf, FileUnreadable, readFiles } from "./file.ts";
import { refusalOfFile, unreadKind } from "./file-words.ts";
import { GateClosed } from "./gate.ts";
import { heardOf, passesTakeover } from "./heard.ts";
import { lineOf } from "./lines.ts";
import { sayForOperator } from "./operator.ts";
import {
  asksSomething,
  editedOf,
  goesOn,
  isForwardOfChannel,
  isMeant,
  isNamed,
  isSilentIn,
  messageOf,
  moveOf,
  partsOf,
  type Question,
  questionOf,
  stoppedDraftOf,
} from "./question.ts";
import { type Sender, senderOf, textsOf } from "./sender.ts";
import { handleStaff } from "./staff/handle.ts";
import type { Unit } from "./units.ts";

/** Everything that a turn needs. The bot is read again for each unit of a claim. */
export interface Turn {
  claim: Claim;
  bot: BotConfig;
  client: Client;
  chat: ChatHandle;
  engine: Engine;
  /** What the unit costs upstream in this turn. */
  cost: Cost;
  /** The bot's policy in groups; `bot.groups` is that of this group. */
  ownGroups: GroupPolicy;
}

/** Bytes of files in memory at once, in this process; a tenant gets half of them. */
const FILE_BYTES = 128 * 1024 * 1024;
const FILES_WAIT_MS = 30_000;

/** Waits for the question's turn among those of the person, the chat, the bot and the tenant. */
async function enter({ bot, claim, chat, engine }: Turn, files: readonly FileRef[], personId: number) {
  const { allowances, id, tenantId } = bot;
  const share = (scope: AllowanceScope, key: string) => ({ key, limit: allowances[scope].atOnce, weight: 1 });
  const weight = bytesOf(files);
  const shares = [
    share("person", `${id} person ${personId}`),
    share("chat", `${id} chat ${claim.chatId}`),
    share("bot", id),
    share("tenant", tenantId),
    { key: "bytes", limit: FILE_BYTES, weight },
    { key: `${tenantId} bytes`, limit: FILE_BYTES / 2, weight },
  ];
  const limitMs = weight > 0 ? FILES_WAIT_MS : undefined;
  try {
    return { leave: await engine.gate.enter(shares, chat.signal, limitMs), tooMany: false };
  } catch (error) {
    if (error instanceof GateClosed) return { leave: () => undefined, tooMany: true };
    throw error;
  }
}

/** The conversation as the statement that stored the unit read it, if it did; else opened now. */
async function conversationFor(
  claim: Claim,
  { title, username }: Pick<Sender, "title" | "username">,
  unit: Unit,
  signal: AbortSignal,
): Promise<Conversation> {
  const { opened } = claim;
  delete claim.opened;
  const isFresh = unit.every(({ tries }) => tries === 1);
  const isSame = opened && ["", opened.title].includes(title) && ["", opened.username].includes(username);
  if (isSame && isFresh) return conversationOf(opened);
  return patiently(() => openConversation(placeOf(claim), title, unit[0].id, username), signal);
}

/** Asks for a summary of what is older, if there is much. It begins after the answer is settled, and costs it nothing. */
function noteAnswer(
  { bot, engine: { summaries, correction } }: Turn,
  conversation: Conversation,
  { state, question, text: answer }: AnswerRecord,
): void {
  if (state !== "answered") return;
  const { id: botId, tenantId } = bot;
  summaries.earn(tenantId);
  if (!isSummaryDue(conversation, { question, answer }, bot, correction)) return;
  summaries.want({ tenantId, botId, conversationId: conversation.id });
}

/** Where the conversation is now: its group may have become a supergroup while the update waited. */
const placeOf = ({ tenantId, botId, chatId, threadId, movedTo }: Claim): ConversationRef => ({
  ...{ tenantId, botId, threadId },
  chatId: movedTo ?? chatId,
});

const askerParts = (message: AnyMessage): Part[] => {
  const text = askerLine(message);
  return text === null ? [] : [{ text }];
};

/** The one thing that is heard in a group whose administrators have silenced the bot. Its owner's choice stays. */
const choosesPolicy = ({ text = "" }: AnyMessage, { bot, ownGroups }: Turn): boolean =>
  ownGroups !== "off" && commandIn(text, bot.username)?.name === POLICY_COMMAND;

/** @returns the answer to record, if the unit asks something; or what an operator hears of it */
export async function handleUnit(
  turn: Turn,
  unit: Unit,
  rest: readonly Unit[],
  stopped: boolean,
): Promise<Handled> {
  const { claim, bot, client, chat, engine, cost } = turn;
  const operator = operatorOf(unit[0].update);
  if (operator) {
    await sayForOperator(turn, operator);
    return {};
  }
  const service = messageOf(unit[0].update);
  const move = service && moveOf(service);
  if (move) {
    await patiently(() => moveChat(claim, move.from, move.to), chat.signal);
    if (move.from === claim.chatId) claim.movedTo = move.to;
    return {};
  }
  if (await handleStaff(turn, unit)) return {};
  // The answer that it ends has ended before.
  if (stoppedDraftOf(unit[0].update) !== null) return {};
  const isBusiness = isBusinessThread(claim.threadId);
  if (
    !isBusiness &&
    ((await handleConnection(turn, unit[0].update)) || (await handleOwner(turn, unit[0].update)))
  )
    return {};
  const opening = (who: Pick<Sender, "title" | "username">) => conversationFor(claim, who, unit, chat.signal);
  const business = isBusiness ? await handleBusiness(turn, unit, rest, opening) : null;
  if (business && "handled" in business) return business.handled;
  const asks = business?.question ?? null;
  const edited = editedOf(unit[0].update);
  const anew = asks ? asks.anew : edited ? await askedAnew(turn, unit[0], edited) : null;
  if (edited && !anew) return {};
  const current = currentOf(asks?.unit ?? unit);
  /** Whatever was deleted since: a next try must find what this one has stored. */
  const [first] = currentOf(unit);
  const given = current.at(-1) ?? current[0];
  const update = anew ? ({ ...given.update, message: anew.messages.at(-1) } as Update) : given.update;
  const said = messageOf(update);
  const reaction = verdictOf(update);
  if (reaction) {
    await patiently(() => recordReaction(claim, reaction), chat.signal);
    return {};
  }
  if (said && (isForwardOfChannel(said) || (isSilentIn(said, bot) && !choosesPolicy(said, turn)))) return {};
  const sender = senderOf(update);
  const { languageCode } = sender;
  const opened = asks?.conversation ?? (await opening(sender));
  // What an operator heard of it is changed already.
  if (opened.taken && anew) return {};
  if (opened.taken && !passesTakeover(current)) return { heard: heardOf(bot, current, opened.id) };
  const conversation = anew && !asks ? without(opened, anew) : opened;
  const wrote = conversation.history.filter(({ author }) => author === "user").map(({ text }) => text);
  const locale = tongueAmong(
    bot.speech.languages,
    {
      chosen: conversation.locale,
      code: languageCode,
      wrote: [...textsOf(anew ? [{ update }] : current), ...wrote.reverse()],
    },
    bot.locale,
  );
  const speak = say(locale);
  let record: AnswerRecord | undefined;
  const says = asks && answersInBusiness(turn, current, asks, first);
  /** What the bot itself says. */
  const sayText = async (text: string) => {
    if (!says) await sendText(chat, { text, entities: [] });
  };

  async function answer(instead?: string): Promise<void> {
    const messages = anew?.messages ?? current.flatMap((each) => messageOf(each.update) ?? []);
    const last = messages.at(-1);
    if (!last || !messages.some(asksSomething)) return;
    if (instead === undefined && !messages.some((message) => isMeant(message, bot))) return;
    const read = questionOf(messages, bot);
    const question = read && instead !== undefined ? { ...read, text: instead, prompt: instead } : read;
    // Not to every sticker of a group all of which it answers.
    if (!question?.speaks && instead === undefined && !messages.some((each) => isNamed(each, bot))) return;
    if (!question || question.unread !== null) {
      await sayText(unreadKind(speak, question?.unread ?? null));
      return;
    }
    const { leave, tooMany } = await enter(turn, question.files, authorOf(last)?.id ?? claim.chatId);
    if (tooMany) {
      await sayText(speak("filesBusy"));
      return;
    }
    try {
      await answerIn(question, messages, last);
    } finally {
      leave();
    }
  }

  async function answerIn(question: Question, messages: AnyMessage[], last: AnyMessage): Promise<void> {
    const read = await readFiles(chat, question.files, bot.tenantId).catch((error: unknown) => {
      const refusal = refusalOfFile(speak, error);
      if (refusal !== null) return refusal;
      // Telegram's trouble that lasts is about the file.
      const since = now() - unit[0].receivedAt.getTime();
      if (isBotFault(error) && !isTokenRefused(error) && since > FAULT_MS) throw new FileUnreadable();
      throw error;
    });
    if (typeof read === "string") {
      await sayText(read);
      return;
    }
    const asked = {
      claim,
      bot,
      chat,
      locale,
      say: speak,
      conversation,
      line: lineOf(unit[0].update),
      updateId: anew?.updateId ?? unit[0].id,
      spent: spentBefore(unit),
      cost,
      question: question.text,
      prompt: triedPromptOf(claim.chatId, update) ?? bot.prompt,
      parts: [...askerParts(last), ...partsOf(question, read)],
      asked: messages.map(({ message_id }) => message_id),
      pointing: last.chat.type !== "private",
      business: says?.asked,
      receivedAt: unit[0].receivedAt,
      spoken: bot.speech.voice && messages.some(({ voice }) => voice) && !isPageChat(claim.chatId),
      stopped,
      goesOn(next: Update) {
        const message = messageOf(next);
        if (anew || !message) return false;
        return unit.every(({ failures }) => failures === 0) && goesOn(last, message);
      },
      isChangedBy(next: Update) {
        const gone = deletedInBusiness(next)?.message_ids ?? [];
        if (messages.some(({ message_id }) => gone.includes(message_id))) return true;
        const changed = editedOf(next);
        const before = messages.find(({ message_id }) => message_id === changed?.message_id);
        return changed !== undefined && before !== undefined && saysAnother(before, changed);
      },
    };
    record = await ask(asked, engine);
    noteAnswer(turn, conversation, record);
  }

  if (says) return says.handled(answer, () => record);
  const choosePolicy = (policy: GroupPolicy) => {
    claim.policy = policy;
    return keepPolicy(placeOf(claim), policy);
  };
  bindContext(update, {
    ...{ bot, conversation: placeOf(claim), chat, locale, say: speak, answer },
    ...{ ownGroups: turn.ownGroups, choosePolicy },
  });
  await client.telegraf.handleUpdate(update);
  return { answer: record };
}
