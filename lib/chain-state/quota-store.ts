// Limits and counts in Postgres: what lets a worker that starts, and the dashboard, know what is used of what.

import type { Context } from "../context.ts";
import { pool, type Tx } from "../db.ts";
import type { Count, Limit } from "../fallback/quotas/quotas.ts";
import { ownProjectOf } from "../fallback/scopes.ts";

/** Channel on which limits and counts are announced: the payload is an `QuotaAnnouncement`. */
export const QUOTAS_CHANNEL = "quotas";

export interface QuotaAnnouncement {
  from: string;
  limits?: readonly Limit[];
  counts?: readonly Count[];
}

/** Postgres takes payloads of less than 8,000 bytes. */
const COUNTS_AT_ONCE = 20;

const columnsOf = (rows: readonly object[], names: readonly string[]) =>
  names.map((name) => rows.map((row) => (row as Record<string, unknown>)[name]));

async function announce(announcement: QuotaAnnouncement): Promise<void> {
  await pool.query("SELECT pg_notify($1, $2)", [QUOTAS_CHANNEL, JSON.stringify(announcement)]);
}

/** Limits of all tenants, or of one; those disproved too. */
export async function loadLimits(tenantId: string | null = null): Promise<Limit[]> {
  const { rows } = await pool.query<Limit>(
    `SELECT "tenantId" AS "owner", "project", "model", "window", "metric", "limit",
       (extract(epoch from "at") * 1000)::float8 AS "at"
     FROM "QuotaLimit" WHERE $1::uuid IS NULL OR "tenantId" = $1`,
    [tenantId],
  );
  return rows;
}

/** Counts of the windows that may still matter: the last day and a bit, of all tenants or of one. */
export async function loadCounts(tenantId: string | null = null): Promise<Count[]> {
  const { rows } = await pool.query<Count>(
    `SELECT "workerId" AS "worker", "tenantId" AS "owner", "project", "model", "window", "requests", "refused",
       "tokens", (extract(epoch from "startsAt") * 1000)::float8 AS "startsAt"
     FROM "QuotaCount" WHERE "startsAt" > now() - interval '26 hours'
       AND ("window" <> 'minute' OR "startsAt" > now() - interval '2 minutes') AND ($1::uuid IS NULL OR "tenantId" = $1)`,
    [tenantId],
  );
  return rows;
}

/** Keeps the limit, unless there is newer word of it, and tells all workers. */
export async function storeLimit(limit: Limit, from: string): Promise<void> {
  const { owner, project, model, window, metric, limit: value, at } = limit;
  await pool.query(
    `INSERT INTO "QuotaLimit" AS l ("tenantId", "project", "model", "window", "metric", "limit", "at")
     VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))
     ON CONFLICT ("tenantId", "project", "model", "window", "metric")
       DO UPDATE SET "limit" = excluded."limit", "at" = excluded."at" WHERE l."at" <= excluded."at"`,
    [owner, project, model, window, metric, value, at],
  );
  await announce({ from, limits: [limit] });
}

/** Keeps what this worker counted, and tells the others. Storing it twice or out of order does no harm. */
export async function storeCounts(counts: readonly Count[], from: string): Promise<void> {
  const names = [
    "owner",
    "project",
    "model",
    "window",
    "startsAt",
    "worker",
    "requests",
    "refused",
    "tokens",
  ];
  await pool.query(
    `INSERT INTO "QuotaCount" AS c ("tenantId", "project", "model", "window", "startsAt", "workerId", "requests",
       "refused", "tokens")
     SELECT r."owner", r."project", r."model", r."window"::"CountWindow", to_timestamp(r."startsAt" / 1000), r."worker",
       r."requests", r."refused", r."tokens"
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::uuid[], $7::int[], $8::int[], $9::int8[])
       AS r("owner", "project", "model", "window", "startsAt", "worker", "requests", "refused", "tokens")
     JOIN "Tenant" AS t ON t."id" = r."owner"
     ON CONFLICT ("tenantId", "project", "model", "window", "startsAt", "workerId") DO UPDATE SET
       "requests" = greatest(c."requests", excluded."requests"),
       "refused" = greatest(c."refused", excluded."refused"), "tokens" = greatest(c."tokens", excluded."tokens")`,
    columnsOf(counts, names),
  );
  for (let i = 0; i < counts.length; i += COUNTS_AT_ONCE) {
    await announce({ from, counts: counts.slice(i, i + COUNTS_AT_ONCE) });
  }
}

/**
 * An admin edited the key: its plan, or its project's, may be another, so its limits are found out anew. Part of the
 * caller's transaction; workers hear of it at commit.
 */
export async function forgetLimits(tx: Tx, { tenantId }: Context, keyId: string): Promise<void> {
  const key = await tx.key.findFirst({ where: { tenantId, id: keyId }, select: { projectId: true } });
  const projects = [ownProjectOf(keyId), ...(key?.projectId ? [key.projectId] : [])];
  const forgotten = await tx.quotaLimit.updateManyAndReturn({
    where: { tenantId, project: { in: projects }, limit: { not: null } },
    data: { limit: null, at: new Date() },
  });
  for (const { tenantId: owner, at, ...rest } of forgotten) {
    const announcement = { from: "", limits: [{ ...rest, owner, at: at.getTime() }] };
    await tx.$executeRaw`SELECT pg_notify(${QUOTAS_CHANNEL}, ${JSON.stringify(announcement)})`;
  }
}

/** Counts of windows that are long over. */
export async function dropOldCounts(): Promise<void> {
  await pool.query(
    `DELETE FROM "QuotaCount" WHERE "startsAt" < now() - interval '2 days'
       OR ("window" = 'minute' AND "startsAt" < now() - interval '10 minutes')`,
  );
}
