// Where chats of connected accounts stand among a bot's conversations. Pure.
import { createHash } from "node:crypto";

const HASH_BYTES = 6;

/**
 * In place of a topic: such chats have none, and Telegram numbers topics from 1 on. Negative and made of the connection's
 * id, so that an update's lane is known before anything is read; each connection's chats are conversations of their own,
 * also beside the bot's own chat with the same person.
 */
export const businessThread = (connectionId: string): number =>
  -1 - createHash("sha256").update(connectionId).digest().readUIntBE(0, HASH_BYTES);

export const isBusinessThread = (threadId: number): boolean => threadId < 0;
