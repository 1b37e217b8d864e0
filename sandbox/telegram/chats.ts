// Reads and writes one bot's chats.
import type { Bot } from "./bot.ts";
import { draftsOf, endDrafts } from "./drafts.ts";
import {
  badRequest,
  type Chat,
  type ChatState,
  type Message,
  type StoredMessage,
  TelegramError,
} from "./types.ts";

const maxMessages = 1000;
const maxVersions = 30;

const seconds = (ms = Date.now()) => Math.floor(ms / 1000);

/** The chat, created on first use. Only for the user's side: a bot cannot start a chat. */
export function openChat(bot: Pick<Bot, "chats">, chat: Chat): ChatState {
  const known = bot.chats.get(chat.id);
  if (known) {
    Object.assign(known.chat, chat);
    return known;
  }
  const state: ChatState = {
    chat: { ...chat },
    shut: null,
    lastMessageId: 0,
    messages: new Map(),
    drafts: new Map(),
    action: null,
  };
  bot.chats.set(chat.id, state);
  return state;
}

/** The chat that a bot's call names, by id or @username. @throws TelegramError 400 or 403. */
export function chatFor(bot: Bot, chatId: string): ChatState {
  if (chatId === "") throw badRequest("chat_id is empty");
  const state = chatId.startsWith("@")
    ? [...bot.chats.values()].find(({ chat }) => chat.type !== "private" && `@${chat.username}` === chatId)
    : bot.chats.get(Number(chatId));
  if (!state) throw badRequest("chat not found");
  return state;
}

/** @throws TelegramError 403 if the bot cannot write to the chat, 400 if the group has become a supergroup. */
export function requireOpen({ shut, chat, movedTo }: ChatState): void {
  if (movedTo !== undefined)
    throw new TelegramError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: movedTo,
    });
  if (shut === "blocked") throw new TelegramError(403, "Forbidden: bot was blocked by the user");
  if (shut === "deactivated") throw new TelegramError(403, "Forbidden: user is deactivated");
  if (shut === "kicked") throw new TelegramError(403, `Forbidden: bot was kicked from the ${chat.type} chat`);
}

export function storeMessage(
  state: ChatState,
  content: Omit<Message, "message_id" | "date" | "chat">,
  out: boolean,
): StoredMessage {
  const message: Message = {
    message_id: ++state.lastMessageId,
    date: seconds(),
    chat: { ...state.chat },
    ...content,
  };
  const stored: StoredMessage = { message, out, edits: 0, history: [] };
  state.messages.set(message.message_id, stored);
  for (const oldest of state.messages.keys()) {
    if (state.messages.size <= maxMessages) break;
    state.messages.delete(oldest);
  }
  if (out) {
    endDrafts(state, message.message_thread_id);
    state.action = null;
  }
  return stored;
}

/** Merges the new content and keeps the old text as a version. */
export function editMessage(stored: StoredMessage, content: Partial<Message>): Message {
  const { message } = stored;
  stored.edits++;
  stored.history.push({ at: Date.now(), text: message.text ?? message.caption ?? "" });
  if (stored.history.length > maxVersions) stored.history.shift();
  const edited: Message = { ...message, ...content, edit_date: seconds() };
  for (const [name, value] of Object.entries(edited)) if (value === undefined) delete edited[name];
  stored.message = edited;
  return edited;
}

/** The chat as its user sees it now; drafts last 30 s, an action 5 s. */
export function chatViewOf(state: ChatState, now = Date.now()) {
  return {
    chat: state.chat,
    shut: state.shut,
    action: state.action && state.action.until > now ? state.action.action : null,
    drafts: draftsOf(state, now),
    topics: [...(state.topics ?? [])].map(([message_thread_id, topic]) => ({ message_thread_id, ...topic })),
    messages: [...state.messages.values()].map(({ message, out, edits, history, reactions }) => ({
      ...message,
      out,
      edits,
      history,
      ...(reactions && reactions.size > 0 && { reactions: Object.fromEntries(reactions) }),
    })),
  };
}

/** Event topic of this chat. */
export const chatTopic = (bot: Bot, chatId: number) => `chat ${bot.user.id} ${chatId}`;
