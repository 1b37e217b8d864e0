// Who receives a broadcast: people who wrote to the bot in a private chat, and have neither blocked it nor unsubscribed.
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { tenantDb } from "../tenant-db.ts";

/**
 * SQL: whether the conversation `c` is of somebody who is to receive the broadcast `b`. A private chat has the number of its
 * person; negative threads are chats of accounts that are connected to the bot, whose people never wrote to it. Once it has
 * begun, the list stands: whoever came later is not in it.
 */
export const RECEIVES = `c."tenantId" = b."tenantId" AND c."botId" = b."botId"
  AND c."chatId" > 0 AND c."chatId" < ${FIRST_PAGE_CHAT} AND c."threadId" >= 0 AND c."closedAt" IS NULL
  AND c."createdAt" <= coalesce(b."startedAt", now())
  AND NOT EXISTS (SELECT FROM "Conversation" AS o WHERE o."botId" = c."botId" AND o."chatId" = c."chatId" AND o."unsubscribedAt" IS NOT NULL)
  AND (b."segment"->>'locale' IS NULL OR b."segment"->>'locale' = left(coalesce(c."locale", (
    SELECT coalesce(k."speech"->>'locale', t."locale") FROM "Bot" AS k JOIN "Tenant" AS t ON t."id" = k."tenantId" WHERE k."id" = b."botId")), 2))
  AND (b."segment"->>'tag' IS NULL OR EXISTS (SELECT FROM "PersonNote" AS n WHERE n."tenantId" = c."tenantId"
    AND n."telegramId" = c."chatId" AND n."tags" @> ARRAY[b."segment"->>'tag']))
  AND (b."segment"->>'seenWithin' IS NULL
    OR c."lastAt" >= coalesce(b."startedAt", now()) - make_interval(days => (b."segment"->>'seenWithin')::int))
  AND (b."segment"->>'unseenFor' IS NULL
    OR c."lastAt" < coalesce(b."startedAt", now()) - make_interval(days => (b."segment"->>'unseenFor')::int))`;

interface Ref {
  tenantId: string;
  broadcastId: string;
}

/** How many people would receive it now; none where there is no such broadcast. */
export async function countReceivers({ tenantId, broadcastId }: Ref): Promise<number> {
  const { rows } = await tenantDb({ tenantId }).query<{ people: number }>(
    `SELECT (SELECT count(DISTINCT c."chatId")::int FROM "Conversation" AS c WHERE ${RECEIVES}) AS "people"
     FROM "Broadcast" AS b WHERE b."tenantId" = $1 AND b."id" = $2`,
    [tenantId, broadcastId],
  );
  return rows[0]?.people ?? 0;
}

/** Within how long a message counts as an answer to it. */
const ANSWERED = "interval '1 day'";

/**
 * How many of those who were tried have written to the bot within a day of its beginning. By language and tag; when somebody
 * was last seen is no longer known, so a broadcast to some of the people by that counts all who were there.
 */
export async function countRepliers({ tenantId, broadcastId }: Ref): Promise<number> {
  const { rows } = await tenantDb({ tenantId }).query<{ people: number }>(
    `SELECT (SELECT count(DISTINCT c."chatId")::int FROM "Conversation" AS c
       WHERE ${RECEIVES.replaceAll(`b."segment"`, "anyone.segment")} AND (
         EXISTS (SELECT FROM "Answer" AS a WHERE a."tenantId" = b."tenantId" AND a."conversationId" = c."id"
           AND a."startedAt" > b."startedAt" AND a."startedAt" < b."startedAt" + ${ANSWERED})
         OR EXISTS (SELECT FROM "ChatMessage" AS m WHERE m."tenantId" = b."tenantId" AND m."conversationId" = c."id"
           AND m."author" = 'person' AND m."at" > b."startedAt" AND m."at" < b."startedAt" + ${ANSWERED}))) AS "people"
     FROM "Broadcast" AS b, LATERAL (SELECT b."segment" - 'seenWithin' - 'unseenFor' AS segment) AS anyone
     WHERE b."tenantId" = $1 AND b."id" = $2 AND b."startedAt" IS NOT NULL`,
    [tenantId, broadcastId],
  );
  return rows[0]?.people ?? 0;
}
