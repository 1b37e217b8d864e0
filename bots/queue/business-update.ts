// Updates about accounts that are connected to a bot, which Telegraf's types do not know. Pure.
import type { Update } from "telegraf/types";
import { z } from "zod";
import { businessThread } from "#lib/business/place.ts";

const Person = z.looseObject({ id: z.int() });
const Message = z.looseObject({
  business_connection_id: z.string(),
  chat: z.looseObject({ id: z.int() }),
  message_id: z.int(),
  from: Person.optional(),
  sender_business_bot: Person.optional(),
  text: z.string().optional(),
});

/** A draft's state has changed: its lane's chat is to be brought up to date. None of Telegram's. */
const DraftErrand = z.object({ chatId: z.int(), threadId: z.int(), draftId: z.string() });
export type DraftErrand = z.infer<typeof DraftErrand>;

/** For the schema of Update.payload. */
export const businessParts = {
  business_message: Message.optional(),
  edited_business_message: Message.optional(),
  deleted_business_messages: z
    .looseObject({
      business_connection_id: z.string(),
      chat: z.looseObject({ id: z.int() }),
      message_ids: z.array(z.int()),
    })
    .optional(),
  business_connection: z.looseObject({ id: z.string(), user_chat_id: z.int() }).optional(),
  draft: DraftErrand.optional(),
};

type Parts = { [K in keyof typeof businessParts]?: z.infer<(typeof businessParts)[K]> };
const partsOf = (update: Update): Parts => update as Parts;

type BusinessMessage = z.infer<typeof Message>;

/** Who wrote a message: in a private chat the chat's id is the other person's. */
function authorOf({ sender_business_bot, from, chat }: BusinessMessage): "person" | "holder" | "bot" {
  if (sender_business_bot) return "bot";
  return from?.id === chat.id ? "person" : "holder";
}

/** A new message of the person with whom a connected account talks, or of the account's owner by hand. */
export function saidInBusiness(update: Update): { by: "person" | "holder"; message: BusinessMessage } | null {
  const { business_message: message } = partsOf(update);
  const by = message && authorOf(message);
  return message && by && by !== "bot" ? { by, message } : null;
}

/** The person's message as it is after a change. */
export function changedInBusiness(update: Update): BusinessMessage | null {
  const { edited_business_message: message } = partsOf(update);
  return message && authorOf(message) === "person" ? message : null;
}

export const deletedInBusiness = (update: Update) => partsOf(update).deleted_business_messages ?? null;
export const connectionIn = (update: Update) => partsOf(update).business_connection ?? null;
export const draftErrandOf = (update: Update): DraftErrand | null => partsOf(update).draft ?? null;

/** The connection's id, of whatever happened in its chats; null: the update is about none. */
export function connectionIdOf(update: Update): string | null {
  const { business_message, edited_business_message, deleted_business_messages } = partsOf(update);
  return (
    (business_message ?? edited_business_message ?? deleted_business_messages)?.business_connection_id ?? null
  );
}

/** Whether the account's owner has written by hand. */
export const isByOwner = (update: Update): boolean => saidInBusiness(update)?.by === "holder";

/** SQL: the same of the update `u`, for rows that are not parsed. */
export const IS_BY_OWNER = `(u."payload" -> 'business_message' -> 'from' ->> 'id' <> u."payload" -> 'business_message' -> 'chat' ->> 'id'
  AND NOT u."payload" -> 'business_message' ? 'sender_business_bot')`;

/** SQL: whether the update `u` may end an approved draft of the same chat: a change of the customer's, or somebody's own answer. */
export const OVERTAKES_DRAFT = `(u."payload" ?| ARRAY['edited_business_message', 'deleted_business_messages']
  OR u."payload" -> 'operator' ->> 'messageId' IS NOT NULL OR ${IS_BY_OWNER})`;

/** Whether it tells of what this bot itself, or another one, wrote: nobody waits for that. */
export function isOwnEcho(update: Update): boolean {
  const { business_message, edited_business_message } = partsOf(update);
  // Of an update that nothing has checked yet.
  return (business_message ?? edited_business_message)?.sender_business_bot !== undefined;
}

/** @returns null: the update is about no connected account */
export function businessLaneOf(update: Update): { chatId: number; threadId: number } | null {
  const { business_message, edited_business_message, deleted_business_messages, ...rest } = partsOf(update);
  const about = business_message ?? edited_business_message ?? deleted_business_messages;
  if (about) return { chatId: about.chat.id, threadId: businessThread(about.business_connection_id) };
  // With what its owner writes to the bot: buttons below drafts, and a connection that they change meanwhile.
  if (rest.business_connection) return { chatId: rest.business_connection.user_chat_id, threadId: 0 };
  return rest.draft ? { chatId: rest.draft.chatId, threadId: rest.draft.threadId } : null;
}
