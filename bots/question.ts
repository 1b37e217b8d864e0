// What an update asks: text, or a file with a caption, in the words and parts of the provider.
import type { Message, Update } from "telegraf/types";
import type { Part } from "#lib/gemini/request.ts";

export interface FileRef {
  fileId: string;
  mimeType: string;
  /** Bytes, where Telegram says. */
  size: number | null;
}

export interface Question {
  /** What is kept and shown; for a file without a caption its kind in brackets. */
  text: string;
  file: FileRef | null;
}

type AnyMessage = Partial<
  Message.TextMessage &
    Message.PhotoMessage &
    Message.VoiceMessage &
    Message.AudioMessage &
    Message.DocumentMessage
> &
  Message.CommonMessage;

export const messageOf = (update: Update): AnyMessage | undefined =>
  "message" in update ? (update.message as AnyMessage) : undefined;

const readable = /^(image\/|audio\/|video\/|text\/|application\/(pdf|json|xml|rtf))/;

function fileOf(message: AnyMessage): (FileRef & { kind: string }) | null {
  const { photo, voice, audio, document } = message;
  const largest = photo?.at(-1);
  if (largest) {
    return {
      kind: "photo",
      fileId: largest.file_id,
      mimeType: "image/jpeg",
      size: largest.file_size ?? null,
    };
  }
  const sound = voice ?? audio;
  if (sound) {
    const mimeType = sound.mime_type ?? "audio/ogg";
    return {
      kind: voice ? "voice" : "audio",
      fileId: sound.file_id,
      mimeType,
      size: sound.file_size ?? null,
    };
  }
  if (document && readable.test(document.mime_type ?? "")) {
    const { file_id, mime_type, file_size } = document;
    return {
      kind: document.file_name ?? "document",
      fileId: file_id,
      mimeType: mime_type!,
      size: file_size ?? null,
    };
  }
  return null;
}

/** @returns null where the message is of a kind that no model reads. */
export function questionOf(message: AnyMessage): Question | null {
  if (message.text !== undefined) return { text: message.text, file: null };
  const file = fileOf(message);
  if (!file) return null;
  return { text: message.caption ?? `[${file.kind}]`, file };
}

/** Service messages (joined, pinned…) ask nothing. */
export function asksSomething(message: AnyMessage): boolean {
  const kinds = [
    "text",
    "photo",
    "voice",
    "audio",
    "document",
    "video",
    "video_note",
    "sticker",
    "animation",
    "location",
  ];
  return kinds.some((kind) => kind in message);
}

/** In a group the bot answers where it is meant: mentioned, replied to, or commanded. */
export function isMeant(message: AnyMessage, bot: { telegramId: number; username: string }): boolean {
  if (message.chat.type === "private") return true;
  const reply = message.reply_to_message;
  if (reply?.from?.id === bot.telegramId) return true;
  const text = message.text ?? message.caption ?? "";
  return text.toLowerCase().includes(`@${bot.username.toLowerCase()}`);
}

/** Whether several of them in a row may be answered as one. */
export function isPlainText(message: AnyMessage): boolean {
  return message.text !== undefined && !message.text.startsWith("/");
}

export const partsOf = (question: Question, data: string | null): Part[] => [
  ...(question.file && data !== null ? [{ inlineData: { mimeType: question.file.mimeType, data } }] : []),
  { text: question.text },
];
