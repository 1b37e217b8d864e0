// A person asks for an operator: they wait from then on, whatever the bot answers, until one writes or hands back.
import { tenantDb } from "../tenant-db.ts";
import type { ConversationRef } from "./conversations.ts";

/** @param asking the command as it was written. Of the same update it counts once. */
export async function askForOperator(
  { tenantId, botId, chatId, threadId }: ConversationRef,
  asking: { text: string; telegramId: number },
): Promise<void> {
  const { text, telegramId } = asking;
  await tenantDb({ tenantId }).query(
    `WITH c AS (
       UPDATE "Conversation" SET "askedAt" = coalesce("askedAt", now()), "waitingSince" = coalesce("waitingSince", now()), "lastAt" = now()
       WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3 AND "threadId" = $4 RETURNING "id", "tenantId")
     INSERT INTO "ChatMessage" ("id", "tenantId", "conversationId", "author", "state", "text", "telegramId")
     SELECT gen_random_uuid(), c."tenantId", c."id", 'person', 'heard', $5, $6 FROM c
     WHERE NOT EXISTS (SELECT FROM "ChatMessage" AS m WHERE m."conversationId" = c."id" AND m."telegramId" = $6 AND m."state" = 'heard')`,
    [tenantId, botId, chatId, threadId, text, telegramId],
  );
}
