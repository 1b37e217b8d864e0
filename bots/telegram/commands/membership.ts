import type { Context } from "telegraf";
import { close } from "#lib/conversations/conversations.ts";
import { handlerContextOf } from "../handler-context.ts";

/** The person blocked the bot, or it was removed from the group: the conversation ends quietly. */
export async function membership(context: Context): Promise<void> {
  const status = context.myChatMember?.new_chat_member.status;
  if (status === "kicked" || status === "left") await close(handlerContextOf(context).conversation);
}
