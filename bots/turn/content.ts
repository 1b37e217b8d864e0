// What one message holds, of whatever kind: words for the model, and a file. Which kinds there are and which fields they have:
// core.telegram.org/bots/api#message.
import type { Message } from "telegraf/types";
import { type FileKind, fileInMessage } from "#lib/conversations/message-file.ts";
import { type Treatment, treatmentOf } from "../files/recognise.ts";

/** Kinds that Telegraf's types do not have yet. */
interface NewerMessage {
  checklist: { title: string; tasks: readonly { text: string; completion_date?: number }[] };
  rich_message: object;
  paid_media: object;
}

export type AnyMessage = Partial<
  Message.TextMessage &
    Message.PhotoMessage &
    Message.VoiceMessage &
    Message.AudioMessage &
    Message.DocumentMessage &
    Message.VideoMessage &
    Message.VideoNoteMessage &
    Message.AnimationMessage &
    Message.StickerMessage &
    Message.LocationMessage &
    Message.VenueMessage &
    Message.ContactMessage &
    Message.DiceMessage &
    Message.PollMessage &
    Message.MigrateToChatIdMessage &
    Message.MigrateFromChatIdMessage &
    NewerMessage
> &
  Message.CommonMessage;

export interface FileRef {
  fileId: string;
  /** Null: it has none. */
  name: string | null;
  treatment: Treatment;
  /** Bytes; null: Telegram does not say. */
  size: number | null;
}

export interface MessageContent {
  /** What the person wrote, or the message said in words; may be empty. */
  words: string;
  file: FileRef | null;
  /** The name of a file that nobody here reads, empty if it has none; null: there is no such file. */
  unread: string | null;
  /** In brackets: stands for a file or a kind of message where nobody wrote a word. */
  label: string;
}

/** Kinds of messages that people send; the first that a message has is its kind. A venue is a location, an animation a document. */
const kinds = [
  ...["text", "photo", "voice", "audio", "video", "video_note", "animation", "sticker", "document"],
  ...["venue", "location", "contact", "dice", "poll", "checklist", "rich_message"],
  ...["story", "paid_media", "game", "invoice", "giveaway", "giveaway_winners"],
] as const;

/** What kind of message it is; undefined: a service message (joined, pinned…). */
export const kindOf = (message: object): string | undefined => kinds.find((kind) => kind in message);

/** The types of kinds for which Telegram may tell none. A sticker is its emoji. */
const usualTypes: Partial<Record<FileKind, string>> = {
  audio: "audio/mpeg",
  video: "video/mp4",
  animation: "video/mp4",
};

const bare = (text: string) => text.replace(/[[\]\s]+/g, " ").trim();

const at = ({ latitude, longitude }: { latitude: number; longitude: number }) =>
  `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** Every text in a rich message (Bot API 10.1), a block a line: only a forward brings one to a bot. */
function richText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(richText).join("");
  if (typeof value !== "object" || value === null) return "";
  const { text, blocks, items, cells } = value as Record<string, unknown>;
  const lines = (of: unknown) => (Array.isArray(of) ? of.map((each) => `${richText(each)}\n`).join("") : "");
  const rows = Array.isArray(cells)
    ? cells.map((row) => `${(row as unknown[]).map(richText).join(" | ")}\n`).join("")
    : "";
  return richText(text ?? "") + lines(blocks) + lines(items) + rows;
}

/** What a message without text and file says, in words; empty: nothing that a model could read. */
function saidBy(message: AnyMessage): string {
  const { sticker, venue, location, contact, dice, poll, checklist, rich_message } = message;
  if (sticker) return sticker.emoji ?? "[sticker]";
  if (venue) return `[place: ${bare(`${venue.title}, ${venue.address}`)} (${at(venue.location)})]`;
  if (location) return `[location: ${at(location)}]`;
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
    return `[contact: ${bare(name)}, ${contact.phone_number}]`;
  }
  if (dice) return `[${dice.emoji} ${dice.value}]`;
  if (poll) {
    const options = poll.options.map(({ text }) => bare(text));
    return `[${poll.type === "quiz" ? "quiz" : "poll"}: ${bare(poll.question)} – ${options.join("; ")}]`;
  }
  if (checklist) {
    const tasks = checklist.tasks.map(
      ({ text, completion_date }) => `${completion_date ? "☑" : "☐"} ${bare(text)}`,
    );
    return `[checklist: ${bare(checklist.title)} – ${tasks.join("; ")}]`;
  }
  return rich_message ? richText(rich_message).trim() : "";
}

/** The part of a message that both a message and a reply to one elsewhere have. */
export type Held = Partial<Omit<AnyMessage, keyof Message.CommonMessage>>;

/** @param words what the person wrote @returns null: it has nothing that a model could read, nor a file */
export function contentOf(message: Held, words: string): MessageContent | null {
  const found = message.sticker ? null : fileInMessage(message);
  if (!found) {
    const said = words || saidBy(message as AnyMessage);
    return said || message.text !== undefined
      ? { words: said, file: null, unread: null, label: `[${kindOf(message) ?? "message"}]` }
      : null;
  }
  const { kind, fileId, type, size } = found;
  const name = found.name && bare(found.name);
  const treatment = treatmentOf(type ?? usualTypes[kind] ?? null, found.name);
  const label = `[${name && kind === "document" ? name : kind}]`;
  const file = treatment && { fileId, name, treatment, size };
  return { words, file, unread: file ? null : (name ?? ""), label };
}
