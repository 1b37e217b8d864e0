// Calls to one chat, with handling of Telegram's refusals. At least once: the Bot API has no idempotency key.

import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { progress } from "../progress.ts";
import type { Hold } from "../queue/hold.ts";
import { callApi, type Telegram } from "./call.ts";
import type { Pacer } from "./pacer.ts";

/** The person blocked the bot, or the bot left the group: nobody would read an answer. */
export class ChatClosed extends Error {
  constructor(description: string) {
    super(description);
    this.name = "ChatClosed";
  }
}

export interface Chat {
  telegram: Telegram;
  pacer: Pacer;
  chatId: number;
  threadId: number;
  signal: AbortSignal;
  /** Whether the chat's lane is surely ours; calls wait until it is. */
  hold: Hold;
}

/** Time limit for retrying Telegram's 5xx, which may be about the message. A network that is away has no limit. */
const FAULT_MS = 600_000;
const CALL_MS = 30_000;

const closed =
  /chat not found|chat_write_forbidden|not enough rights|have no rights|upgraded to a supergroup|PEER_ID_INVALID/i;

/** Calls in the chat's turn while we hold its lane; waits out flood limits and network failures. @throws ChatClosed, TelegramError */
export async function callChat<T>(chat: Chat, method: string, payload: object): Promise<T> {
  const { telegram, pacer, chatId, threadId, signal, hold } = chat;
  const thread = threadId && method === "sendMessage" ? { message_thread_id: threadId } : {};
  const startedAt = now();
  for (let tries = 1; ; tries++) {
    await pacer.turn(chatId, signal);
    await hold.untilSure(signal);
    try {
      return await callApi<T>(telegram, method, { chat_id: chatId, ...thread, ...payload }, signal, CALL_MS);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TelegramError) {
        const { code, description, parameters } = error;
        if (code === 429) {
          pacer.block(chatId, parameters?.retry_after ?? 1);
          continue;
        }
        if (code === 403 || closed.test(description)) throw new ChatClosed(description);
        if (code < 500 || now() - startedAt > FAULT_MS) throw error;
      }
      progress.mark();
      await sleep(Math.min(250 * 2 ** tries, 10_000), undefined, { signal });
    }
  }
}

const describes = (error: unknown, pattern: RegExp) =>
  error instanceof TelegramError && pattern.test(error.description);

/** Sends with entities; as plain text if Telegram rejects them. */
async function withEntities<T>(rendered: Rendered, send: (payload: object) => Promise<T>): Promise<T> {
  const { text, entities } = rendered;
  try {
    return await send({ text, entities });
  } catch (error) {
    if (!describes(error, /can't parse entities|ENTITY_|entity/i)) throw error;
    return send({ text });
  }
}

/** Sends a message. @returns its id */
export async function sendText(chat: Chat, rendered: Rendered, extra: object = {}): Promise<number> {
  const { message_id } = await withEntities(rendered, (payload) =>
    callChat<{ message_id: number }>(chat, "sendMessage", { ...payload, ...extra }),
  );
  return message_id;
}

/** Edits a message. @returns false: the message is gone */
export async function editText(chat: Chat, messageId: number, rendered: Rendered): Promise<boolean> {
  try {
    await withEntities(rendered, (payload) =>
      callChat(chat, "editMessageText", { message_id: messageId, ...payload }),
    );
    return true;
  } catch (error) {
    if (describes(error, /message is not modified/i)) return true;
    if (describes(error, /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i))
      return false;
    throw error;
  }
}

const WITHDRAW_MS = 10_000;

/** Deletes a message of ours that is recorded nowhere. Best effort; needs no lane, since nobody else knows of it. */
export async function withdraw({ telegram, chatId }: Chat, messageId: number): Promise<void> {
  const payload = { chat_id: chatId, message_id: messageId };
  const signal = new AbortController().signal;
  await callApi(telegram, "deleteMessage", payload, signal, WITHDRAW_MS).catch(() => undefined);
}
