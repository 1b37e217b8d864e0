// Whether a person wants the broadcasts of a bot: for all topics of their chat with it.
import type { ConversationRef } from "../conversations/conversations.ts";
import { tenantDb } from "../tenant-db.ts";

/** @param wanted false: none are sent from the next message on, also of one that is under way */
export async function subscribe(
  { tenantId, botId, chatId }: Omit<ConversationRef, "threadId">,
  wanted: boolean,
): Promise<void> {
  await tenantDb({ tenantId }).query(
    `UPDATE "Conversation" SET "unsubscribedAt" = CASE WHEN $4 THEN NULL ELSE coalesce("unsubscribedAt", now()) END
     WHERE "tenantId" = $1 AND "botId" = $2 AND "chatId" = $3`,
    [tenantId, botId, chatId, wanted],
  );
}
