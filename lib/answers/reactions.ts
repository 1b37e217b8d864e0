// 👍 and 👎 that people put on an answer in the chat.
import { tenantDb } from "../tenant-db.ts";

/** What a person thinks of a message, from now on. */
export interface Verdict {
  /** Telegram's message_id. */
  messageId: number;
  actorId: number;
  at: Date;
  liked: boolean;
  disliked: boolean;
}

/** Of a chat. In a group people react to messages of everybody: such a reaction is looked for among so many answers in vain. */
const LATEST = 500;

// Telegram names the chat and the message, not the topic. The latest answers of each of the chat's conversations are looked
// through, since an index of all sent messages would be written with each answer. Repeated by a worker that takes over, it
// changes nothing more; a reaction that is older than the stored one changes nothing at all.
const RECORD = {
  name: "record reaction",
  text: `
  WITH found AS (
    SELECT a."id" FROM "Conversation" AS c CROSS JOIN LATERAL (
      SELECT a."id", a."sent" FROM "Answer" AS a WHERE a."conversationId" = c."id" ORDER BY a."startedAt" DESC LIMIT ${LATEST}) AS a
    WHERE c."tenantId" = $1 AND c."botId" = $2 AND c."chatId" = $3 AND $4::int = ANY(a."sent") LIMIT 1),
  locked AS MATERIALIZED (SELECT a."id" FROM "Answer" AS a JOIN found ON a."id" = found."id" FOR NO KEY UPDATE OF a),
  stored AS (
    INSERT INTO "Reaction" AS r ("tenantId", "answerId", "messageId", "actorId", "liked", "disliked", "at")
    SELECT $1, locked."id", $4, $5, $6, $7, $8 FROM locked
    ON CONFLICT ("tenantId", "answerId", "messageId", "actorId")
      DO UPDATE SET "liked" = excluded."liked", "disliked" = excluded."disliked", "at" = excluded."at" WHERE r."at" <= excluded."at"
    RETURNING "answerId"),
  -- What the statement stores it does not see yet.
  counted AS (
    SELECT stored."answerId" AS "id", count(DISTINCT r."actorId") FILTER (WHERE r."liked") AS "liked",
      count(DISTINCT r."actorId") FILTER (WHERE r."disliked") AS "disliked"
    FROM stored CROSS JOIN LATERAL (
      SELECT $5::bigint AS "actorId", $6::bool AS "liked", $7::bool AS "disliked"
      UNION ALL SELECT o."actorId", o."liked", o."disliked" FROM "Reaction" AS o
      WHERE o."tenantId" = $1 AND o."answerId" = stored."answerId" AND (o."messageId", o."actorId") <> ($4::int, $5::bigint)) AS r
    GROUP BY 1)
  UPDATE "Answer" AS a SET "liked" = counted."liked", "disliked" = counted."disliked"
  FROM counted WHERE a."tenantId" = $1 AND a."id" = counted."id"`,
};

/**
 * Stores it on the answer that the message belongs to; a removed one is stored as neither.
 * @returns whether there is such an answer: people also react to other messages, and to answers that are long past
 */
export async function recordReaction(
  chat: { tenantId: string; botId: string; chatId: number },
  verdict: Verdict,
): Promise<boolean> {
  const { tenantId, botId, chatId } = chat;
  const { messageId, actorId, liked, disliked, at } = verdict;
  const values = [tenantId, botId, chatId, messageId, actorId, liked, disliked, at];
  const { rowCount } = await tenantDb(chat).query(RECORD, values);
  return (rowCount ?? 0) > 0;
}
