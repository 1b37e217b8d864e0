// Stores what Telegram delivers in Postgres before it is acknowledged. One statement per batch.
import { randomInt } from "node:crypto";
import type pg from "pg";
import type { Update } from "telegraf/types";
import { openConversationOf } from "#lib/conversations/conversations.ts";
import { pool } from "#lib/db.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { type ChatFacts, chatFactsOf } from "./chat-facts.ts";
import { type Claim, claimOf, dateOf, LEASE } from "./claims.ts";
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

const LEASE_END = `now() + ${LEASE}`;
/** A lane that nobody holds and where nothing waits: what is stored now may be claimed at once. */
const FREE = `$9::uuid IS NOT NULL AND l."readyAt" IS NULL AND l."until" IS NULL`;

/**
 * `arrivals` of a lane that a statement claims: a random number tells it from a lane that this worker holds already, since
 * RETURNING does not see the row before the update.
 */
const newArrivals = (): number => randomInt(2 ** 20, 2 ** 30);

const STORE = {
  name: "store",
  text: `WITH bot AS (
       UPDATE "BotLease" SET "nextUpdate" = CASE WHEN $7::uuid IS NULL THEN greatest("nextUpdate", $6) ELSE $6::bigint END, ${STORED}
       WHERE "botId" = $1 AND ($7::uuid IS NULL OR ("workerId" = $7 AND "fence" = $8))
       RETURNING "tenantId"),
     batch AS (
       SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::jsonb[])
         AS b("updateId", "chatId", "threadId", "payload")),
     lane AS (
       INSERT INTO "Lane" AS l ("tenantId", "botId", "chatId", "threadId", "arrivals", "readyAt", "workerId", "fence", "until")
       SELECT "tenantId", $1, "chatId", "threadId", $10, ${NOW}, $9::uuid, ($9::uuid IS NOT NULL)::int,
         CASE WHEN $9::uuid IS NOT NULL THEN ${LEASE_END} END
       FROM bot, (SELECT DISTINCT "chatId", "threadId" FROM batch) AS each
       ON CONFLICT ("botId", "chatId", "threadId")
         DO UPDATE SET "arrivals" = CASE WHEN ${FREE} THEN $10 ELSE l."arrivals" + 1 END,
           "readyAt" = coalesce(l."readyAt", ${NOW}),
           "workerId" = CASE WHEN ${FREE} THEN $9 ELSE l."workerId" END,
           "fence" = CASE WHEN ${FREE} THEN l."fence" + 1 ELSE l."fence" END,
           "until" = CASE WHEN ${FREE} THEN ${LEASE_END} ELSE l."until" END
       RETURNING "id", "chatId", "threadId", "arrivals", "fence", "sendsAfter", "framesAfter", "groups", "movedTo",
         coalesce("workerId" = $9 AND "arrivals" = $10, false) AS "taken"),
     stored AS (
       INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "tries")
       SELECT bot."tenantId", $1, b."updateId", lane."id", b."payload", lane."taken"::int
       FROM bot, batch AS b JOIN lane USING ("chatId", "threadId")
       ORDER BY b."updateId"
       ON CONFLICT ("botId", "updateId") DO NOTHING
       RETURNING "id", "updateId", "laneId", "receivedAt")
     SELECT bot."tenantId", lane."id" AS "laneId", lane."chatId", lane."threadId", lane."fence", lane."arrivals",
       ${chatFactsOf("lane", "$1")},
       (SELECT json_agg(json_build_object('id', s."id", 'updateId', s."updateId", 'receivedAt', s."receivedAt") ORDER BY s."id")
        FROM stored AS s WHERE s."laneId" = lane."id") AS "stored",
       (SELECT ${openConversationOf([`bot."tenantId"`, "$1", `lane."chatId"`, `lane."threadId"`])}
        FROM "Lane" AS seen
        WHERE seen."id" = lane."id" AND seen."until" IS NULL AND seen."fence" = lane."fence" - 1) AS "opened"
     FROM bot LEFT JOIN lane ON lane."taken"`,
};

type Row = Pick<Claim, "tenantId" | "chatId" | "threadId" | "fence" | "arrivals"> &
  ChatFacts & {
    /** null: no lane was claimed. */
    laneId: number | null;
    /** null: nothing in the lane was new. */
    stored: { id: number; updateId: number; receivedAt: string }[] | null;
    /**
     * null: it must be opened by a statement of its own. So also where the lane's last settlement was committed while this
     * statement ran, which then does not see the answer: the lane that it sees is not the one that it claimed.
     */
    opened: Claim["opened"] | null;
  };

/**
 * Stores the batch and, for a poller, moves the bot's offset behind it, atomically, which may be back. Drops duplicates.
 * @param holder null for a webhook, which needs no lease
 * @param claimFor the worker that claims the lanes where nothing waited and that nobody holds; null: none are claimed
 * @param on a connection in a transaction
 * @returns the claims; null: nothing is stored, since another worker holds the lease or the bot is deleted
 */
export async function storeAndClaim(
  botId: string,
  updates: readonly Update[],
  holder: Holder | null,
  claimFor: string | null,
  on: Pick<pg.ClientBase, "query"> = pool,
): Promise<Claim[] | null> {
  const lanes = updates.map(laneOf);
  const payloads = updates.map((update) => toJsonb(update));
  const ids = updates.map(({ update_id }) => update_id);
  const askedAt = systemClock.now();
  const { rows } = await on.query<Row>(STORE, [
    botId,
    ids,
    lanes.map(({ chatId }) => chatId),
    lanes.map(({ threadId }) => threadId),
    payloads,
    Math.max(...ids) + 1,
    holder?.workerId ?? null,
    holder?.fence ?? null,
    claimFor,
    claimFor ? newArrivals() : 1,
  ]);
  if (rows.length === 0) return null;
  return rows.flatMap(({ laneId, stored, opened, ...row }) => {
    if (laneId === null) return [];
    const waiting = (stored ?? []).map(({ id, updateId, receivedAt }) => ({
      ...{ tries: 1, lone: 0, failures: 0, walks: 0, calls: 0 },
      ...{ id, receivedAt: dateOf(receivedAt) },
      // As it was stored.
      update: JSON.parse(payloads[ids.indexOf(updateId)] ?? "null") as Update,
    }));
    const claim = claimOf({ ...row, laneId, botId }, { askedAt, waiting, unreadable: [], more: false });
    return [opened ? Object.assign(claim, { opened }) : claim];
  });
}

/** The same without claims. @returns whether it is stored */
export const store = async (
  botId: string,
  updates: readonly Update[],
  holder: Holder | null,
  on?: Pick<pg.ClientBase, "query">,
): Promise<boolean> => (await storeAndClaim(botId, updates, holder, null, on)) !== null;
