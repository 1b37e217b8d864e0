// Methods about the topics of a forum.
import { requireOpen } from "../chats.ts";
import { mayManageTopics, openTopic, topicOf, topicsOf } from "../topics.ts";
import { badRequest, type ChatState } from "../types.ts";
import { type Call, chatOf, type Method } from "./method.ts";

const maxName = 128;

function forumOf(call: Call, what: string): ChatState {
  const state = chatOf(call);
  requireOpen(state);
  if (!state.chat.is_forum) throw badRequest("the chat is not a forum");
  if (!mayManageTopics(state)) throw badRequest(`not enough rights to ${what}`);
  return state;
}

function createForumTopic(call: Call) {
  const { telegram, bot, params } = call;
  const state = forumOf(call, "create a topic");
  const name = params.text("name").trim();
  if (name === "" || name.length > maxName) throw badRequest("TOPIC_TITLE_INVALID");
  bot.flood.count(telegram.faults.flood, state.chat, "send");
  const { message_id } = openTopic(bot, state, name, bot.user);
  telegram.changed(bot, state.chat.id);
  return { message_thread_id: message_id, name, icon_color: 7_322_096 };
}

function setClosed(closed: boolean): Method {
  return (call) => {
    const { telegram, bot, params } = call;
    const state = forumOf(call, "manage topics");
    const topic = topicOf(state, params.number("message_thread_id"));
    if (topic.closed === closed) throw badRequest("TOPIC_NOT_MODIFIED");
    topic.closed = closed;
    telegram.changed(bot, state.chat.id);
    return true;
  };
}

function editForumTopic(call: Call) {
  const topic = topicOf(forumOf(call, "manage topics"), call.params.number("message_thread_id"));
  const name = call.params.text("name");
  if (name === "" || name === topic.name) throw badRequest("TOPIC_NOT_MODIFIED");
  topic.name = name;
  return true;
}

function deleteForumTopic(call: Call) {
  const { telegram, bot, params } = call;
  const state = chatOf(call);
  requireOpen(state);
  if (state.rights?.status !== "administrator" || !state.rights.can_delete_messages)
    throw badRequest("not enough rights to delete a topic");
  const id = params.number("message_thread_id");
  topicOf(state, id);
  topicsOf(state).delete(id);
  for (const [key, { message }] of state.messages)
    if (message.message_thread_id === id) state.messages.delete(key);
  telegram.changed(bot, state.chat.id);
  return true;
}

export const topicMethods: Record<string, Method> = {
  createForumTopic,
  closeForumTopic: setClosed(true),
  reopenForumTopic: setClosed(false),
  editForumTopic,
  deleteForumTopic,
};
