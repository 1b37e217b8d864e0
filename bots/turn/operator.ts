// An operator's message: sent through the bot in its place in the lane, once.
import { TelegramError } from "telegraf";
import { readFilePieces } from "#lib/conversations/files.ts";
import { findOperatorMessage } from "#lib/conversations/operator-message.ts";
import type { Claim } from "../queue/claims.ts";
import { isSent, notSent } from "../queue/record-operator.ts";
import { isBotFault } from "../telegram/call.ts";
import {
  ChatClosed,
  type ChatHandle,
  MessageRefused,
  sendFile,
  sendText,
  withdraw,
} from "../telegram/send.ts";

interface Sending {
  claim: Claim;
  chat: ChatHandle;
}

/** Refused for good: for what it says, or by the chat. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof ChatClosed ||
  error instanceof MessageRefused ||
  (error instanceof TelegramError && !isBotFault(error));

/**
 * Sends it and records that at once: a crash between the two repeats it, nothing else does.
 * @throws ChatClosed, or what prevented sending or recording
 */
export async function sayForOperator({ claim, chat }: Sending, id: string): Promise<void> {
  const message = await findOperatorMessage(claim, id);
  // Sent already by a worker that died then; or the person's data was deleted.
  if (message?.state !== "waiting") return;
  let telegramId: number;
  try {
    const { kind, text, fileName } = message;
    if (kind === "photo" || kind === "document") {
      const bytes = await readFilePieces(claim, id);
      if (!bytes) return await notSent(claim, id, "The file is not complete.", chat.signal);
      telegramId = await sendFile(chat, { kind, bytes, name: fileName ?? kind, caption: text });
    } else telegramId = await sendText(chat, { text, entities: [] });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const reason = error instanceof TelegramError ? error.description : error.message;
    await notSent(claim, id, reason, chat.signal);
    if (error instanceof ChatClosed) throw error;
    return;
  }
  if (await isSent(claim, id, telegramId, chat.signal)) return;
  // Whoever has the lane now does not know of it and sends its own.
  await withdraw(chat, telegramId);
  throw new Error("The lane was lost.");
}
