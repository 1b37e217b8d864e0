// The sender of an update.
import type { Update } from "telegraf/types";
import { editedOf, messageOf } from "./question.ts";

export interface Sender {
  /** The group's title or the person's name; empty if the update has neither. */
  title: string;
  /** Of the person in a private chat, without @; else empty. */
  username: string;
  languageCode: string | undefined;
}

/** What the person wrote in the updates, the newest first. */
export const textsOf = (unit: readonly { update: Update }[]): string[] =>
  unit
    .flatMap(({ update }) => {
      const message = messageOf(update);
      return message?.text ?? message?.caption ?? [];
    })
    .reverse();

export function senderOf(update: Update): Sender {
  const button = "callback_query" in update ? update.callback_query : undefined;
  const member = "my_chat_member" in update ? update.my_chat_member : undefined;
  const message = messageOf(update) ?? editedOf(update);
  const from = message?.from ?? button?.from ?? member?.from;
  const chat = message?.chat ?? button?.message?.chat ?? member?.chat;
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(" ");
  const isGroup = chat !== undefined && "title" in chat;
  return {
    title: isGroup ? chat.title : name,
    username: isGroup ? "" : (from?.username ?? ""),
    languageCode: from?.language_code,
  };
}
