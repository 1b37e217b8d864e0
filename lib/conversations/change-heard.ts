// A person has changed a message that an operator heard: the operator reads it as it is now. What the bot was asked stays.
import { tenantDb } from "../tenant-db.ts";
import type { ConversationRef } from "./conversations.ts";

export async function changeHeard(
  { tenantId, botId, chatId, threadId }: ConversationRef,
  changed: { telegramId: number; text: string },
): Promise<void> {
  const { telegramId, text } = changed;
  await tenantDb({ tenantId }).query(
    `UPDATE "ChatMessage" AS m SET "text" = $6, "editedAt" = now(), "changedAt" = now()
     FROM "Conversation" AS c
     WHERE c."tenantId" = $1 AND c."botId" = $2 AND c."chatId" = $3 AND c."threadId" = $4
       AND m."tenantId" = $1 AND m."conversationId" = c."id" AND m."author" = 'person' AND m."state" = 'heard'
       AND m."telegramId" = $5 AND m."text" <> $6`,
    [tenantId, botId, chatId, threadId, telegramId, text],
  );
}
