// What is sent of a broadcast: read once for each claim, since it does not change once it is ordered.
import { type BroadcastButton, OFF_BUTTON } from "#lib/broadcasts/buttons.ts";
import { buttonsIn, textFor } from "#lib/broadcasts/content.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { tongueAmong } from "#lib/messages/tongue.ts";
import { say } from "#lib/messages/translate.ts";
import { tenantDb } from "#lib/tenant-db.ts";
import type { BroadcastClaim, Receiver } from "./runs.ts";

export interface BroadcastMessage {
  text: string;
  buttons: readonly BroadcastButton[];
  /** What Telegram calls the picture, or its bytes as long as it does not know it; null: none. */
  picture: string | File | null;
  /** What is shown as the reason why it does not go on. */
  trouble: string | null;
  /** Waits for a preview to this chat; null: none. */
  testChatId: number | null;
}

/** @returns null: it was deleted */
export async function readMessage({
  tenantId,
  broadcastId,
}: BroadcastClaim): Promise<BroadcastMessage | null> {
  const found = await tenantDb({ tenantId }).broadcast.findFirst({ where: { tenantId, id: broadcastId } });
  if (!found) return null;
  const { text, pictureName, fileId, trouble, testChatId } = found;
  return {
    ...{ text, trouble, buttons: buttonsIn(found.buttons) },
    picture:
      pictureName === null ? null : (fileId ?? (await readPicture({ tenantId, broadcastId }, pictureName))),
    testChatId: testChatId === null ? null : Number(testChatId),
  };
}

async function readPicture(where: { tenantId: string; broadcastId: string }, name: string): Promise<File> {
  const pieces = await tenantDb(where).broadcastPicture.findMany({ where, orderBy: { position: "asc" } });
  return new File(
    pieces.map(({ bytes }) => bytes),
    name,
  );
}

/** Telegram's name of the picture, once it is known. */
export async function keepFileId({ tenantId, broadcastId }: BroadcastClaim, fileId: string): Promise<void> {
  await tenantDb({ tenantId }).broadcast.updateMany({
    where: { tenantId, id: broadcastId },
    data: { fileId },
  });
}

/** The call that sends it. In a form, which a file needs, objects are JSON. */
export function callFor(
  { text: markdown, buttons, picture }: BroadcastMessage,
  { chatId, name, locale }: Receiver,
  { speech: { languages }, locale: usual }: BotConfig,
): { method: string; payload: object } {
  const { text, entities } = textFor(markdown, name);
  const speak = say(tongueAmong(languages, { chosen: locale, code: undefined, wrote: [] }, usual));
  const rows = [
    ...buttons.map((button) => [{ text: button.text, url: button.url }]),
    [{ text: speak("broadcastsOff"), callback_data: OFF_BUTTON }],
  ];
  const markup = { inline_keyboard: rows };
  if (picture === null)
    return { method: "sendMessage", payload: { chat_id: chatId, text, entities, reply_markup: markup } };
  const inForm = (value: object) => (typeof picture === "string" ? value : JSON.stringify(value));
  const words = { caption: text, caption_entities: inForm(entities) };
  const payload = { chat_id: chatId, photo: picture, ...words, reply_markup: inForm(markup) };
  return { method: "sendPhoto", payload };
}
