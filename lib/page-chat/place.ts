// Chats of members with their bots in a page of the dashboard. For the workers they are private chats like any other.
import { createHash } from "node:crypto";
import { z } from "zod";

/** Telegram's ids have at most 52 significant bits, so no chat of Telegram's has an id from here on. */
export const FIRST_PAGE_CHAT = 2 ** 52;
const HASH_BYTES = 6;

export const isPageChat = (chatId: number): boolean => chatId >= FIRST_PAGE_CHAT;

/** The chat of this member, one with each bot. */
export const pageChatOf = (userId: string): number =>
  FIRST_PAGE_CHAT + createHash("sha256").update(userId).digest().readUIntBE(0, HASH_BYTES);

/** Beside a stored question: the prompt that it is to be answered with. Telegram's updates have no such field. */
export const TRIED_PROMPT = "tried_prompt";

/** The prompt that a member tries in a page with this question; null: the bot's own holds. */
export function triedPromptOf(chatId: number, update: object): string | null {
  const tried = (update as Record<string, unknown>)[TRIED_PROMPT];
  return isPageChat(chatId) && typeof tried === "string" ? tried : null;
}

/** Members' questions; and what ends them. Workers listen to it. */
export const ASKED_CHANNEL = "page_chat_asked";
export const AskedInPage = z.object({ bot: z.string(), chat: z.int(), stop: z.boolean() });

/** What a bot says in a page; the dashboard listens to it. */
export const TOLD_CHANNEL = "page_chat_told";
export const ToldInPage = z.object({
  bot: z.string(),
  chat: z.int(),
  told: z.discriminatedUnion("kind", [
    /** Markdown of the answer, from the character `at` on. */
    z.object({ kind: z.literal("text"), at: z.int(), text: z.string() }),
    /** A sentence besides the answer, for instance of a command. */
    z.object({ kind: z.literal("note"), text: z.string() }),
    /** The question has been handled and stored. */
    z.object({ kind: z.literal("over") }),
  ]),
});
export type Announced = z.infer<typeof ToldInPage>["told"];

export interface PageChat {
  botId: string;
  chatId: number;
}
