// What the staff writes in a topic: to the person, by the way of the dashboard's words; among themselves; or a command.
import { createHash } from "node:crypto";
import type { Context } from "#lib/context.ts";
import { fileInMessage } from "#lib/conversations/message-file.ts";
import {
  changeSaid,
  handBack,
  noteAsOperator,
  sayAsOperator,
  takeOver,
} from "#lib/conversations/takeover.ts";
import { whoHas } from "#lib/conversations/who-has.ts";
import { AppError } from "#lib/errors.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { staffMember } from "#lib/staff/links.ts";
import { type StaffWords, staffWords } from "#lib/staff/words.ts";
import { sendText } from "../../telegram/send.ts";
import { type AnyMessage, kindOf } from "../content.ts";
import { isAnonymous } from "./link.ts";
import type { StaffTurn } from "./post.ts";
import { conversationOfTopic } from "./topics.ts";

const NOTE = "//";

/** The same for the same message of Telegram's, so that a try after a crash stores nothing twice. */
function idOf({ claim }: StaffTurn, { message_id }: AnyMessage): string {
  const hash = createHash("sha256").update(`${claim.botId} ${claim.chatId} ${message_id}`).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

const textOf = (message: AnyMessage): string => message.text ?? message.caption ?? "";

/** A reply to a person of the staff. Every message of a topic replies to the one that made it, which is the bot's. */
function isAmongStaff({ bot }: StaffTurn, { reply_to_message: replied }: AnyMessage): boolean {
  return replied !== undefined && !("forum_topic_created" in replied) && replied.from?.id !== bot.telegramId;
}

const isNote = (turn: StaffTurn, message: AnyMessage) =>
  textOf(message).startsWith(NOTE) || isAmongStaff(turn, message);

const commandOf = ({ text = "" }: AnyMessage): string | null =>
  /^\/([a-z_]+)(?:@\w+)?(?:\s|$)/i.exec(text)?.[1]?.toLowerCase() ?? null;

/** Somebody has closed the topic by hand: it is done, which the bot must know. */
const endsTopic = (message: AnyMessage) => "forum_topic_closed" in message;

interface Speaker {
  context: Context;
  conversationId: string;
}

/** @throws AppError "conversation_taken" */
async function say(
  turn: StaffTurn,
  { context, conversationId }: Speaker,
  message: AnyMessage,
): Promise<void> {
  const file = fileInMessage(message) ?? undefined;
  const said = {
    ...{ conversationId, messageId: idOf(turn, message), text: textOf(message) },
    ...{ file, staffMessageId: message.message_id },
  };
  try {
    await sayAsOperator(context, said);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conversation_back")) throw error;
    // The first word takes it over.
    await takeOver(context, conversationId, null);
    await sayAsOperator(context, said);
  }
}

/** @returns what to say in the topic; null: nothing */
async function carryOut(
  turn: StaffTurn,
  speaker: Speaker,
  message: AnyMessage,
  t: StaffWords,
): Promise<string | null> {
  const { context, conversationId } = speaker;
  const command = commandOf(message);
  if (command === "back" || endsTopic(message)) {
    await handBack(context, conversationId);
    return null;
  }
  if (command === "take") {
    await takeOver(context, conversationId, await whoHas(context, conversationId));
    return null;
  }
  if (command !== null) return t("message.opened");
  if (isNote(turn, message)) {
    const note = { messageId: idOf(turn, message), staffMessageId: message.message_id };
    const text = textOf(message).replace(NOTE, "");
    if (text.trim()) await noteAsOperator(context, { conversationId, text, ...note });
    return null;
  }
  if (message.text === undefined && !fileInMessage(message)) return t("message.unknownKind");
  await say(turn, speaker, message);
  return null;
}

const faultOf = (error: unknown, message: AnyMessage, t: StaffWords): string | null => {
  if (!(error instanceof AppError)) throw error;
  switch (error.code) {
    case "conversation_taken":
      return endsTopic(message) ? null : t("message.takenBy", { name: String(error.values.name ?? "") });
    case "conversation_back":
      return endsTopic(message) ? null : t("message.notMine");
    case "invalid":
      return t("message.tooLong");
    case "not_found":
      return null;
    default:
      throw error;
  }
};

export async function saidInTopic(turn: StaffTurn, message: AnyMessage): Promise<void> {
  const { bot, claim, chat } = turn;
  // In the general topic the staff is among itself.
  if (!("is_topic_message" in message) || (message.from?.is_bot && !isAnonymous(message))) return;
  const isSaid = kindOf(message) !== undefined;
  if (!isSaid && !endsTopic(message)) return;
  const conversationId = await conversationOfTopic(claim, claim.threadId);
  if (!conversationId) return;
  const t = staffWords(localeOf(bot.locale));
  const answer = (text: string) =>
    sendText(
      chat,
      { text, entities: [] },
      { reply_parameters: { message_id: message.message_id, allow_sending_without_reply: true } },
    );
  const context =
    message.from && !isAnonymous(message) ? await staffMember(bot.tenantId, message.from.id) : null;
  if (!context) {
    // What stays among them needs no account.
    if (endsTopic(message) || isNote(turn, message)) return;
    const { from } = message;
    await answer(
      isAnonymous(message) || !from
        ? t("message.anonymous")
        : t("message.stranger", { name: from.first_name }),
    );
    return;
  }
  const fault = await carryOut(turn, { context, conversationId }, message, t).catch((error: unknown) =>
    faultOf(error, message, t),
  );
  if (fault) await answer(fault);
}

/** The author has changed it: what was said to the person is changed there. */
export async function changedInTopic(turn: StaffTurn, message: AnyMessage): Promise<void> {
  const { bot } = turn;
  const context = message.from ? await staffMember(bot.tenantId, message.from.id) : null;
  if (context)
    await changeSaid(context, idOf(turn, message), textOf(message).replace(new RegExp(`^${NOTE}`), ""));
}
