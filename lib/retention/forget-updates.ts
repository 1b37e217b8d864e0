// Deletes updates that were handled long ago. In the order of their ids, which is that of their arrival: this needs no index
// that a message would pay for. One worker at a time goes through them, a page at a time.
import type pg from "pg";
import { QUESTION_FILES_ALONE } from "../conversations/message-file.ts";
import { inTransaction, pool } from "../db.ts";
import { defaultSpans, spanChoices } from "./spans.ts";

const CHORE = "updates";
const PAGE = 1_000;

const START = `INSERT INTO "Chore" ("name") VALUES ('${CHORE}') ON CONFLICT DO NOTHING`;

const CLAIM = `
  SELECT "cursor" FROM "Chore" WHERE "name" = '${CHORE}' AND "dueAt" <= coalesce($1::timestamptz, now())
  FOR NO KEY UPDATE SKIP LOCKED`;

/** A bot's latest stays: its page tells when somebody last wrote. Files of a question move to its answer. */
const FORGET = `
  WITH page AS (SELECT "id", "receivedAt" FROM "Update" WHERE "id" > $2 ORDER BY "id" LIMIT ${PAGE}),
  due AS MATERIALIZED (
    SELECT u."id" FROM page JOIN "Update" AS u ON u."id" = page."id" LEFT JOIN "Retention" AS r ON r."tenantId" = u."tenantId"
    WHERE CASE u."state" WHEN 'done' THEN coalesce(u."doneAt", u."receivedAt") < coalesce($1::timestamptz, now())
          - make_interval(days => coalesce(r."updateDays", ${defaultSpans.updateDays}))
        WHEN 'dead' THEN u."receivedAt" < coalesce($1::timestamptz, now())
          - make_interval(months => coalesce(r."messageMonths", ${defaultSpans.messageMonths}))
        ELSE false END
      AND u."updateId" < (SELECT max(n."updateId") FROM "Update" AS n WHERE n."botId" = u."botId")),
  kept AS (
    UPDATE "Answer" AS w SET "files" = f."files"
    FROM (SELECT a."id", ${QUESTION_FILES_ALONE} AS "files" FROM due JOIN "Answer" AS a ON a."updateId" = due."id") AS f
    WHERE w."id" = f."id" AND f."files" IS NOT NULL),
  gone AS (DELETE FROM "Update" AS u USING due WHERE u."id" = due."id" AND u."state" <> 'waiting' RETURNING u."id")
  SELECT (SELECT count(*)::int FROM page) AS "read", (SELECT max("id") FROM page) AS "last",
    (SELECT max("receivedAt") FROM page) > coalesce($1::timestamptz, now()) - interval '${spanChoices.updateDays[0]} days' AS "young",
    (SELECT count(*)::int FROM gone) AS "deleted"`;

const NEXT = `UPDATE "Chore" SET "cursor" = $2, "dueAt" = coalesce($1::timestamptz, now()) + $3::interval WHERE "name" = '${CHORE}'`;

interface Page {
  read: number;
  last: number | null;
  /** The page ends with updates that nobody deletes yet. */
  young: boolean | null;
  deleted: number;
}

async function forgetPage(client: pg.PoolClient, now: Date | null): Promise<boolean> {
  const [chore] = (await client.query<{ cursor: number }>(CLAIM, [now])).rows;
  if (!chore) return false;
  const [page] = (await client.query<Page>(FORGET, [now, chore.cursor])).rows;
  const isRound = !page || page.read < PAGE || page.young === true;
  await client.query(NEXT, [now, isRound ? 0 : page.last, isRound ? "1 hour" : "0"]);
  return true;
}

export const startForgettingUpdates = () => pool.query(START);

/**
 * One page, if a round is due or under way.
 * @param now null: by the database's clock
 * @returns false: nothing is due, or another worker is at it
 */
export const forgetUpdates = (now: Date | null = null): Promise<boolean> =>
  inTransaction((client) => forgetPage(client, now));
