// Who a message in a group says has written it, if that is no person.
import type { ChatState, Message, User } from "./types.ts";

/** The accounts that Telegram names for those who write for a chat (telegram-bot-api, Client.cpp). */
const anonymousAdmin: User = {
  ...{ id: 1_087_968_824, is_bot: true },
  ...{ first_name: "Group", username: "GroupAnonymousBot" },
};
const channelWriter: User = {
  ...{ id: 136_817_688, is_bot: true },
  ...{ first_name: "Channel", username: "Channel_Bot" },
};
const serviceAccount: User = { id: 777_000, is_bot: false, first_name: "Telegram" };

/** For which chat somebody writes in a group. */
export interface WrittenFor {
  /** As an administrator who remains anonymous: for the group itself. */
  anonymous?: boolean;
  /** For a channel of theirs; `linked`: the post of the group's channel, which Telegram forwards into the group by itself. */
  channel?: { id: number; title: string; username?: string; linked?: boolean };
}

/** What the message names instead of the person. */
export function writerOf({ anonymous, channel }: WrittenFor, { chat }: ChatState): Partial<Message> {
  if (anonymous) return { from: anonymousAdmin, sender_chat: { ...chat } };
  if (!channel) return {};
  const { linked, ...named } = channel;
  const sender_chat = { ...named, type: "channel" };
  if (!linked) return { from: channelWriter, sender_chat };
  const date = Math.floor(Date.now() / 1000);
  return {
    ...{ from: serviceAccount, sender_chat, is_automatic_forward: true },
    forward_origin: { type: "channel", chat: sender_chat, message_id: 1, date },
  };
}
