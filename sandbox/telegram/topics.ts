// Topics of forums, and what a bot may do in a group.
import type { Bot } from "./bot.ts";
import { storeMessage } from "./chats.ts";
import { badRequest, type ChatState, type Message, type Topic, type User } from "./types.ts";

const ICON_COLOR = 7_322_096;

export const mayManageTopics = ({ rights }: ChatState): boolean =>
  rights?.status === "administrator" && rights.can_manage_topics === true;

/** A topic with the service message that begins it, whose id is the topic's. */
export function openTopic(bot: Bot, state: ChatState, name: string, by: User): Message {
  const { message } = storeMessage(
    state,
    { from: by, forum_topic_created: { name, icon_color: ICON_COLOR }, is_topic_message: true },
    by.id === bot.user.id,
  );
  message.message_thread_id = message.message_id;
  topicsOf(state).set(message.message_id, { name, closed: false });
  return message;
}

/** Chats that were kept by an earlier version have none. */
export function topicsOf(state: ChatState): Map<number, Topic> {
  state.topics ??= new Map();
  return state.topics;
}

/** A topic that people have made is known by what they write in it. */
export function knowTopic(state: ChatState, id: number): void {
  if (!topicsOf(state).has(id)) topicsOf(state).set(id, { name: `Topic ${id}`, closed: false });
}

/** @throws TelegramError 400 as for a topic that does not exist */
export function topicOf(state: ChatState, id: number): Topic {
  const topic = topicsOf(state).get(id);
  if (!topic) throw badRequest("TOPIC_ID_INVALID");
  return topic;
}

/** @param id 0: outside of topics @throws TelegramError 400 if the bot cannot write there */
export function requireThread(state: ChatState, id: number): void {
  if (id === 0 || state.chat.type === "private") return;
  const topic = topicsOf(state).get(id);
  // Telegram looks at it in a forum only.
  if (!topic && !state.chat.is_forum && topicsOf(state).size === 0) return;
  if (!topic) throw badRequest("message thread not found");
  if (topic.closed && !mayManageTopics(state)) throw badRequest("TOPIC_CLOSED");
}

/** What a message in a topic replies to, unless it replies to another one: what began the topic. */
export function rootOf(state: ChatState, id: number | undefined): Message | undefined {
  const root = id === undefined ? undefined : state.messages.get(id)?.message;
  return root?.forum_topic_created ? root : undefined;
}
