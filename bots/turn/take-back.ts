// A message that was sent, and whose record fails.
import { isTransient, isUnwritten } from "../queue/database.ts";
import { type ChatHandle, withdraw } from "../telegram/send.ts";

/**
 * For the failure of a record: the message is taken back if it surely is recorded nowhere, or whoever goes on would send it again. If
 * nobody knows, it stays: better twice than not at all.
 */
export const takingBack =
  (chat: ChatHandle, messageId: number) =>
  async (error: unknown): Promise<never> => {
    if (isTransient(error) && isUnwritten(error)) await withdraw(chat, messageId);
    throw error;
  };
