// An operator's message: sent through the bot in its place in the lane, once.
import { TelegramError } from "telegraf";
import { readFilePieces } from "#lib/conversations/files.ts";
import { type FileKind, fileKinds } from "#lib/conversations/message-file.ts";
import { findOperatorMessage, type OperatorMessage } from "#lib/conversations/operator-message.ts";
import type { OperatorAct } from "#lib/conversations/operator-update.ts";
import type { Claim } from "../queue/claims.ts";
import { isSent, notSent, type SentMessage } from "../queue/record-operator.ts";
import { isBotFault } from "../telegram/call.ts";
import {
  ChatClosed,
  type ChatHandle,
  editCaption,
  editText,
  MessageRefused,
  sendFile,
  sendText,
  withdraw,
} from "../telegram/send.ts";
import { expireDrafts } from "./business/drafts.ts";
import { takingBack } from "./take-back.ts";

interface Sending {
  claim: Claim;
  chat: ChatHandle;
}

/** Refused for good: for what it says, or by the chat. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof ChatClosed ||
  error instanceof MessageRefused ||
  (error instanceof TelegramError && !isBotFault(error));

const fileKindOf = ({ kind }: OperatorMessage): FileKind | undefined =>
  fileKinds.find((each) => each === kind);

/** @returns null: the file is not complete */
async function send(
  { claim, chat }: Sending,
  id: string,
  message: OperatorMessage,
): Promise<SentMessage | null> {
  const { text, fileName, fileId } = message;
  const kind = fileKindOf(message);
  if (!kind) return { messageId: await sendText(chat, { text, entities: [] }), fileId: null };
  const content = fileId ?? (await readFilePieces(claim, id));
  return content === null ? null : sendFile(chat, { kind, content, name: fileName ?? kind, caption: text });
}

/** Its author has changed it: the person sees what is stored now. A message that is gone, or refused, stays as it is. */
async function sayAgain(chat: ChatHandle, message: OperatorMessage): Promise<void> {
  const { telegramId, text } = message;
  if (telegramId === null) return;
  const edited = fileKindOf(message)
    ? editCaption(chat, telegramId, text)
    : editText(chat, telegramId, { text, entities: [] });
  await edited.catch((error: unknown) => {
    if (!isRefusal(error) || error instanceof ChatClosed) throw error;
  });
}

/**
 * Sends it and records that at once: a crash between the two repeats it, nothing else does.
 * @throws ChatClosed, or what prevented sending or recording
 */
export async function sayForOperator(
  sending: Sending,
  { messageId: id, edited }: OperatorAct,
): Promise<void> {
  if (id === null) return;
  const { claim, chat } = sending;
  const message = await findOperatorMessage(claim, id);
  if (edited && message?.state === "sent") return sayAgain(chat, message);
  // Whatever waits there for the owner of a connected account is answered with it.
  const over = async () => {
    if (chat.connectionId) await expireDrafts(claim, chat.signal, id);
  };
  // Sent already by a worker that died then; or the person's data was deleted.
  if (message?.state !== "waiting") return over();
  let sent: SentMessage | null;
  try {
    sent = await send(sending, id, message);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const reason = error instanceof TelegramError ? error.description : error.message;
    await notSent(claim, id, reason, chat.signal);
    if (error instanceof ChatClosed) throw error;
    return;
  }
  if (!sent) return notSent(claim, id, "The file is not complete.", chat.signal);
  const { messageId } = sent;
  if (await isSent(claim, id, sent, chat.signal).catch(takingBack(chat, messageId))) return over();
  // Whoever has the lane now does not know of it and sends its own.
  await withdraw(chat, messageId);
  throw new Error("The lane was lost.");
}
