// What people do in groups besides writing: administrators, and a group that becomes a supergroup.
import { openChat, storeMessage } from "./chats.ts";
import { meet, type PersonInput, tell } from "./people.ts";
import type { Telegram } from "./telegram.ts";
import { writerOf } from "./writers.ts";

/** A person becomes an administrator of the group, or is none any more. The bot hears nothing of it. */
export function setAdmin(telegram: Telegram, input: PersonInput & { admin: boolean }) {
  const { state, from } = meet(telegram, input);
  state.admins ??= new Set();
  if (input.admin) state.admins.add(from.id);
  else state.admins.delete(from.id);
  return { admins: [...state.admins] };
}

/** The group becomes a supergroup with another number, whose messages begin anew. Both chats say so. */
export function migrate(telegram: Telegram, input: PersonInput & { to: number }) {
  const { bot, state, from } = meet(telegram, input);
  if (state.chat.type !== "group") throw new Error("Only a basic group becomes a supergroup.");
  const after = openChat(bot, { ...state.chat, id: input.to, type: "supergroup" });
  after.admins = new Set([...(state.admins ?? []), from.id]);
  if (state.rights) after.rights = state.rights;
  const { message: left } = storeMessage(state, { from, migrate_to_chat_id: input.to }, false);
  state.movedTo = input.to;
  const begun = { ...writerOf({ anonymous: true }, after), migrate_from_chat_id: state.chat.id };
  const { message: first } = storeMessage(after, begun, false);
  for (const chat of [state, after]) telegram.changed(bot, chat.chat.id);
  return { update_ids: [tell(bot, state, "message", left), tell(bot, after, "message", first)] };
}
