// Stores what Telegram delivers in Postgres before it is acknowledged. One statement per batch.
import type pg from "pg";
import type { Update } from "telegraf/types";
import { pool } from "#lib/db.ts";
import { toJsonb } from "./database.ts";
import { laneOf } from "./payload.ts";

export interface Holder {
  workerId: string;
  /** Fence of the bot's lease: a worker that lost it stores nothing and moves no offset. */
  fence: number;
}

/** Rounded down, since millisecond columns round up: `readyAt` of now must not be in the future. */
export const NOW = `date_trunc('milliseconds', now())`;

/** A stored update of a webhook ends the state `not_stored`; a poller reports its states itself. */
const ENDS = `$7::uuid IS NULL AND "state" = 'not_stored'`;
const STORED = `"state" = CASE WHEN ${ENDS} THEN 'working' ELSE "state" END,
         "detail" = CASE WHEN ${ENDS} THEN NULL ELSE "detail" END, "since" = CASE WHEN ${ENDS} THEN now() ELSE "since" END`;

/**
 * Stores the batch and, for a poller, moves the bot's offset past it, atomically. Drops duplicates.
 * @param holder null for a webhook, which needs no lease
 * @param on a connection in a transaction
 * @returns whether it is stored; false: another worker holds the lease, or the bot is deleted
 */
export async function store(
  botId: string,
  updates: readonly Update[],
  holder: Holder | null,
  on: Pick<pg.ClientBase, "query"> = pool,
): Promise<boolean> {
  const lanes = updates.map(laneOf);
  const { rowCount } = await on.query({
    name: "store",
    text: `WITH bot AS (
       UPDATE "BotLease" SET "nextUpdate" = greatest("nextUpdate", $6), ${STORED}
       WHERE "botId" = $1 AND ($7::uuid IS NULL OR ("workerId" = $7 AND "fence" = $8))
       RETURNING "tenantId"),
     batch AS (
       SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[])
         AS b("updateId", "chatId", "threadId", "payload")),
     lane AS (
       INSERT INTO "Lane" AS l ("tenantId", "botId", "chatId", "threadId", "arrivals", "readyAt")
       SELECT "tenantId", $1, "chatId", "threadId", 1, ${NOW}
       FROM bot, (SELECT DISTINCT "chatId", "threadId" FROM batch) AS each
       ON CONFLICT ("botId", "chatId", "threadId")
         DO UPDATE SET "arrivals" = l."arrivals" + 1, "readyAt" = coalesce(l."readyAt", ${NOW})
       RETURNING "id", "chatId", "threadId"),
     stored AS (
       INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload")
       SELECT bot."tenantId", $1, b."updateId", lane."id", b."payload"
       FROM bot, batch AS b JOIN lane USING ("chatId", "threadId")
       ORDER BY b."updateId"
       ON CONFLICT ("botId", "updateId") DO NOTHING)
     SELECT 1 FROM bot`,
    values: [
      botId,
      updates.map(({ update_id }) => update_id),
      lanes.map(({ chatId }) => chatId),
      lanes.map(({ threadId }) => threadId),
      updates.map((update) => toJsonb(update)),
      Math.max(...updates.map(({ update_id }) => update_id)) + 1,
      holder?.workerId ?? null,
      holder?.fence ?? null,
    ],
  });
  return rowCount === 1;
}
