// Whether Google may use what a tenant's bots are asked: by its terms it may on the free plan of a project, and may not on a
// paid one (ai.google.dev/gemini-api/terms, "How Google Uses Your Data").
import { one } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";

/** free: a key of it has met a limit of the free plan; paid: all of its keys have met others; unknown: nothing tells. */
export type GooglePlan = "free" | "paid" | "unknown";

/** Refusals that are looked at, of each class. */
const LATEST = 200;

/** By the quotas that Google named in its refusals of the last 30 days; the names of the free plan's tell it. */
export async function googlePlanOf(tenantId: string): Promise<GooglePlan> {
  const { rows } = await tenantDb({ tenantId }).query<{ free: boolean; paid: boolean }>(
    `WITH refused AS (
       SELECT r."keyId", bool_or(r."quotaId" LIKE '%FreeTier%') AS "free"
       FROM unnest('{rate_minute,rate_day,rate_unknown}'::"AttemptClass"[]) AS of("class"), LATERAL (
         SELECT "keyId", "quotaId" FROM "Attempt" AS a
         WHERE a."tenantId" = $1 AND a."class" = of."class" AND a."class" <> 'ok' AND a."startedAt" > now() - interval '30 days'
         ORDER BY a."startedAt" DESC LIMIT ${LATEST}) AS r
       WHERE r."quotaId" IS NOT NULL GROUP BY 1)
     SELECT coalesce(bool_or(refused."free"), false) AS "free", coalesce(bool_and(refused."free" IS FALSE), false) AS "paid"
     FROM "Key" AS k LEFT JOIN refused ON refused."keyId" = k."id" WHERE k."tenantId" = $1 AND k."enabled"`,
    [tenantId],
  );
  const { free, paid } = one(rows);
  return free ? "free" : paid ? "paid" : "unknown";
}
