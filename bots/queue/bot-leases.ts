// Which worker runs which bot: leases in Postgres with a fence, by the database's clock.
import type { BotState } from "#generated/enums.ts";
import { BOT_RUNS } from "#lib/bots/running.ts";
import { one, pool } from "#lib/db.ts";
import { systemClock } from "#lib/fallback/index.ts";
import { workerAlive } from "#lib/worker-alive.ts";
import { LEASE, STEPPED } from "./claims.ts";
import { Hold } from "./hold.ts";

export interface BotClaim {
  botId: string;
  fence: number;
  /** The next update_id to ask for. */
  nextUpdate: number;
  /** A poller that is cut off from the database must not disturb the one that took its place. */
  hold: Hold;
}

/**
 * Claims up to `limit` bots that shall run and that no worker runs. A lease that ends later than any of ours was written
 * before the database's clock stepped back; one that lives has renewed it by then.
 * @param takeOver whether leases that ran out may be taken over (contact.ts)
 */
export async function claimBots(workerId: string, limit: number, takeOver = true): Promise<BotClaim[]> {
  const askedAt = systemClock.now();
  const { rows } = await pool.query<Omit<BotClaim, "hold">>(
    `UPDATE "BotLease" AS l SET "workerId" = $1, "fence" = l."fence" + 1,
       "until" = now() + ${LEASE}
     FROM (SELECT l."botId" FROM "BotLease" AS l JOIN "Bot" AS b ON b."id" = l."botId"
           JOIN "Tenant" AS t ON t."id" = b."tenantId"
           WHERE ${BOT_RUNS} AND (l."until" IS NULL OR $3 AND (l."until" < now() OR l."until" > ${STEPPED}))
           LIMIT $2 FOR NO KEY UPDATE OF l SKIP LOCKED) AS free
     WHERE l."botId" = free."botId"
     RETURNING l."botId", l."fence", l."nextUpdate"`,
    [workerId, limit, takeOver],
  );
  return rows.map((row) => ({ ...row, hold: new Hold(askedAt) }));
}

/** Renews the leases. @returns the bots that the worker still holds */
export async function renewBots(workerId: string, claims: readonly BotClaim[]): Promise<Set<string>> {
  const askedAt = systemClock.now();
  // A worker of thousands of bots reads the few that it has lost, not all that it has kept.
  const { rows } = await pool.query<{ lost: number[] | null }>(
    `WITH c AS (SELECT * FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS c("botId", "fence", "n")),
     kept AS (
       UPDATE "BotLease" AS l SET "until" = now() + ${LEASE}, "lapses" = "lapses" + coalesce("until" < now(), true)::int
       FROM c WHERE l."botId" = c."botId" AND l."fence" = c."fence" AND l."workerId" = $1
       RETURNING c."n")
     SELECT json_agg(c."n") AS "lost" FROM c WHERE NOT EXISTS (SELECT FROM kept WHERE kept."n" = c."n")`,
    // As Postgres writes arrays: pg would look through each element for what it has to escape.
    [
      workerId,
      `{${claims.map(({ botId }) => botId).join()}}`,
      `{${claims.map(({ fence }) => fence).join()}}`,
    ],
  );
  const lost = new Set(one(rows).lost);
  const kept = claims.filter((_, i) => !lost.has(i + 1));
  for (const { hold } of kept) hold.renewed(askedAt);
  return new Set(kept.map(({ botId }) => botId));
}

/** Releases the bot; another worker may claim it at once. */
export async function releaseBot(workerId: string, { botId, fence }: BotClaim): Promise<void> {
  await pool.query(
    `UPDATE "BotLease" SET "workerId" = NULL, "until" = NULL WHERE "botId" = $1 AND "fence" = $2 AND "workerId" = $3`,
    [botId, fence, workerId],
  );
}

/** Records the bot's state for its page; written only on change, under the lease's fence. */
export async function reportState(
  { botId, fence }: BotClaim,
  state: BotState,
  detail: string | null,
): Promise<void> {
  await pool.query(
    `UPDATE "BotLease" SET "state" = $3::"BotState", "detail" = $4, "since" = now()
     WHERE "botId" = $1 AND "fence" = $2 AND ("state" <> $3::"BotState" OR "detail" IS DISTINCT FROM $4)`,
    [botId, fence, state, detail],
  );
}

/**
 * A webhook's update could not be stored. Without the fence, since any worker may receive it: so it takes the place of
 * `working` only, and the next stored update ends it (inbox.ts).
 */
export async function reportNotStored(botId: string, detail: string): Promise<void> {
  await pool.query(
    `UPDATE "BotLease" SET "state" = 'not_stored', "detail" = $2, "since" = now()
     WHERE "botId" = $1 AND "state" = 'working'`,
    [botId, detail],
  );
}

/** How many bots each live worker should run, rounded up. */
export async function fairShare(): Promise<number> {
  const { rows } = await pool.query<{ share: number }>(
    `SELECT ceil((SELECT count(*) FROM "Bot" AS b JOIN "Tenant" AS t ON t."id" = b."tenantId"
                   WHERE ${BOT_RUNS})::float8 /
                 greatest(1, (SELECT count(*) FROM "Worker" AS w WHERE ${workerAlive})))::int AS "share"`,
  );
  return one(rows).share;
}
