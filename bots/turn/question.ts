// What messages ask: text, or files with a caption, as parts for the provider.
import type { MessageGenerationStopped } from "@grammyjs/types";
import type { Message, MessageEntity, Update } from "telegraf/types";
import { acceptedType } from "#lib/gemini/files.ts";
import type { Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { changedInBusiness, saidInBusiness } from "../queue/business-update.ts";

export interface FileRef {
  fileId: string;
  mimeType: string;
  /** Bytes; null: Telegram does not say. */
  size: number | null;
}

export interface Question {
  /** Stored and shown; for a file without a caption its kind in brackets. */
  text: string;
  files: FileRef[];
  /** Text of the message that the person replied to; in a private chat, where it stands in the history, unless it is the bot's own. */
  quoted: string | null;
}

export type AnyMessage = Partial<
  Message.TextMessage &
    Message.PhotoMessage &
    Message.VoiceMessage &
    Message.AudioMessage &
    Message.DocumentMessage &
    Message.MigrateToChatIdMessage &
    Message.MigrateFromChatIdMessage
> &
  Message.CommonMessage;

/** The bot that a message may address. */
type Me = Pick<BotConfig, "telegramId" | "username">;

/** Also of a person who writes to a connected account. */
export function messageOf(update: Update): AnyMessage | undefined {
  if ("message" in update) return update.message as AnyMessage;
  const said = saidInBusiness(update);
  return said?.by === "person" ? (said.message as unknown as AnyMessage) : undefined;
}

/** The draft that a person has stopped by its button; null: it is another update. */
export const stoppedDraftOf = (update: Update): number | null =>
  "stopped_message_generation" in update
    ? (update.stopped_message_generation as MessageGenerationStopped).draft_id
    : null;

/** The message as it is after a change. */
export const editedOf = (update: Update): AnyMessage | undefined =>
  "edited_message" in update
    ? (update.edited_message as AnyMessage)
    : ((changedInBusiness(update) ?? undefined) as AnyMessage | undefined);

const QUOTE_CHARACTERS = 2_000;

function fileOf(message: AnyMessage): (FileRef & { kind: string }) | null {
  const { photo, voice, audio, document } = message;
  const largest = photo?.at(-1);
  const about = (kind: string, mimeType: string, file: { file_id: string; file_size?: number }) => ({
    kind,
    mimeType,
    fileId: file.file_id,
    size: file.file_size ?? null,
  });
  if (largest) return about("photo", "image/jpeg", largest);
  const given: [kind: string, mimeType: string, file: { file_id: string; file_size?: number } | undefined][] =
    [
      ["voice", voice?.mime_type ?? "audio/ogg", voice],
      ["audio", audio?.mime_type ?? "audio/mp3", audio],
      [document?.file_name ?? "document", document?.mime_type ?? "", document],
    ];
  for (const [kind, type, file] of given) {
    const accepted = acceptedType(type);
    if (file && accepted) return about(kind, accepted, file);
  }
  return null;
}

const entitiesOf = (message: AnyMessage): readonly MessageEntity[] =>
  message.entities ?? message.caption_entities ?? [];

/** The text without mentions of the bot. */
function wordsOf(message: AnyMessage, me: Me): string {
  let words = message.text ?? message.caption ?? "";
  for (const entity of [...entitiesOf(message)].reverse()) {
    const end = entity.offset + entity.length;
    const mention = words.slice(entity.offset, end);
    if (entity.type === "mention" && mention.toLowerCase() === `@${me.username.toLowerCase()}`) {
      words = words.slice(0, entity.offset) + words.slice(end);
    }
  }
  return words.trim();
}

/** What the messages ask together. @returns null: none has a kind that a model reads */
export function questionOf(messages: readonly AnyMessage[], me: Me): Question | null {
  const read = messages.flatMap((message) => {
    const file = fileOf(message);
    if (message.text === undefined && !file) return [];
    return [{ words: wordsOf(message, me), file }];
  });
  if (read.length === 0) return null;
  const text = read.flatMap(({ words, file }) => words || (file ? `[${file.kind}]` : [])).join("\n");
  const replied = messages.at(-1)?.reply_to_message as AnyMessage | undefined;
  // In a group the bot's answers to several people may be under way at once: the history lacks what is not finished.
  const isKnown = replied?.from?.id === me.telegramId && replied.chat?.type === "private";
  const quoted = isKnown ? undefined : (replied?.text ?? replied?.caption);
  return {
    text: text || messages.at(-1)?.text || "",
    files: read.flatMap(({ file }) => file ?? []),
    quoted: quoted?.slice(0, QUOTE_CHARACTERS) ?? null,
  };
}

export function partsOf({ text, files, quoted }: Question, data: readonly (string | Blob)[]): Part[] {
  const inline = data.flatMap((base64, i) => {
    const file = files[i];
    return file ? [{ inlineData: { mimeType: file.mimeType, data: base64 } }] : [];
  });
  const context = quoted ? [{ text: `The message replies to this one:\n${quoted}` }] : [];
  return [...inline, ...context, { text }];
}

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

/** What kind of message it is. */
export const kindOf = (message: AnyMessage): string | undefined => kinds.find((kind) => kind in message);

/** Whether it may be a question: service messages (joined, pinned…) are not. */
export function asksSomething(message: AnyMessage): boolean {
  return kindOf(message) !== undefined;
}

/** In a group where the bot is to be silent. */
export const isSilentIn = (message: AnyMessage, { groups }: Pick<BotConfig, "groups">): boolean =>
  message.chat.type !== "private" && groups === "off";

/** A post of the channel to which the group is linked: nobody asks it. */
export const isForwardOfChannel = ({ is_automatic_forward }: AnyMessage): boolean =>
  is_automatic_forward === true;

const isReply = (message: AnyMessage, me: Me) => message.reply_to_message?.from?.id === me.telegramId;

/** Whether the message addresses the bot: a private one, a reply to it, or a mention. */
export const isNamed = (message: AnyMessage, me: Me): boolean =>
  message.chat.type === "private" || isReply(message, me) || mentions(message, me);

/** Whether the bot is to answer it, in a group by the bot's policy. */
export function isMeant(message: AnyMessage, me: Me & Pick<BotConfig, "groups">): boolean {
  if (message.chat.type === "private") return true;
  if (me.groups === "off" || isForwardOfChannel(message)) return false;
  // Of commands only the bot's own are for it, and they come another way.
  if (me.groups === "all") return isNamed(message, me) || !message.text?.startsWith("/");
  return isReply(message, me) || (me.groups === "mention" && mentions(message, me));
}

function mentions(message: AnyMessage, me: Me): boolean {
  const text = message.text ?? message.caption ?? "";
  return entitiesOf(message).some((entity) => {
    if (entity.type === "text_mention") return entity.user.id === me.telegramId;
    const mention = text.slice(entity.offset, entity.offset + entity.length);
    return entity.type === "mention" && mention.toLowerCase() === `@${me.username.toLowerCase()}`;
  });
}

const isPlainText = (message: AnyMessage) => message.text !== undefined && !message.text.startsWith("/");

/** Whether `next` continues `message`: a person's texts in a row, or the photos of one album. */
export function goesOn(message: AnyMessage, next: AnyMessage): boolean {
  const album = (each: AnyMessage) => ("media_group_id" in each ? each.media_group_id : undefined);
  if (album(message) !== undefined) return album(message) === album(next);
  return message.chat.type === "private" && isPlainText(message) && isPlainText(next);
}

export const isStop = (message: AnyMessage, me: Me): boolean => {
  const [word = ""] = (message.text ?? "").split(/\s/);
  const [command, whom] = word.toLowerCase().split("@");
  return command === "/stop" && (whom === undefined || whom === me.username.toLowerCase());
};

/** The supergroup that a group has become, as both are told; null: the message says something else. */
export function moveOf({
  chat,
  migrate_to_chat_id,
  migrate_from_chat_id,
}: AnyMessage): { from: number; to: number } | null {
  if (migrate_to_chat_id !== undefined) return { from: chat.id, to: migrate_to_chat_id };
  if (migrate_from_chat_id !== undefined) return { from: migrate_from_chat_id, to: chat.id };
  return null;
}

/** Whether the update ends the answer to a question. @param first the first message of the question, if it has one */
export function endsAnswer(
  update: Update,
  first: Pick<AnyMessage, "message_id"> | undefined,
  me: Me,
): boolean {
  const message = messageOf(update);
  if (message) return isStop(message, me);
  // A draft has its question's number (ask.ts).
  return first !== undefined && stoppedDraftOf(update) === first.message_id;
}
