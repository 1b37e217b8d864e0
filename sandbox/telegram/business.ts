// Accounts of people that a bot is connected to (business mode): their chats with others, as the bot sees them. The bot
// writes there as the account. Checked against the Bot API's documentation and the errors of messages.sendMessage.
import { createHash } from "node:crypto";
import { connectionOf, numbered } from "./accounts.ts";
import type { Bot } from "./bot.ts";
import { editMessage, openChat, storeMessage } from "./chats.ts";
import { type MessageInput, messageContent } from "./people.ts";
import type { Telegram } from "./telegram.ts";
import type { BusinessAccount, ChatState, Message, User } from "./types.ts";

const seconds = () => Math.floor(Date.now() / 1000);

interface ConnectionInput {
  /** Token or username. */
  bot: string;
  user: Partial<User> & { id: number };
  /** Those that are given; by default all that concern messages. */
  rights?: string[];
  enabled?: boolean;
}

const usualRights = ["can_reply", "can_read_messages", "can_delete_outgoing_messages"];

/** An account is connected, its rights are changed, or it is disconnected. The bot receives business_connection. */
export function connectAccount(telegram: Telegram, input: ConnectionInput) {
  const bot = telegram.bot(input.bot);
  const { id } = input.user;
  if (!Number.isSafeInteger(id) || id <= 0) throw new Error("user.id must be a person's.");
  const known = telegram.users.get(id);
  const user: User = { ...(known ?? { id, is_bot: false, first_name: `User ${id}` }), ...input.user };
  telegram.users.set(id, user);
  const before = [...bot.connections.values()].find((each) => each.user.id === id && each.is_enabled);
  const given = input.rights ?? Object.keys(before?.rights ?? {});
  const rights = Object.fromEntries(
    (before || input.rights ? given : usualRights).map((right) => [right, true] as const),
  );
  // Who connects again after a disconnection has another connection.
  const number = bot.connections.size;
  const newId = createHash("sha256")
    .update(`${bot.user.id} ${id} ${number}`)
    .digest("base64url")
    .slice(0, 22);
  const connection: BusinessAccount = before ?? {
    ...{ id: newId, user, date: seconds(), is_enabled: true },
    ...{ rights, chats: chatsBefore(bot, id) },
  };
  Object.assign(connection, { user, rights, is_enabled: input.enabled ?? true });
  bot.connections.set(connection.id, connection);
  telegram.events.emit("bots", () => null);
  const update_id = bot.deliver("business_connection", connectionOf(connection));
  return { update_id, ...connectionOf(connection) };
}

/** The account's chats are the same, whatever connection shows them. */
const chatsBefore = (bot: Bot, userId: number): BusinessAccount["chats"] =>
  [...bot.connections.values()].find(({ user }) => user.id === userId)?.chats ?? new Map();

export interface BusinessInput extends Omit<MessageInput, "chat"> {
  connection: string;
  /** The person with whom the account talks. */
  chat: Partial<User> & { id: number };
  /** Who writes: that person, or the account's owner by hand. */
  by?: "person" | "owner";
}

/** @throws Error for an unknown bot or connection */
function meet(telegram: Telegram, { bot: name, connection: id, chat }: BusinessInput) {
  const bot = telegram.bot(name);
  const connection = bot.connections.get(id);
  if (!connection) throw new Error(`There is no connection ${id}.`);
  const known = telegram.users.get(chat.id);
  const person: User = { ...(known ?? { is_bot: false, first_name: `User ${chat.id}` }), ...chat };
  telegram.users.set(chat.id, person);
  const { first_name, last_name, username } = person;
  const shown = { id: chat.id, type: "private" as const, first_name, last_name, username };
  return { bot, connection, person, state: numbered(connection, openChat(connection, shown)) };
}

/** Tells of the chat's change, and the bot of the message if the account is connected. */
function tell(
  telegram: Telegram,
  { bot, connection, state }: { bot: Bot; connection: BusinessAccount; state: ChatState },
  kind: "business_message" | "edited_business_message",
  message: Message,
): number | null {
  telegram.changed(bot, state.chat.id);
  return connection.is_enabled ? bot.deliver(kind, message) : null;
}

export function sendInBusiness(telegram: Telegram, input: BusinessInput) {
  const met = meet(telegram, input);
  const { connection, state, person } = met;
  const reply = input.reply_to_message_id ? state.messages.get(input.reply_to_message_id) : undefined;
  const { message } = storeMessage(
    state,
    {
      from: input.by === "owner" ? connection.user : person,
      business_connection_id: connection.id,
      ...messageContent(telegram, input),
      ...(reply && { reply_to_message: { ...reply.message, reply_to_message: undefined } }),
    },
    false,
  );
  return { update_id: tell(telegram, met, "business_message", message), message_id: message.message_id };
}

export function editInBusiness(telegram: Telegram, input: BusinessInput & { message_id: number }) {
  const met = meet(telegram, input);
  const stored = met.state.messages.get(input.message_id);
  if (!stored) throw new Error(`There is no message ${input.message_id}.`);
  const message = editMessage(stored, messageContent(telegram, input));
  return {
    update_id: tell(telegram, met, "edited_business_message", message),
    message_id: message.message_id,
  };
}

/** Somebody deletes messages of the chat. The bot receives deleted_business_messages. */
export function deleteInBusiness(telegram: Telegram, input: BusinessInput & { message_ids: number[] }) {
  const { bot, connection, state } = meet(telegram, input);
  const message_ids = input.message_ids.filter((id) => state.messages.delete(id));
  telegram.changed(bot, state.chat.id);
  if (!connection.is_enabled) return { update_id: null };
  const content = { business_connection_id: connection.id, chat: state.chat, message_ids };
  return { update_id: bot.deliver("deleted_business_messages", content) };
}
