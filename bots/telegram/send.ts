// Calls to one chat, with handling of Telegram's refusals. At least once: the Bot API has no idempotency key.

import { setTimeout as sleep } from "node:timers/promises";
import { TelegramError } from "telegraf";
import { type FileKind, fileInMessage } from "#lib/conversations/message-file.ts";
import { refusalOf } from "#lib/conversations/refusal.ts";
import { systemClock } from "#lib/fallback/index.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { progress } from "../progress.ts";
import type { WaitKind } from "../queue/chat-facts.ts";
import type { Hold } from "../queue/hold.ts";
import { type Caller, callApi, callIfKnown } from "./call.ts";
import type { Pacer } from "./pacer.ts";

/** The chat refuses the bot for good: it is blocked or removed, may not write, or the topic is closed or gone. */
export class ChatClosed extends Error {
  constructor(description: string) {
    super(description);
    this.name = "ChatClosed";
  }
}

export interface ChatHandle {
  telegram: Caller;
  pacer: Pick<Pacer, "begin" | "free" | "isHeld" | "turn" | "block" | "hold" | "drafts">;
  chatId: number;
  threadId: number;
  /** Of the account as which the bot writes there; empty: the account is not known, so nothing may be sent. */
  connectionId?: string;
  signal: AbortSignal;
  /** Whether the chat's lane is surely ours; calls wait until it is. */
  hold: Hold;
  /** The group has become this supergroup: what belongs to it follows. */
  moved?(to: number): Promise<void>;
  /** Asked right before each call, after all waiting; may be asked again. Its error prevents the call. */
  beforeCall?(): Promise<void>;
  /** Keeps what Telegram has asked to wait, for the worker that has the chat next. Neither throws nor waits. */
  keepWait?(what: WaitKind, seconds: number): void;
}

/** Telegram has answered 429. */
export function waitFor(chat: ChatHandle, what: WaitKind, { parameters }: TelegramError): void {
  const seconds = parameters?.retry_after ?? 1;
  if (what === "sends") chat.pacer.block(chat.chatId, seconds);
  else chat.pacer.hold(chat.chatId, seconds);
  chat.keepWait?.(what, seconds);
}

/** Telegram answers 5xx to this message for ever, and not to other calls. */
export class MessageRefused extends Error {
  constructor(description: string) {
    super(description);
    this.name = "MessageRefused";
  }
}

/** After this long, Telegram's 5xx may be about the message. A network that is away has no limit. */
export const FAULT_MS = 600_000;
const CALL_MS = 30_000;
const LATE_REPLY_MS = 3_000;

/** Goes on in the supergroup, if the group has become one. @returns whether it has */
async function follows(chat: ChatHandle, { parameters }: TelegramError): Promise<boolean> {
  const to = (parameters as { migrate_to_chat_id?: number } | undefined)?.migrate_to_chat_id;
  if (to === undefined || to === chat.chatId || !chat.moved) return false;
  await chat.moved(to);
  chat.chatId = to;
  return true;
}

const pointingNowhere = (payload: object) =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => name !== "reply_parameters"));

const messageGone = () =>
  new TelegramError({ error_code: 400, description: "Bad Request: message to edit not found" });

/** Whether the chat refuses the bot for good. */
export const isChatClosed = ({ code, description }: TelegramError): boolean =>
  code === 403 || refusalOf(description) !== "message";

/** Whether Telegram serves the bot otherwise. */
const isServed = (telegram: Caller, signal: AbortSignal): Promise<boolean> =>
  callApi(telegram, "getMe", {}, signal, CALL_MS).then(
    () => true,
    () => false,
  );

/**
 * Aborts some seconds after `signal`: a call under way is not cut off at once, since without its reply nobody knows the
 * message's id, and so could neither edit nor delete it.
 */
