// Actions of people: they write to a bot, edit their messages, press its buttons, block it.
import { randomInt } from "node:crypto";
import type { Bot } from "./bot.ts";
import { editMessage, openChat, storeMessage } from "./chats.ts";
import { stopDraft } from "./drafts.ts";
import { findEntities } from "./entities.ts";
import { type KindInput, kindOf, referenceOf } from "./kinds.ts";
import { mediaContent } from "./methods/media.ts";
import type { Telegram } from "./telegram.ts";
import { knowTopic, rootOf, topicOf, topicsOf } from "./topics.ts";
import type { Chat, ChatState, Entity, Message, Rights, Shut, User } from "./types.ts";
import { type WrittenFor, writerOf } from "./writers.ts";

/** A file in JSON: base64 alone, or with metadata. */
type FileInput = string | { data: string; file_name?: string; mime_type?: string; duration?: number };

export interface PersonInput {
  /** Token or username. */
  bot: string;
  chat: { id: number; type?: Chat["type"]; title?: string; is_forum?: boolean };
  /** In private chats the default is the person of the chat. */
  from?: Partial<User> & { id: number };
}

export interface MessageInput extends PersonInput, WrittenFor, KindInput {
  text?: string;
  caption?: string;
  photo?: FileInput;
  voice?: FileInput;
  audio?: FileInput;
  video?: FileInput;
  video_note?: FileInput;
  animation?: FileInput;
  document?: FileInput;
  reply_to_message_id?: number;
  message_thread_id?: number;
  media_group_id?: string;
  /** Merged into the message verbatim: other kinds, replies to messages elsewhere. */
  extra?: Record<string, unknown>;
}

export interface Sent {
  /** Null if the bot gets no update, as for a group message that privacy mode hides. */
  update_id: number | null;
  message_id: number;
}

const media = {
  photo: "photos",
  voice: "voice",
  audio: "music",
  video: "videos",
  video_note: "video_notes",
  animation: "animations",
  document: "documents",
} as const;
const mimeTypes = {
  photo: "image/jpeg",
  voice: "audio/ogg",
  audio: "audio/mpeg",
  video: "video/mp4",
  video_note: "video/mp4",
  animation: "video/mp4",
  document: "application/octet-stream",
} as const;

/** @throws Error for an unknown bot, or for a missing id of the chat or of a person in a group. */
function placeOf(telegram: Telegram, input: PersonInput): { bot: Bot; chat: Chat; from: User } {
  const bot = telegram.bot(input.bot);
  const id = Number(input.chat?.id);
  if (!Number.isSafeInteger(id) || id === 0) throw new Error("chat.id must be a number.");
  const type = input.chat.type ?? (id > 0 ? "private" : "supergroup");
  const fromId = input.from?.id ?? (type === "private" ? id : 0);
  if (!fromId) throw new Error("In a group, from.id is required.");
  const known = telegram.users.get(fromId);
  const from: User = {
    ...(known ?? { id: fromId, is_bot: false, first_name: `User ${fromId}` }),
    ...input.from,
  };
  const chat: Chat =
    type === "private"
      ? { id, type, first_name: from.first_name, last_name: from.last_name, username: from.username }
      : {
          id,
          type,
          title: input.chat.title ?? `Group ${-id}`,
          ...(input.chat.is_forum && { is_forum: true }),
        };
  return { bot, chat, from };
}

/** From then on somebody at the sandbox's page can be this person. @throws Error as `placeOf` does */
export function meet(telegram: Telegram, input: PersonInput): { bot: Bot; state: ChatState; from: User } {
  const { bot, chat, from } = placeOf(telegram, input);
  telegram.users.set(from.id, from);
  return { bot, state: openChat(bot, chat), from };
}

/** The person has written to the bot before, of which it is told nothing now; the page does not offer to be them. */
export function knowPerson(telegram: Telegram, input: PersonInput): { chat: Chat } {
  const { bot, chat } = placeOf(telegram, input);
  return { chat: openChat(bot, chat).chat };
}

/** Messages of a bot that contain a text, by chat: how many got it, and who got it more than once. */
export function countReceived(telegram: Telegram, { chats, user }: Bot, contains: string) {
  const times = [...chats].map(([id, { messages }]) => {
    const found = [...messages.values()].filter(
      ({ out, message }) => out && (message.text ?? message.caption ?? "").includes(contains),
    );
    return { id, count: found.length };
  });
  return {
    chats: times.filter(({ count }) => count > 0).length,
    messages: times.reduce((sum, { count }) => sum + count, 0),
    repeated: times.flatMap(({ id, count }) => (count > 1 ? [id] : [])),
    statuses: telegram.statuses.get(user.username) ?? {},
  };
}

