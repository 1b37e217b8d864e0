// Questions with a promised answer: asked again when a candidate comes free.
import { PROMISE_MS } from "#lib/answers/promise.ts";
import { one, pool } from "#lib/db.ts";
import { log } from "#lib/log.ts";
import { NOW } from "./inbox.ts";

const LOOK_MS = 1_000;
/** The same while nothing is promised: a new promise is for ten seconds ahead or more (lib/fallback/walk/budget.ts). */
const IDLE_MS = 5_000;
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
      AND (u."id" = f."id" OR (u."id" > f."id" AND (coalesce(u."payload" -> 'message', u."payload" -> 'edited_message') ->> 'message_id')::int = ANY(wanted."asked")))
    RETURNING u."laneId"),
  lanes AS (
    UPDATE "Lane" AS l SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", ${NOW})
    FROM (SELECT DISTINCT "laneId" FROM asked) AS a WHERE l."id" = a."laneId" RETURNING l."id")
  SELECT (SELECT count(*)::int FROM lanes) AS "lanes",
    EXISTS (SELECT 1 FROM "Answer" WHERE "againAt" IS NOT NULL) AS "promised"`;

/** Puts questions that are due back into their lanes, until stopped. */
export function startAgain(): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function look(): Promise<void> {
    let waitMs = LOOK_MS;
    try {
      const { lanes, promised } = one((await pool.query<{ lanes: number; promised: boolean }>(RESUME)).rows);
      if (lanes) log.info({ lanes }, "asking promised questions again");
      if (!promised) waitMs = IDLE_MS;
    } catch {
      // The database is away, which the lanes report. Retried at the next look.
    }
    if (!stopped) timer = setTimeout(look, waitMs);
  }
  timer = setTimeout(look, LOOK_MS);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
