// What messages ask: their words and files, with what they refer to, as parts for the provider.
import type { MessageGenerationStopped } from "@grammyjs/types";
import type { MessageEntity, Update } from "telegraf/types";
import type { Part } from "#lib/gemini/request.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { changedInBusiness, saidInBusiness } from "../queue/business-update.ts";
import { type AnyMessage, contentOf, type FileRef, kindOf, type MessageContent } from "./content.ts";
import { forwardOf, referenceOf } from "./context.ts";

export interface Question {
  /** Stored and shown; for a file without a caption its kind in brackets. */
  text: string;
  /** The same for the model, with the names of those from whom it was forwarded. */
  prompt: string;
  files: FileRef[];
  /** The message that the person replied to, and what they quote of it. */
  reference: string | null;
  /** The name of the first file that nobody here reads, empty if it has none; null: there is no such file. */
  unread: string | null;
  /** Whether it says anything but a sticker, a place and the like. */
  speaks: boolean;
}

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

/** The message as it is after a change; in a connected account's chat the person's, not the owner's. */
export function editedOf(update: Update): AnyMessage | undefined {
  if ("edited_message" in update) return update.edited_message as AnyMessage;
  return (changedInBusiness(update) ?? undefined) as AnyMessage | undefined;
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
    const content = contentOf(message, wordsOf(message, me));
    return content ? [{ message, ...content }] : [];
  });
  if (read.length === 0) return null;
  const lineOf = ({ words, file, unread, label }: MessageContent) =>
    words || (file || unread !== null ? label : "");
  const lines = (above: (message: AnyMessage) => string) =>
    read.flatMap(({ message, ...content }) => {
      const line = lineOf(content);
      return line ? [above(message) + line] : [];
    });
  const last = messages.at(-1);
  const reference = last ? referenceOf(last, me.telegramId) : null;
  const files = read.flatMap(({ file }) => file ?? []);
  const written = last?.text ?? "";
  return {
    text: lines(() => "").join("\n") || written,
    prompt: lines(forwardOf).join("\n") || written,
    files: files.length === 0 && reference?.file ? [reference.file] : files,
    reference: reference?.text ?? null,
    unread: read.find(({ unread }) => unread !== null)?.unread ?? null,
    speaks: read.some(
      ({ message, file, unread }) => file || unread !== null || message.text || message.caption,
    ),
  };
}

/** @param read what each file is for the model, in order */
export function partsOf(
  { prompt, reference }: Pick<Question, "prompt" | "reference">,
  read: readonly Part[],
): Part[] {
  return [...read, ...(reference ? [{ text: reference }] : []), { text: prompt }];
}

/** Whether it may be a question: service messages (joined, pinned…) are not. */
export const asksSomething = (message: AnyMessage): boolean => kindOf(message) !== undefined;

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

const isCommand = ({ text, caption }: AnyMessage) => (text ?? caption ?? "").startsWith("/");
const isPlainText = (message: AnyMessage) => message.text !== undefined && !isCommand(message);
const isContent = (message: AnyMessage) => asksSomething(message) && !isCommand(message);

/** Seconds by Telegram's clock: what somebody forwards, with a word of their own, comes within one. */
const AT_ONCE_S = 1;

/** Whether `next` continues `message`: a person's texts in a row, what they sent at once, or the files of one album. */
export function goesOn(message: AnyMessage, next: AnyMessage): boolean {
  const album = (each: AnyMessage) => ("media_group_id" in each ? each.media_group_id : undefined);
  const isAlbum = album(message) !== undefined;
  if (isAlbum && album(message) === album(next)) return true;
  if (message.chat.type !== "private") return false;
  if (isPlainText(message) && isPlainText(next)) return true;
  return isContent(message) && isContent(next) && next.date - message.date <= AT_ONCE_S;
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