function lateAfter(signal: AbortSignal): { signal: AbortSignal; forget(): void } {
  const late = new AbortController();
  const abort = () => setTimeout(() => late.abort(signal.reason), LATE_REPLY_MS).unref();
  signal.addEventListener("abort", abort, { once: true });
  return { signal: late.signal, forget: () => signal.removeEventListener("abort", abort) };
}

/** Where the call is made: in a chat or topic of the bot's own, or as a connected account, which has methods of its own. */
function placed({ chatId, threadId, connectionId }: ChatHandle, method: string, payload: object) {
  if (connectionId === undefined) {
    const thread = threadId && method.startsWith("send") ? { message_thread_id: threadId } : {};
    return { method, call: { chat_id: chatId, ...thread, ...payload } };
  }
  // In the bot's own chat with the same person nobody expects it.
  if (connectionId === "") throw new ChatClosed("business connection not found");
  const as = { business_connection_id: connectionId };
  if (method !== "deleteMessage") return { method, call: { chat_id: chatId, ...as, ...payload } };
  const { message_id } = payload as { message_id: number };
  return { method: "deleteBusinessMessages", call: { ...as, message_ids: [message_id] } };
}

/**
 * Calls in the chat's turn while we hold its lane; waits out flood limits, Telegram's 5xx and network failures.
 * @throws ChatClosed, MessageRefused, TelegramError
 */
export async function callChat<T>(chat: ChatHandle, method: string, payload: object): Promise<T> {
  const { telegram, pacer, signal, hold } = chat;
  let asked: object = payload;
  const startedAt = systemClock.now();
  for (let tries = 1; ; tries++) {
    const { chatId } = chat;
    await pacer.turn(chatId, signal);
    do {
      await hold.untilSure(signal);
      await chat.beforeCall?.();
    } while (!hold.sure);
    const late = lateAfter(signal);
    try {
      const { method: called, call } = placed(chat, method, asked);
      return await callApi<T>(telegram, called, call, late.signal, CALL_MS);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TelegramError) {
        const { code, description } = error;
        if (code === 429) {
          waitFor(chat, "sends", error);
          continue;
        }
        if (await follows(chat, error)) {
          // The messages of the group are not the supergroup's.
          if (!method.startsWith("send")) throw messageGone();
          asked = pointingNowhere(payload);
          continue;
        }
        if (isChatClosed(error)) throw new ChatClosed(description);
        if (code < 500) throw error;
        if (systemClock.now() - startedAt > FAULT_MS && (await isServed(telegram, signal)))
          throw new MessageRefused(description);
      }
      progress.mark();
      await sleep(Math.min(250 * 2 ** tries, 10_000), undefined, { signal });
    } finally {
      late.forget();
    }
  }
}

/** Optional, and out of turn: lasts for 5 s. Never rejects. */
export function sendTyping(chat: ChatHandle): Promise<void> {
  if (chat.connectionId === "") return Promise.resolve();
  const { method, call } = placed(chat, "sendChatAction", { action: "typing" });
  return callIfKnown(chat.telegram, method, call, chat.signal);
}

const describes = (error: unknown, pattern: RegExp) =>
  error instanceof TelegramError && pattern.test(error.description);

/** Telegram's refusals for an entity's sake: "can't parse entities", ENTITIES_TOO_LONG, "entity URL … is invalid", 413. */
const refusesEntities = /entit(?:y|ies)/i;

/** Sends with entities; as plain text if Telegram rejects them. */
export async function withEntities<T>(rendered: Rendered, send: (payload: object) => Promise<T>): Promise<T> {
  const { text, entities } = rendered;
  try {
    return await send({ text, entities });
  } catch (error) {
    if (entities.length === 0 || !describes(error, refusesEntities)) throw error;
    return send({ text });
  }
}

/** Telegram does not fetch the message's links. */
export const NO_PREVIEW = { link_preview_options: { is_disabled: true } };

