// Ways on which something may have to be told: claimed by one worker at a time, with a lease.

import { AlertChannel, Role } from "#generated/enums.ts";
import { pool } from "../db.ts";

export interface Way {
  id: string;
  tenantId: string;
  channel: AlertChannel;
  /** Null: a webhook. */
  userId: string | null;
  botId: string | null;
  chatId: number | null;
  url: string | null;
  /** Sealed. */
  secret: string | null;
  /** What made it due until it was claimed. */
  news: number;
}

/** Those of a newer version are told by its workers, and so is whoever has a role that only it knows. */
const IS_KNOWN = `w."channel" = ANY($1::"AlertChannel"[]) AND NOT EXISTS (
  SELECT FROM "Member" AS m WHERE m."tenantId" = w."tenantId" AND m."userId" = w."userId" AND m."role" <> ALL($2::"Role"[]))`;
const known = [Object.values(AlertChannel), Object.values(Role)];

/** Longer than all tries of one claim take. After it another worker sends again what was not noted as sent. */
const LEASE = "interval '45 seconds'";

/** Due ways of different tenants in turn, so that none of them waits for one with many. */
export async function claimWays(workerId: string, limit: number): Promise<Way[]> {
  const { rows } = await pool.query<Way>(
    `UPDATE "AlertWay" AS w SET "workerId" = $3, "until" = now() + ${LEASE}
     FROM (SELECT w."id" FROM "AlertWay" AS w JOIN (
             SELECT w."id", row_number() OVER (PARTITION BY w."tenantId" ORDER BY w."dueAt") AS "turn" FROM "AlertWay" AS w
             WHERE w."dueAt" <= now() AND (w."until" IS NULL OR w."until" < now()) AND ${IS_KNOWN}) AS due USING ("id")
           WHERE w."dueAt" <= now() AND (w."until" IS NULL OR w."until" < now())
           ORDER BY due."turn", w."dueAt" LIMIT $4 FOR UPDATE OF w SKIP LOCKED) AS free
     WHERE w."id" = free."id"
     RETURNING w."id", w."tenantId", w."channel", w."userId", w."botId", w."chatId", w."url", w."secret", w."news"`,
    [...known, workerId, limit],
  );
  return rows;
}

/** @param dueAt when it is due next, epoch milliseconds by the database, unless something came meanwhile; null: never */
export async function releaseWay(
  workerId: string,
  { id, news }: Pick<Way, "id" | "news">,
  dueAt: number | null,
): Promise<void> {
  await pool.query(
    `UPDATE "AlertWay" SET "until" = NULL, "workerId" = NULL,
       "dueAt" = CASE WHEN "news" = $3 THEN to_timestamp($4::float8 / 1000)
                      ELSE least("dueAt", to_timestamp($4::float8 / 1000)) END
     WHERE "id" = $1 AND "workerId" = $2`,
    [id, workerId, news, dueAt],
  );
}

/** The chat refuses the bot: it stays quiet until the person links it again. */
export async function stopWay({ id }: Pick<Way, "id">): Promise<void> {
  await pool.query(`UPDATE "AlertWay" SET "enabled" = false, "dueAt" = NULL WHERE "id" = $1`, [id]);
}

/** Milliseconds until the next way is due; null: none is. */
export async function nextDueMs(): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `SELECT (extract(epoch from min(greatest(w."dueAt", w."until")) - now()) * 1000)::float8 AS "ms" FROM "AlertWay" AS w
     WHERE w."dueAt" IS NOT NULL AND ${IS_KNOWN}`,
    known,
  );
  return rows[0]?.ms ?? null;
}
