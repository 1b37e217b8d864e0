// Questions with a promised answer: asked again when a candidate comes free.
import { PROMISE_MS } from "#lib/answers/promise.ts";
import { pool } from "#lib/db.ts";
import { log } from "#lib/log.ts";
import { NOW } from "./inbox.ts";

const LOOK_MS = 1_000;
/** Maximum per look, so that a quota that just came back is not spent on old questions alone. */
const AT_ONCE = 20;

/**
 * When the question is asked again. @param retryAt epoch milliseconds when a candidate comes free; null: not known
 * @returns epoch milliseconds; null: nothing is promised, since it is unknown or more than six hours after the question
 */
export function againAt(retryAt: number | null, receivedAt: Date): number | null {
  return retryAt !== null && retryAt - receivedAt.getTime() <= PROMISE_MS ? retryAt : null;
}

// The updates of the question wait in their lane again; its answer starts over, in a new message. Skips questions that
// the person re-asked and got answered.
const RESUME = `
  WITH due AS (
    SELECT * FROM "Answer" WHERE "againAt" <= now() ORDER BY "againAt" LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED),
  wanted AS (
    SELECT * FROM due WHERE NOT EXISTS (
      SELECT 1 FROM "Answer" AS a
      WHERE a."conversationId" = due."conversationId" AND a."startedAt" > due."startedAt"
        AND a."state" = 'answered' AND a."question" = due."question")),
  begun AS (
    UPDATE "Answer" AS a SET "againAt" = NULL,
      "state" = (CASE WHEN wanted."id" IS NULL THEN 'apologised' ELSE 'running' END)::"AnswerState",
      "sent" = CASE WHEN wanted."id" IS NULL THEN a."sent" ELSE '{}' END
    FROM due LEFT JOIN wanted USING ("id") WHERE a."id" = due."id"),
  asked AS (
    UPDATE "Update" AS u SET "state" = 'waiting', "doneAt" = NULL, "tries" = 0, "failures" = 0
    FROM wanted JOIN "Update" AS f ON f."id" = wanted."updateId"
    WHERE u."laneId" = f."laneId" AND u."state" = 'done'
      AND (u."id" = f."id" OR (u."id" > f."id" AND (u."payload" -> 'message' ->> 'message_id')::int = ANY(wanted."asked")))
    RETURNING u."laneId")
  UPDATE "Lane" AS l SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", ${NOW})
  FROM (SELECT DISTINCT "laneId" FROM asked) AS a WHERE l."id" = a."laneId"`;

/** Puts questions that are due back into their lanes, until stopped. */
export function startAgain(): { stop(): void } {
  const timer = setInterval(async () => {
    try {
      const { rowCount } = await pool.query(RESUME);
      if (rowCount) log.info({ lanes: rowCount }, "asking promised questions again");
    } catch {
      // The database is away, which the lanes report. Retried at the next look.
    }
  }, LOOK_MS);
  return { stop: () => clearInterval(timer) };
}