/** Sends a message. @returns its id */
export async function sendText(chat: ChatHandle, rendered: Rendered, extra: object = {}): Promise<number> {
  const { message_id } = await withEntities(rendered, (payload) =>
    callChat<{ message_id: number }>(chat, "sendMessage", { ...payload, ...extra }),
  );
  return message_id;
}

/** Sends a message of blocks (Bot API 10.1). @returns its id */
export async function sendRich(chat: ChatHandle, blocks: readonly object[], extra: object): Promise<number> {
  const payload = { rich_message: { blocks }, ...extra };
  const { message_id } = await callChat<{ message_id: number }>(chat, "sendRichMessage", payload);
  return message_id;
}

/** Makes a message one of blocks. @returns false: the message is gone */
export const editRich = (chat: ChatHandle, messageId: number, blocks: readonly object[]): Promise<boolean> =>
  edited(() => callChat(chat, "editMessageText", { message_id: messageId, rich_message: { blocks } }));

const fileMethods: Record<FileKind, string> = {
  photo: "sendPhoto",
  voice: "sendVoice",
  audio: "sendAudio",
  video: "sendVideo",
  video_note: "sendVideoNote",
  animation: "sendAnimation",
  sticker: "sendSticker",
  document: "sendDocument",
};

/** Whether a file of the kind may have words under it. */
export const hasCaption = (kind: FileKind): boolean => kind !== "video_note" && kind !== "sticker";

/** @param file.content the bytes, or the id that Telegram gave this bot for it */
export async function sendFile(
  chat: ChatHandle,
  file: { kind: FileKind; content: Buffer | string; name: string; caption: string },
): Promise<{ messageId: number; fileId: string | null }> {
  const { kind, content, name, caption } = file;
  const payload = {
    [kind]: typeof content === "string" ? content : new File([new Uint8Array(content)], name),
    ...(caption && hasCaption(kind) && { caption }),
  };
  const sent = await callChat<{ message_id: number }>(chat, fileMethods[kind], payload);
  return { messageId: sent.message_id, fileId: fileInMessage(sent)?.fileId ?? null };
}

/** @param replyTo the message to reply to; null: none @returns the message's id */
export async function sendVoice(
  chat: ChatHandle,
  voice: Buffer,
  seconds: number,
  replyTo: number | null,
): Promise<number> {
  const pointing = { message_id: replyTo, allow_sending_without_reply: true };
  const { message_id } = await callChat<{ message_id: number }>(chat, "sendVoice", {
    voice: new File([new Uint8Array(voice)], "answer.ogg", { type: "audio/ogg" }),
    duration: seconds,
    // In a form, an object is its JSON.
    ...(replyTo !== null && { reply_parameters: JSON.stringify(pointing) }),
  });
  return message_id;
}

/** Edits the words under a file. @returns false: the message is gone */
export const editCaption = (chat: ChatHandle, messageId: number, caption: string): Promise<boolean> =>
  edited(() => callChat(chat, "editMessageCaption", { message_id: messageId, caption }));

/** Edits a message; a voice message, which has no text, is deleted instead. @returns false: the message is gone */
export async function editText(
  chat: ChatHandle,
  messageId: number,
  rendered: Rendered,
  extra: object = {},
): Promise<boolean> {
  try {
    return await edited(() =>
      withEntities(rendered, (payload) =>
        callChat(chat, "editMessageText", { message_id: messageId, ...payload, ...extra }),
      ),
    );
  } catch (error) {
    if (!describes(error, /there is no text in the message to edit/i)) throw error;
    await callChat(chat, "deleteMessage", { message_id: messageId }).catch(() => undefined);
    return false;
  }
}

async function edited(edit: () => Promise<unknown>): Promise<boolean> {
  try {
    await edit();
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
export async function withdraw(chat: ChatHandle, messageId: number): Promise<void> {
  const { method, call } = placed(chat, "deleteMessage", { message_id: messageId });
  const signal = new AbortController().signal;
  await callApi(chat.telegram, method, call, signal, WITHDRAW_MS).catch(() => undefined);
}
