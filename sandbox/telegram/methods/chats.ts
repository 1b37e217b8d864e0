// Methods about chats and their members.
import { badRequest, type User } from "../types.ts";
import { type Call, chatOf, type Method } from "./method.ts";

const adminOf = (user: User | undefined) =>
  user && { status: "administrator", user, is_anonymous: false, can_be_edited: false };

function getChatMember(call: Call) {
  const { bot, telegram, params } = call;
  const state = chatOf(call);
  const id = params.number("user_id");
  if (id === bot.user.id)
    return {
      ...(state.shut === "kicked" ? { status: "kicked" } : (state.rights ?? { status: "member" })),
      user: bot.user,
    };
  const user = telegram.users.get(id);
  if (!user) throw badRequest("invalid user_id specified");
  return state.admins?.has(id) ? adminOf(user) : { status: "member", user };
}

export const chatMethods: Record<string, Method> = {
  getChat: (call) => ({ ...chatOf(call).chat, accent_color_id: 0, max_reaction_count: 11 }),
  getChatMember,
  getChatMemberCount: (call) => (chatOf(call).chat.type === "private" ? 2 : 3),
  getChatAdministrators: (call) => {
    const state = chatOf(call);
    if (state.chat.type === "private") throw badRequest("there are no administrators in the private chat");
    return [...(state.admins ?? [])].flatMap((id) => adminOf(call.telegram.users.get(id)) ?? []);
  },
  leaveChat(call) {
    chatOf(call).shut = "kicked";
    return true;
  },
  setMessageReaction: (call) => {
    if (!chatOf(call).messages.has(call.params.number("message_id")))
      throw badRequest("message to react not found");
    return true;
  },
  pinChatMessage: (call) => Boolean(chatOf(call)),
  unpinChatMessage: (call) => Boolean(chatOf(call)),
};
