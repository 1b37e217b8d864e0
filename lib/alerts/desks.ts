// Which tenants' causes are derived now, and by which worker. Every worker hears of every event; the first one to claim
// a tenant looks, and the others find that it was looked at since.
import { pool } from "../db.ts";

export interface Look {
  tenantId: string;
  /** A look that was overtaken by a later one writes nothing. */
  fence: number;
}

/** A look that its worker did not end is taken as lost. */
const LOST = "interval '10 seconds'";

/**
 * @param events tenants, and when something happened to them, epoch milliseconds by the database
 * @returns those that nobody has looked at since
 */
export async function claimEvents(events: ReadonlyMap<string, number>): Promise<Look[]> {
  const { rows } = await pool.query<Look>(
    `WITH event AS (SELECT e."tenantId", to_timestamp(e."at" / 1000) AS "at"
       FROM unnest($1::uuid[], $2::float8[]) AS e("tenantId", "at") JOIN "Tenant" AS t ON t."id" = e."tenantId"),
     fresh AS (
       INSERT INTO "AlertDesk" ("tenantId", "lookedAt", "lookAt", "fence")
       SELECT "tenantId", clock_timestamp(), now() + ${LOST}, 1 FROM event ORDER BY 1
       ON CONFLICT DO NOTHING RETURNING "tenantId", "fence"),
     locked AS (
       SELECT d."tenantId" FROM "AlertDesk" AS d JOIN event USING ("tenantId")
       WHERE d."lookedAt" IS NULL OR d."lookedAt" <= event."at" + interval '50 milliseconds'
       ORDER BY 1 FOR UPDATE OF d),
     again AS (
       UPDATE "AlertDesk" AS d SET "lookedAt" = clock_timestamp(), "lookAt" = now() + ${LOST}, "fence" = d."fence" + 1
       FROM locked WHERE d."tenantId" = locked."tenantId" RETURNING d."tenantId", d."fence")
     SELECT * FROM fresh UNION ALL SELECT * FROM again`,
    [[...events.keys()], [...events.values()]],
  );
  return rows;
}

/** Tenants whose causes may have changed by themselves. */
export async function claimDue(limit: number): Promise<Look[]> {
  const { rows } = await pool.query<Look>(
    `UPDATE "AlertDesk" AS d SET "lookedAt" = clock_timestamp(), "lookAt" = now() + ${LOST}, "fence" = d."fence" + 1
     FROM (SELECT "tenantId" FROM "AlertDesk" WHERE "lookAt" <= now() ORDER BY "lookAt"
           LIMIT $1 FOR UPDATE SKIP LOCKED) AS due
     WHERE d."tenantId" = due."tenantId" RETURNING d."tenantId", d."fence"`,
    [limit],
  );
  return rows;
}

/** Announcements may have been missed: every tenant is looked at within some seconds, not all at once. */
export async function lookAtAll(): Promise<void> {
  await pool.query(
    `INSERT INTO "AlertDesk" AS d ("tenantId", "lookAt") SELECT "id", now() FROM "Tenant" ORDER BY 1
     ON CONFLICT ("tenantId") DO UPDATE SET "lookAt" = now() + random() * interval '3 seconds'
     WHERE d."lookAt" > now() + interval '3 seconds'`,
  );
}
