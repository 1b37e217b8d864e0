// Who receives a broadcast: people who wrote to the bot in a private chat, and have neither blocked it nor unsubscribed.
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { tenantDb } from "../tenant-db.ts";

/**
 * SQL: whether the conversation `c` is with somebody who wrote to the bot of the broadcast `b` before it began. A private chat has
 * the number of its person; negative threads are chats of accounts that are connected to the bot, whose people never wrote to it.
 */
const WROTE = `c."tenantId" = b."tenantId" AND c."botId" = b."botId"
  AND c."chatId" > 0 AND c."chatId" < ${FIRST_PAGE_CHAT} AND c."threadId" >= 0 AND c."createdAt" <= coalesce(b."startedAt", now())`;
/** SQL: whether they neither blocked the bot nor unsubscribed, in any topic. */
const WANTS = `c."closedAt" IS NULL AND NOT EXISTS (
  SELECT FROM "Conversation" AS o WHERE o."botId" = c."botId" AND o."chatId" = c."chatId" AND o."unsubscribedAt" IS NOT NULL)`;
/** SQL: whether they are of the segment's language and tag. */
const CHOSEN = `(b."segment"->>'locale' IS NULL OR b."segment"->>'locale' = left(coalesce(c."locale", (
    SELECT coalesce(k."speech"->>'locale', t."locale") FROM "Bot" AS k JOIN "Tenant" AS t ON t."id" = k."tenantId" WHERE k."id" = b."botId")), 2))
  AND (b."segment"->>'tag' IS NULL OR EXISTS (SELECT FROM "PersonNote" AS n WHERE n."tenantId" = c."tenantId"
    AND n."telegramId" = c."chatId" AND n."tags" @> ARRAY[b."segment"->>'tag']))`;
/** SQL: whether they were last seen when the segment wants it. */
const SEEN = `(b."segment"->>'seenWithin' IS NULL
    OR c."lastAt" >= coalesce(b."startedAt", now()) - make_interval(days => (b."segment"->>'seenWithin')::int))
  AND (b."segment"->>'unseenFor' IS NULL
    OR c."lastAt" < coalesce(b."startedAt", now()) - make_interval(days => (b."segment"->>'unseenFor')::int))`;

/** SQL: whether the conversation `c` is of somebody who is to receive the broadcast `b`. */
export const RECEIVES = [WROTE, WANTS, CHOSEN, SEEN].join(" AND ");

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
 * How many of its people have written to the bot within a day of its beginning. By language and tag: when somebody was last seen
 * before is no longer known, so a broadcast to some of the people by that counts all who were there.
 */
export async function countRepliers({ tenantId, broadcastId }: Ref): Promise<number> {
  const { rows } = await tenantDb({ tenantId }).query<{ people: number }>(
    `SELECT count(DISTINCT c."chatId")::int AS "people" FROM "Broadcast" AS b, LATERAL (
       SELECT a."conversationId" FROM "Answer" AS a
       WHERE a."tenantId" = b."tenantId" AND a."botId" = b."botId" AND a."startedAt" BETWEEN b."startedAt" AND b."startedAt" + ${ANSWERED}
       UNION
       SELECT m."conversationId" FROM "ChatMessage" AS m
       WHERE m."tenantId" = b."tenantId" AND m."changedAt" >= b."startedAt" AND m."author" = 'person'
         AND m."at" BETWEEN b."startedAt" AND b."startedAt" + ${ANSWERED}) AS wrote
     JOIN "Conversation" AS c ON c."id" = wrote."conversationId"
     WHERE b."tenantId" = $1 AND b."id" = $2 AND b."startedAt" IS NOT NULL AND ${WROTE} AND ${CHOSEN}`,
    [tenantId, broadcastId],
  );
  return rows[0]?.people ?? 0;
}
