// The column Update.payload: an update as Telegram sent it. The schema covers only what SQL and the queue read; it is
// checked on arrival and on reading. Telegraf's types describe the rest.
import type { Update } from "telegraf/types";
import { z } from "zod";
import { OperatorAct } from "#lib/conversations/operator-update.ts";
import { businessLaneOf, businessParts } from "./business-update.ts";

const Message = z.looseObject({
  chat: z.looseObject({ id: z.int() }),
  message_id: z.int().optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  text: z.string().optional(),
});

const reactions = z.array(z.looseObject({ type: z.string(), emoji: z.string().optional() }));
const Reaction = z.looseObject({
  chat: z.looseObject({ id: z.int() }),
  message_id: z.int(),
  date: z.int(),
  user: z.looseObject({ id: z.int() }).optional(),
  actor_chat: z.looseObject({ id: z.int() }).optional(),
  old_reaction: reactions,
  new_reaction: reactions,
});

const StoppedDraft = z.looseObject({
  chat: z.looseObject({ id: z.int() }),
  message_thread_id: z.int().optional(),
  draft_id: z.int(),
});
type StoppedDraft = z.infer<typeof StoppedDraft>;

/** A conversation's topic in the group of the staff is behind. The chat is the group; its lane writes one topic after the other. */
const StaffErrand = z.object({ chatId: z.int(), threadId: z.int(), conversationId: z.string() });
type StaffErrand = z.infer<typeof StaffErrand>;

const Payload = z.looseObject({
  update_id: z.int(),
  message: Message.optional(),
  edited_message: Message.optional(),
  my_chat_member: Message.optional(),
  callback_query: z
    .looseObject({ from: z.looseObject({ id: z.int() }), message: Message.optional() })
    .optional(),
  message_reaction: Reaction.optional(),
  stopped_message_generation: StoppedDraft.optional(),
  operator: OperatorAct.optional(),
  staff: StaffErrand.optional(),
  ...businessParts,
});

export const isUpdate = (value: unknown): value is Update => Payload.safeParse(value).success;

/** What an operator did, if the update is none of Telegram's. */
export const operatorOf = (update: Update): OperatorAct | null =>
  "operator" in update ? (update.operator as OperatorAct) : null;

/** What is to be written for the staff, if the update is none of Telegram's. */
export const staffErrandOf = (update: Update): StaffErrand | null =>
  "staff" in update ? (update.staff as StaffErrand) : null;

/** Whether an operator took the conversation over. */
export const isTakeover = (update: Update): boolean => operatorOf(update)?.messageId === null;

/**
 * The topic of a message; 0: it is in none. A reply in a group without topics, or in the topic General, has a thread too, but
 * nothing can be written into that, and it is no conversation of its own.
 */
function topicOf(message: object | undefined): number {
  const { is_topic_message, message_thread_id } = (message ?? {}) as Partial<z.infer<typeof Message>>;
  return is_topic_message ? (message_thread_id ?? 0) : 0;
}

/** The lane of an update: its conversation. Updates without a chat (inline queries…) share lane 0 of the bot. */
export function laneOf(update: Update): { chatId: number; threadId: number } {
  const operator = operatorOf(update) ?? staffErrandOf(update);
  if (operator) return { chatId: operator.chatId, threadId: operator.threadId };
  const business = businessLaneOf(update);
  if (business) return business;
  // Telegram does not say in which topic the message is.
  if ("message_reaction" in update) return { chatId: update.message_reaction.chat.id, threadId: 0 };
  if ("stopped_message_generation" in update) {
    const { chat, message_thread_id: threadId = 0 } = update.stopped_message_generation as StoppedDraft;
    return { chatId: chat.id, threadId };
  }
  const button = "callback_query" in update ? update.callback_query : undefined;
  const about =
    "message" in update
      ? update.message
      : "edited_message" in update
        ? update.edited_message
        : "my_chat_member" in update
          ? update.my_chat_member
          : button?.message;
  return { chatId: about?.chat.id ?? button?.from.id ?? 0, threadId: topicOf(about) };
}
