// Methods about accounts that a bot is connected to. Those that send and edit take business_connection_id themselves.
import { businessChat, connectionFor, connectionOf } from "../accounts.ts";
import { badRequest, TelegramError } from "../types.ts";
import type { Call, Method } from "./method.ts";

function readBusinessMessage({ bot, params }: Call) {
  const { state } = businessChat(bot, params, "can_read_messages");
  if (!state.messages.has(params.number("message_id"))) throw badRequest("MESSAGE_ID_INVALID");
  return true;
}

/** Messages that the bot sent need one right, all others another. */
function deleteBusinessMessages({ telegram, bot, params }: Call) {
  const connection = connectionFor(bot, params.text("business_connection_id"));
  if (!connection.is_enabled) throw badRequest("BUSINESS_CONNECTION_INVALID");
  const ids = params.json<number[]>("message_ids") ?? [];
  if (ids.length < 1 || ids.length > 100) throw badRequest("message identifiers are not specified");
  for (const state of connection.chats.values()) {
    const found = ids.flatMap((id) => state.messages.get(id) ?? []);
    if (found.length < ids.length) continue;
    const { can_delete_all_messages: all, can_delete_outgoing_messages: own } = connection.rights;
    if (!all && !(own && found.every(({ out }) => out)))
      throw new TelegramError(403, "Forbidden: MESSAGE_DELETE_FORBIDDEN");
    for (const id of ids) state.messages.delete(id);
    telegram.changed(bot, state.chat.id);
    return true;
  }
  throw badRequest("MESSAGE_ID_INVALID");
}

export const businessMethods: Record<string, Method> = {
  getBusinessConnection: ({ bot, params }) =>
    connectionOf(connectionFor(bot, params.text("business_connection_id"))),
  readBusinessMessage,
  deleteBusinessMessages,
};
