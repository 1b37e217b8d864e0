// Limits and counts in Postgres, for workers that start and for the dashboard.

import type pg from "pg";
import type { Context } from "../context.ts";
import { pool, type Tx } from "../db.ts";
import {
  type Count,
  countWindows,
  type Limit,
  limitWindows,
  metrics,
  ownProjectOf,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { notify, notifyWithin, packed } from "../notify.ts";
import { tenantDb } from "../tenant-db.ts";
import { QUOTAS_CHANNEL, type QuotaAnnouncement } from "./announcements.ts";
import { databaseNow } from "./park-store.ts";

/** A worker that starts reads all tenants (null), the dashboard one. */
const read = <R extends pg.QueryResultRow>(tenantId: string | null, text: string, values: unknown[]) =>
  tenantId === null ? pool.query<R>(text, values) : tenantDb({ tenantId }).query<R>(text, values);

/** Limits of all tenants, or of one; disproved ones included (`limit: null`). Without windows that only a newer version knows. */
export async function loadLimits(tenantId: string | null = null): Promise<Limit[]> {
  const { rows } = await read<Limit>(
    tenantId,
    `SELECT "tenantId" AS "owner", "project", "model", "window", "metric", "limit",
       (extract(epoch from "at") * 1000)::float8 AS "at"
     FROM "QuotaLimit" WHERE ($1::uuid IS NULL OR "tenantId" = $1)
       AND "window" = ANY($2::"LimitWindow"[]) AND "metric" = ANY($3::"Metric"[])`,
    [tenantId, limitWindows, metrics],
  );
  return rows;
}

const HOUR_MS = 3_600_000;
type Beginning = Pick<Count, "window" | "startsAt">;

const present = (now: number): Beginning[] =>
  countWindows.map((window) => ({ window, startsAt: spanOf(window, now).startsAt }));

async function loadCounts(of: readonly Beginning[], tenantId: string | null): Promise<Count[]> {
  const { rows } = await read<Count>(
    tenantId,
    `SELECT c."workerId" AS "worker", c."tenantId" AS "owner", c."project", c."model", c."window", c."requests",
       c."refused", c."tokens", (extract(epoch from c."startsAt") * 1000)::float8 AS "startsAt"
     FROM unnest($1::"CountWindow"[], $2::float8[]) AS w("window", "startsAt")
     JOIN "QuotaCount" AS c ON c."window" = w."window" AND c."startsAt" = to_timestamp(w."startsAt" / 1000)
     WHERE $3::uuid IS NULL OR c."tenantId" = $3`,
    [of.map(({ window }) => window), of.map(({ startsAt }) => startsAt), tenantId],
  );
  return rows;
}

/**
 * What all workers counted in the windows that contain `now`, for a worker that starts. Of every tenant, since any
 * worker may handle any tenant's messages.
 */
export const loadPresentCounts = (now: number): Promise<Count[]> => loadCounts(present(now), null);

/** What was counted for one tenant in the windows that contain `now` and, to compute its pace, in the hour before. */
export const loadRecentCounts = (tenantId: string, now: number): Promise<Count[]> =>
  loadCounts(
    [...present(now), { window: "hour", startsAt: spanOf("hour", now).startsAt - HOUR_MS }],
    tenantId,
  );

/** What all workers together counted for one tenant in the present minute and day, of projects and models with a known limit. */
export async function loadUse(tenantId: string, now: number): Promise<Count[]> {
  const windows = limitWindows.map((window) => ({ window, startsAt: spanOf(window, now).startsAt }));
  const { rows } = await tenantDb({ tenantId }).query<Count>(
    `SELECT 'all' AS "worker", c."tenantId" AS "owner", c."project", c."model", c."window", sum(c."requests")::int AS "requests",
       sum(c."refused")::int AS "refused", sum(c."tokens")::float8 AS "tokens", w."startsAt"
     FROM unnest($1::"CountWindow"[], $2::float8[]) AS w("window", "startsAt")
     JOIN "QuotaCount" AS c ON c."window" = w."window" AND c."startsAt" = to_timestamp(w."startsAt" / 1000)
     WHERE c."tenantId" = $3 AND EXISTS (
       SELECT FROM "QuotaLimit" AS l WHERE l."tenantId" = c."tenantId" AND l."project" = c."project" AND l."model" = c."model"
         AND l."limit" IS NOT NULL)
     GROUP BY c."tenantId", c."project", c."model", c."window", w."startsAt"`,
    [windows.map(({ window }) => window), windows.map(({ startsAt }) => startsAt), tenantId],
  );
  return rows;
}

/** Stores the limit, unless a newer one is stored, and announces it. */
export async function storeLimit(limit: Limit, from: string): Promise<void> {
  const { owner, project, model, window, metric, limit: value, at } = limit;
  await pool.query(
    `INSERT INTO "QuotaLimit" AS l ("tenantId", "project", "model", "window", "metric", "limit", "at")
     VALUES ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))
     ON CONFLICT ("tenantId", "project", "model", "window", "metric")
       DO UPDATE SET "limit" = excluded."limit", "at" = excluded."at" WHERE l."at" <= excluded."at"`,
    [owner, project, model, window, metric, value, at],
  );
  await notify(QUOTAS_CHANNEL, [{ from, limits: [limit] } satisfies QuotaAnnouncement]);
}

/** Stores what this worker counted and announces it. Storing it twice or out of order does no harm. */
export async function storeCounts(counts: readonly Count[], from: string): Promise<void> {
  const column = <T>(pick: (count: Count) => T) => counts.map(pick);
  await pool.query(
    `INSERT INTO "QuotaCount" AS c ("tenantId", "project", "model", "window", "startsAt", "workerId", "requests",
       "refused", "tokens")
     SELECT r."owner", r."project", r."model", r."window", to_timestamp(r."startsAt" / 1000), r."worker",
       r."requests", r."refused", r."tokens"
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::"CountWindow"[], $5::float8[], $6::uuid[], $7::int[], $8::int[], $9::int8[])
       AS r("owner", "project", "model", "window", "startsAt", "worker", "requests", "refused", "tokens")
     JOIN "Tenant" AS t ON t."id" = r."owner"
     ON CONFLICT ("tenantId", "project", "model", "window", "startsAt", "workerId") DO UPDATE SET
       "requests" = greatest(c."requests", excluded."requests"),
       "refused" = greatest(c."refused", excluded."refused"), "tokens" = greatest(c."tokens", excluded."tokens")`,
    [
      column(({ owner }) => owner),
      column(({ project }) => project),
      column(({ model }) => model),
      column(({ window }) => window),
      column(({ startsAt }) => startsAt),
      column(({ worker }) => worker),
      column(({ requests }) => requests),
      column(({ refused }) => refused),
      column(({ tokens }) => tokens),
    ],
  );
  // A statement of its own: NOTIFY's global lock would be held until the counts are flushed to disk.
  await notify(
    QUOTAS_CHANNEL,
    packed(counts, (some): QuotaAnnouncement => ({ from, counts: some })),
  );
}

/**
 * An admin edited the key: forgets its project's limits, since the plan may have changed. Part of the caller's
 * transaction; workers hear of it at commit.
 */
export async function forgetLimits(tx: Tx, { tenantId }: Context, keyId: string): Promise<void> {
  const key = await tx.key.findFirst({ where: { tenantId, id: keyId }, select: { projectId: true } });
  const projects = [ownProjectOf(keyId), ...(key?.projectId ? [key.projectId] : [])];
  const forgotten = await tx.quotaLimit.updateManyAndReturn({
    where: { tenantId, project: { in: projects }, limit: { not: null } },
    data: { limit: null, at: new Date(await databaseNow(tx)) },
  });
  const limits = forgotten.map(
    ({ tenantId: owner, at, ...rest }): Limit => ({ ...rest, owner, at: at.getTime() }),
  );
  await notifyWithin(
    tx,
    QUOTAS_CHANNEL,
    packed(limits, (some): QuotaAnnouncement => ({ from: "", limits: some })),
  );
}

/** Deletes counts of past windows, which nothing reads any more. */
export async function dropOldCounts(): Promise<void> {
  await pool.query(
    `DELETE FROM "QuotaCount" WHERE "startsAt" < now() - interval '2 days'
       OR ("window" = 'hour' AND "startsAt" < now() - interval '3 hours')
       OR ("window" = 'minute' AND "startsAt" < now() - interval '10 minutes')`,
  );
}
