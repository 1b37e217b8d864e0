// How many calls of its day a tenant has taken: a row for each day of UTC, which all workers take blocks from.
import { pool } from "../db.ts";

/** SQL: the day that counts. */
export const SHARED_DAY = `(now() AT TIME ZONE 'UTC')::date`;

/**
 * Takes `calls` of the tenant's day, all or none of them; two workers at once never take more than the limit.
 * @param limit of the day @returns the day that they are of, as 2026-11-26; null: so many are not left
 */
export async function takeSharedCalls(
  tenantId: string,
  limit: number,
  calls: number,
): Promise<string | null> {
  const { rows } = await pool.query<{ day: string }>(
    `INSERT INTO "SharedKeyUse" AS u ("tenantId", "day", "calls")
     SELECT "id", ${SHARED_DAY}, $3::int FROM "Tenant" WHERE "id" = $1 AND $3 <= $2::int
     ON CONFLICT ("tenantId", "day") DO UPDATE SET "calls" = u."calls" + excluded."calls"
       WHERE u."calls" + excluded."calls" <= $2
     RETURNING "day"::text AS "day"`,
    [tenantId, limit, calls],
  );
  return rows[0]?.day ?? null;
}

/** They were taken and not made. */
export async function returnSharedCalls(tenantId: string, day: string, calls: number): Promise<void> {
  await pool.query(
    `UPDATE "SharedKeyUse" SET "calls" = greatest(0, "calls" - $3) WHERE "tenantId" = $1 AND "day" = $2::date`,
    [tenantId, day, calls],
  );
}

/** Deletes what nobody looks at any more. */
export async function dropOldSharedUse(): Promise<void> {
  await pool.query(`DELETE FROM "SharedKeyUse" WHERE "day" < ${SHARED_DAY} - 31`);
}
