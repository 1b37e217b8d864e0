// Sends a broadcast to one person, once. What Telegram says decides whether the person, the message or the bot is at fault.
import { TelegramError } from "telegraf";
import { fileInMessage } from "#lib/conversations/message-file.ts";
import { keptRefusal } from "#lib/conversations/refusal.ts";
import { toText } from "#lib/storable.ts";
import { callApi, isTokenRefused, TelegramAway } from "../telegram/call.ts";
import type { Client } from "../telegram/client.ts";
import { isChatClosed } from "../telegram/send.ts";

export type BroadcastDelivery =
  /** `fileId`: what Telegram calls the picture. */
  | { kind: "sent"; messageId: number; fileId: string | null }
  /** `refusal`: what is kept of it in the conversation (keptRefusal). */
  | { kind: "blocked"; refusal: string | null }
  /** Telegram refuses the message for this person, or for everybody. */
  | { kind: "refused"; reason: string }
  /** 429: of the chat or of the bot, which Telegram does not say. */
  | { kind: "flood"; seconds: number }
  | { kind: "token"; reason: string }
  /** Telegram or the network is away: nobody knows whether it was sent, if it was. */
  | { kind: "away"; reason: string };

/** A worker that is to stop waits for it: without an answer it would be sent once more. */
const CALL_MS = 15_000;

export async function deliver(
  { telegraf: { telegram } }: Client,
  { method, payload }: { method: string; payload: object },
): Promise<BroadcastDelivery> {
  const { signal } = new AbortController();
  try {
    const sent = await callApi<{ message_id: number }>(telegram, method, payload, signal, CALL_MS);
    return { kind: "sent", messageId: sent.message_id, fileId: fileInMessage(sent)?.fileId ?? null };
  } catch (error) {
    if (error instanceof TelegramAway) return { kind: "away", reason: error.message };
    if (!(error instanceof TelegramError)) throw error;
    const { code, description: reason, parameters } = error;
    if (code === 429) return { kind: "flood", seconds: parameters?.retry_after ?? 1 };
    if (isTokenRefused(error)) return { kind: "token", reason };
    if (isChatClosed(error)) return { kind: "blocked", refusal: keptRefusal(toText(reason)) };
    return code >= 500 || code === 409 ? { kind: "away", reason } : { kind: "refused", reason };
  }
}

/** Deletes a message that is recorded nowhere. Best effort. */
export async function takeBack(
  { telegraf: { telegram } }: Client,
  { chatId, messageId }: { chatId: number; messageId: number },
): Promise<void> {
  const { signal } = new AbortController();
  const payload = { chat_id: chatId, message_id: messageId };
  await callApi(telegram, "deleteMessage", payload, signal, CALL_MS).catch(() => undefined);
}
