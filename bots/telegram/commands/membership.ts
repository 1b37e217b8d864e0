import type { Context } from "telegraf";
import { close, reopen } from "#lib/conversations/conversations.ts";
import { handlerContextOf } from "../handler-context.ts";

/**
 * The person blocked the bot, or it was removed from the group: the conversation ends quietly. Unblocked or back again,
 * it answers what it could not deliver.
 */
export async function membership(context: Context): Promise<void> {
  const status = context.myChatMember?.new_chat_member.status;
  const { conversation } = handlerContextOf(context);
  if (status === "kicked" || status === "left") await close(conversation);
  else await reopen(conversation, "chat");
}

/** A closed topic is open again. */
export async function topicReopened(context: Context): Promise<void> {
  await reopen(handlerContextOf(context).conversation, "thread");
}
