// The sender of an update.
import type { Update } from "telegraf/types";
import { messageOf } from "./question.ts";

/** `title`: the group's title or the person's name; empty if the update has neither. */
export function senderOf(update: Update): { title: string; languageCode: string | undefined } {
  const button = "callback_query" in update ? update.callback_query : undefined;
  const member = "my_chat_member" in update ? update.my_chat_member : undefined;
  const message = messageOf(update);
  const from = message?.from ?? button?.from ?? member?.from;
  const chat = message?.chat ?? button?.message?.chat ?? member?.chat;
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(" ");
  return { title: chat && "title" in chat ? chat.title : name, languageCode: from?.language_code };
}