export function sendAsPerson(telegram: Telegram, input: MessageInput): Sent {
  const { bot, state, from } = meet(telegram, input);
  const thread = input.message_thread_id;
  if (thread && state.chat.type !== "private") knowTopic(state, thread);
  const root = rootOf(state, thread);
  const reply = input.reply_to_message_id
    ? state.messages.get(input.reply_to_message_id)
    : root && { message: root };
  const { message } = storeMessage(
    state,
    {
      from,
      ...messageContent(telegram, input),
      ...kindOf(telegram, input),
      ...referenceOf(input, reply?.message),
      ...(reply && { reply_to_message: { ...reply.message, reply_to_message: undefined } }),
      ...(thread ? { message_thread_id: thread, is_topic_message: true } : threadOfReply(state, input)),
      ...writerOf(input, state),
    },
    false,
  );
  telegram.changed(bot, state.chat.id);
  return { update_id: tell(bot, state, "message", message), message_id: message.message_id };
}

/** Outside of topics a reply in a supergroup has a thread too, which is no topic. */
function threadOfReply(state: ChatState, { reply_to_message_id: id }: MessageInput): Partial<Message> {
  const replied = id === undefined ? undefined : state.messages.get(id)?.message;
  if (!replied || state.chat.type !== "supergroup") return {};
  return { message_thread_id: replied.message_thread_id ?? replied.message_id };
}

/** A person closes, reopens or deletes a topic. */
export function changeTopic(
  telegram: Telegram,
  input: PersonInput & { message_thread_id: number; what: "close" | "reopen" | "delete" },
): { update_id: number | null } {
  const { bot, state, from } = meet(telegram, input);
  const { message_thread_id: id, what } = input;
  const topic = topicOf(state, id);
  if (what === "delete") {
    topicsOf(state).delete(id);
    for (const [key, { message }] of state.messages)
      if (message.message_thread_id === id) state.messages.delete(key);
    return { update_id: null };
  }
  topic.closed = what === "close";
  const service = what === "close" ? { forum_topic_closed: {} } : { forum_topic_reopened: {} };
  const { message } = storeMessage(
    state,
    { from, ...service, message_thread_id: id, is_topic_message: true },
    false,
  );
  telegram.changed(bot, state.chat.id);
  return { update_id: tell(bot, state, "message", message) };
}

/** A person makes the bot an administrator of a group, or takes that away. The bot receives a my_chat_member update. */
export function giveRights(telegram: Telegram, input: PersonInput & { rights: Rights }) {
  const { bot, state, from } = meet(telegram, input);
  const before = state.rights ?? { status: "member" };
  state.rights = input.rights;
  telegram.changed(bot, state.chat.id);
  const update_id = bot.deliver("my_chat_member", {
    ...{ chat: state.chat, from, date: Math.floor(Date.now() / 1000) },
    old_chat_member: { user: bot.user, ...before },
    new_chat_member: { user: bot.user, ...input.rights },
  });
  return { update_id };
}

export function editAsPerson(telegram: Telegram, input: MessageInput & { message_id: number }): Sent {
  const { bot, state } = meet(telegram, input);
  const stored = state.messages.get(input.message_id);
  if (!stored || stored.out) throw new Error("People can edit only their own messages.");
  const message = editMessage(stored, textContent(input));
  telegram.changed(bot, state.chat.id);
  return { update_id: tell(bot, state, "edited_message", message), message_id: message.message_id };
}

/** Presses a button under a message of the bot. */
export function pressButton(telegram: Telegram, input: PersonInput & { message_id: number; data: string }) {
  const { bot, state, from } = meet(telegram, input);
  const stored = state.messages.get(input.message_id);
  if (!stored?.out) throw new Error("Only a message of the bot has buttons.");
  const id = `${randomInt(2 ** 40)}${randomInt(2 ** 20)}`;
  bot.callbackQueries.set(id, { answer: null });
  const update_id = bot.deliver("callback_query", {
    id,
    from,
    message: stored.message,
    chat_instance: String(state.chat.id),
    data: input.data,
  });
  return { update_id, callback_query_id: id };
}

/** Stops what the bot is writing, by the button of its draft. */
export function pressStop(
  telegram: Telegram,
  input: PersonInput & { draft_id: number; message_thread_id?: number },
) {
  const { bot, state } = meet(telegram, input);
  const { draft_id, message_thread_id } = input;
  const which = { draft_id, ...(message_thread_id && { message_thread_id }) };
  stopDraft(state, which);
  telegram.changed(bot, state.chat.id);
  return { update_id: bot.deliver("stopped_message_generation", { chat: state.chat, ...which }) };
}

export interface ReactionInput extends PersonInput {
  message_id: number;
  /** What the person's reactions to the message are from now on; empty: none. */
  emoji: string[];
}

const reactionsOf = (emoji: readonly string[]) => emoji.map((each) => ({ type: "emoji", emoji: each }));

