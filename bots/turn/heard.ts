// What the person writes while an operator has the conversation: stored for the operator and the history, not answered.
import { fileInMessage } from "#lib/conversations/message-file.ts";
import type { Heard } from "../queue/settlement.ts";
import { type AnyMessage, contentOf } from "./content.ts";
import { asksSomething, isMeant, messageOf } from "./question.ts";
import type { Unit } from "./units.ts";

/** What people wrote, or what else they sent in words; for a file without a caption its kind in brackets. */
export function wordsOf(message: AnyMessage): string {
  const written = message.text ?? message.caption;
  if (written !== undefined) return written;
  const content = contentOf(message, "");
  return content?.words || (content?.label ?? "[message]");
}

/**
 * Whether the bot itself acts on it, operator or not: buttons, memberships, /privacy, with which people delete their data, and
 * what ends its broadcasts.
 */
export const passesTakeover = ([{ update }]: Unit): boolean => {
  const message = messageOf(update);
  return message === undefined || /^\/(?:privacy|(?:un)?subscribe)\b/i.test(message.text ?? "");
};

/** @returns undefined: nothing in it is meant for the bot */
export function heardOf(
  bot: Parameters<typeof isMeant>[1],
  unit: Unit,
  conversationId: string,
): Heard | undefined {
  const messages = unit.flatMap(({ id: updateId, update, receivedAt: at }) => {
    const message = messageOf(update);
    if (!message || !isMeant(message, bot) || !asksSomething(message)) return [];
    const file = fileInMessage(message);
    return [{ updateId, telegramId: message.message_id, text: wordsOf(message), at, file }];
  });
  return messages.length > 0 ? { conversationId, messages } : undefined;
}
