// Counts of questions that all workers share, and that a restart keeps.
import type { AllowanceScope } from "#lib/bots/usual-allowances.ts";
import { pool } from "#lib/db.ts";

export interface MessageCount {
  tenantId: string;
  /** The bot; of the scope `tenant`, the tenant. */
  ownerId: string;
  scope: AllowanceScope;
  /** Telegram's id of the person or chat; else 0. */
  subjectId: number;
  window: "minute" | "day";
  /** Epoch milliseconds. */
  startsAt: number;
  count: number;
}

/** Adds the counts, in one order, since two workers add to the same rows at once. @returns the sums of all workers */
export async function addCounts(counts: readonly MessageCount[]): Promise<MessageCount[]> {
  const { rows } = await pool.query<MessageCount>(
    `INSERT INTO "MessageCount" AS m ("tenantId", "ownerId", "scope", "subjectId", "window", "startsAt", "count")
     SELECT t."id", c."ownerId", c."scope"::"AllowanceScope", c."subjectId", c."window"::"AllowanceWindow",
       to_timestamp(c."startsAt" / 1000), c."count"
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::float8[], $7::int[])
       AS c("tenantId", "ownerId", "scope", "subjectId", "window", "startsAt", "count")
     JOIN "Tenant" AS t ON t."id" = c."tenantId" ORDER BY c."ownerId", c."scope", c."subjectId", c."window"
     ON CONFLICT ("ownerId", "scope", "subjectId", "window", "startsAt") DO UPDATE SET "count" = m."count" + excluded."count"
     RETURNING "tenantId", "ownerId", "scope", "subjectId", "window", extract(epoch FROM "startsAt")::float8 * 1000 AS "startsAt",
       "count"`,
    [
      counts.map(({ tenantId }) => tenantId),
      counts.map(({ ownerId }) => ownerId),
      counts.map(({ scope }) => scope),
      counts.map(({ subjectId }) => subjectId),
      counts.map(({ window }) => window),
      counts.map(({ startsAt }) => startsAt),
      counts.map(({ count }) => count),
    ],
  );
  return rows;
}

/** Deletes the counts of windows that are over, with a day's grace for clocks and for what waited. */
export async function dropOldCounts(): Promise<void> {
  await pool.query(
    `DELETE FROM "MessageCount"
     WHERE "startsAt" < now() - CASE "window" WHEN 'minute' THEN interval '1 hour' ELSE interval '2 days' END`,
  );
}
