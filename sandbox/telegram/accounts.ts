// Accounts of people that a bot is connected to, as its calls meet them: which chat it may write in, and as whom.
import type { Bot } from "./bot.ts";
import type { Params } from "./params.ts";
import { type BusinessAccount, badRequest, type ChatState, TelegramError } from "./types.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** As the Bot API describes a connection. `can_reply` is deprecated, and still sent. */
export const connectionOf = ({ id, user, date, rights, is_enabled }: BusinessAccount) => ({
  ...{ id, user, user_chat_id: user.id, date, is_enabled },
  ...{ can_reply: rights.can_reply === true, rights },
});

/** An account numbers the messages of all its private chats in one row, so that an id alone names one. */
export function numbered({ chats }: BusinessAccount, state: ChatState): ChatState {
  state.lastMessageId = Math.max(...[...chats.values()].map(({ lastMessageId }) => lastMessageId));
  return state;
}

/** @throws TelegramError 400: Telegram knows no such connection of the bot */
export function connectionFor(bot: Bot, id: string): BusinessAccount {
  const connection = bot.connections.get(id);
  if (!connection) throw badRequest("business connection not found");
  return connection;
}

/**
 * The chat in which a bot writes as a connected account.
 * @throws TelegramError: the connection is gone or gives no such right, or the person has not written within a day
 */
export function businessChat(bot: Bot, params: Params, right = "can_reply") {
  const chatId = params.text("chat_id");
  if (chatId === "") throw badRequest("chat identifier is empty");
  if (!/^-?\d+$/.test(chatId)) throw badRequest("chat identifier must be a valid Integer");
  const connection = connectionFor(bot, params.text("business_connection_id"));
  if (!connection.is_enabled) throw badRequest("BUSINESS_CONNECTION_INVALID");
  if (!connection.rights[right]) throw new TelegramError(403, "Forbidden: BOT_ACCESS_FORBIDDEN");
  const state = connection.chats.get(Number(chatId));
  if (!state) throw badRequest("BUSINESS_PEER_INVALID");
  const newest = [...state.messages.values()].findLast(({ message }) => message.from?.id === state.chat.id);
  if (!newest || newest.message.date * 1000 < Date.now() - DAY_MS)
    throw badRequest("BUSINESS_PEER_USAGE_MISSING");
  return { connection, state: numbered(connection, state) };
}

/** Whose message it is, and the fields that tell that a bot wrote it. */
export const writtenAs = (bot: Bot, { id, user }: BusinessAccount) => ({
  from: user,
  sender_business_bot: bot.user,
  business_connection_id: id,
});
