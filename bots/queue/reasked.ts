// The question that an edited message asked, if it may be asked anew: the person's last one, since /new, with nothing said after it.
import { tenantDb } from "#lib/tenant-db.ts";
import type { Claim } from "./claims.ts";

export interface Reasked {
  /** Of the answer, with Telegram's ids of its messages: they are edited. */
  answerId: string;
  sent: number[];
  /** Row id of the question's first update. */
  updateId: number;
  /** The question as it was answered. */
  question: string;
  /** The question's messages as they were before this edit, as Telegram sent them, in order. */
  messages: object[];
}

/** SQL: the message that the update `u` tells of, new or changed. */
export const MESSAGE_OF = `coalesce(u."payload" -> 'message', u."payload" -> 'edited_message', u."payload" -> 'business_message',
  u."payload" -> 'edited_business_message')`;

/** Telegram lets people edit for two days; a day bounds what is looked through in a large group. */
const FOR = "interval '1 day'";

const REASKED = {
  name: "reasked",
  text: `
  SELECT a."id" AS "answerId", a."sent", a."updateId"::float8 AS "updateId", a."question",
    (SELECT json_agg(v."message" ORDER BY v."first") FROM (
       SELECT DISTINCT ON (m."id") m."message", min(u."id") OVER (PARTITION BY m."id") AS "first"
       FROM "Update" AS u, LATERAL (
         SELECT v."message", (v."message" ->> 'message_id')::bigint AS "id" FROM (SELECT ${MESSAGE_OF} AS "message") AS v) AS m
       WHERE u."laneId" = $1 AND u."state" IN ('waiting', 'done', 'dead') AND u."id" >= a."updateId" AND u."id" < $2
         AND m."id" = ANY(a."asked")
       ORDER BY m."id", u."id" DESC) AS v) AS "messages"
  FROM "Conversation" AS c JOIN "Answer" AS a ON a."tenantId" = c."tenantId" AND a."conversationId" = c."id"
  WHERE c."tenantId" = $3 AND c."botId" = $4 AND c."chatId" = $5 AND c."threadId" = $6
    AND a."startedAt" > now() - ${FOR} AND $7 = ANY(a."asked") AND a."state" <> 'running' AND a."finishedAt" > c."since"
    AND NOT EXISTS (
      SELECT FROM "Answer" AS l JOIN "Update" AS f ON f."id" = l."updateId"
      WHERE l."tenantId" = c."tenantId" AND l."conversationId" = c."id" AND l."startedAt" > a."startedAt"
        AND (c."chatId" > 0 OR (f."payload" -> 'message' -> 'from' ->> 'id')::bigint = $8))
    AND NOT EXISTS (
      SELECT FROM "ChatMessage" AS s WHERE s."tenantId" = c."tenantId" AND s."conversationId" = c."id" AND s."at" > a."startedAt")
  LIMIT 1`,
};

/**
 * @param edit row id of the edit's update @param message Telegram's id of the edited message @param person who wrote it
 * @returns null: the edit is stale, or nothing was asked with the message
 */
export async function reaskedBy(
  { laneId, tenantId, botId, chatId, threadId }: Claim,
  { edit, message, person }: { edit: number; message: number; person: number },
): Promise<Reasked | null> {
  const place = [laneId, edit, tenantId, botId, chatId, threadId];
  const { rows } = await tenantDb({ tenantId }).query<Reasked>(REASKED, [...place, message, person]);
  const [found] = rows;
  return found?.messages ? found : null;
}