/**
 * Changes a person's reactions to a message. The bot hears of it in private chats, and in groups only as an administrator;
 * and if its allowed_updates name message_reaction.
 */
export function reactAsPerson(telegram: Telegram, input: ReactionInput): Sent {
  const { bot, state, from } = meet(telegram, input);
  const stored = state.messages.get(input.message_id);
  if (!stored) throw new Error(`There is no message ${input.message_id}.`);
  stored.reactions ??= new Map();
  const before = stored.reactions.get(from.id) ?? [];
  if (input.emoji.length > 0) stored.reactions.set(from.id, input.emoji);
  else stored.reactions.delete(from.id);
  telegram.changed(bot, state.chat.id);
  const { message_id } = input;
  if (state.chat.type !== "private" && state.rights?.status !== "administrator")
    return { update_id: null, message_id };
  const update_id = bot.deliver("message_reaction", {
    chat: state.chat,
    message_id,
    user: from,
    date: Math.floor(Date.now() / 1000),
    old_reaction: reactionsOf(before),
    new_reaction: reactionsOf(input.emoji),
  });
  return { update_id, message_id };
}

/** Blocks or kicks the bot, or readmits it (`shut` null). The bot receives a my_chat_member update. */
export function shutChat(telegram: Telegram, input: PersonInput & { shut: Shut | null }) {
  const { bot, state, from } = meet(telegram, input);
  const statusOf = (shut: Shut | null) => (shut ? "kicked" : "member");
  const before = state.shut;
  state.shut = input.shut;
  telegram.changed(bot, state.chat.id);
  if (statusOf(before) === statusOf(input.shut) || input.shut === "deactivated") return { update_id: null };
  const member = (shut: Shut | null) => ({
    user: bot.user,
    status: statusOf(shut),
    ...(shut && { until_date: 0 }),
  });
  const update_id = bot.deliver("my_chat_member", {
    chat: state.chat,
    from,
    date: Math.floor(Date.now() / 1000),
    old_chat_member: member(before),
    new_chat_member: member(input.shut),
  });
  return { update_id };
}

type ContentInput = Omit<MessageInput, "chat">;

/** All that a person's message holds besides who wrote it where. */
export const messageContent = (telegram: Telegram, input: ContentInput): Partial<Message> => ({
  ...textContent(input),
  ...filesOf(telegram, input),
  ...(input.media_group_id && { media_group_id: input.media_group_id }),
  ...input.extra,
});

function textContent({ text, caption }: Pick<MessageInput, "text" | "caption">): Partial<Message> {
  const written = text ?? caption;
  if (written === undefined) return {};
  const [textField, entitiesField] =
    text === undefined ? ["caption", "caption_entities"] : ["text", "entities"];
  const entities = findEntities(written);
  return { [textField]: written, ...(entities.length > 0 ? { [entitiesField]: entities } : {}) };
}

function filesOf(telegram: Telegram, input: ContentInput): Partial<Message> {
  for (const kind of Object.keys(media) as (keyof typeof media)[]) {
    const given = input[kind];
    if (given === undefined) continue;
    const { data, file_name, mime_type, duration } =
      typeof given === "string"
        ? { data: given, file_name: undefined, mime_type: undefined, duration: 3 }
        : given;
    const contentType = mime_type ?? mimeTypes[kind];
    const extension = mimeTypes[kind].replace(/^.*\//, "").replace("octet-stream", "bin");
    const fileName = file_name ?? `file.${extension}`;
    const file = telegram.keepFile(media[kind], { data: Buffer.from(data, "base64"), contentType, fileName });
    return mediaContent(kind, file, fileName, duration);
  }
  return {};
}

/** In a group, a bot with privacy mode receives only messages addressed to it, unless it is an administrator. */
export function tell(bot: Bot, { rights }: ChatState, kind: string, message: Message): number | null {
  const readsAll = message.chat.type === "private" || bot.readsGroups || rights?.status === "administrator";
  if (!readsAll && !isService(message) && !isMeantFor(bot, message)) return null;
  return bot.deliver(kind, message);
}

/** What every bot of the group hears. */
const isService = (message: Message) =>
  ["migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_closed", "forum_topic_reopened"].some(
    (kind) => kind in message,
  );

function isMeantFor({ user }: Bot, message: Message): boolean {
  if (message.reply_to_message?.from?.id === user.id) return true;
  const text = message.text ?? message.caption ?? "";
  const me = `@${user.username}`.toLowerCase();
  return (message.entities ?? message.caption_entities ?? []).some(({ type, offset, length }: Entity) => {
    const written = text.slice(offset, offset + length).toLowerCase();
    if (type === "mention") return written === me;
    return type === "bot_command" && offset === 0 && (!written.includes("@") || written.endsWith(me));
  });
}
