// How much of its plan a tenant uses.
import { one } from "../db.ts";
import { tenantDb } from "../tenant-db.ts";
import type { PlanLimits } from "./limit-names.ts";
import { limitsFrom } from "./limits.ts";

export interface TenantUse {
  /** Name of the plan; null: none. */
  plan: string | null;
  limits: PlanLimits;
  bots: number;
  keys: number;
  members: number;
  /** Questions since the day of UTC began, which the limit of a day counts. */
  today: number;
}

interface Row extends Omit<TenantUse, "limits"> {
  planLimits: unknown;
  ownLimits: unknown;
}

/** For whoever may see it: the caller has checked that. */
export async function usageOf(tenantId: string): Promise<TenantUse> {
  const { rows } = await tenantDb({ tenantId }).query<Row>(
    `SELECT p."name" AS "plan", p."limits" AS "planLimits", t."limits" AS "ownLimits",
       (SELECT count(*)::int FROM "Bot" WHERE "tenantId" = $1) AS "bots",
       (SELECT count(*)::int FROM "Key" WHERE "tenantId" = $1) AS "keys",
       (SELECT count(*)::int FROM "Member" WHERE "tenantId" = $1) AS "members",
       (SELECT count(*)::int FROM "Answer" WHERE "tenantId" = $1 AND "startedAt" >= date_trunc('day', now(), 'UTC')
          AND "startedAt" < date_trunc('day', now(), 'UTC') + interval '1 day') AS "today"
     FROM "Tenant" AS t LEFT JOIN "Plan" AS p ON p."id" = t."planId" WHERE t."id" = $1`,
    [tenantId],
  );
  const { planLimits, ownLimits, ...rest } = one(rows);
  return { ...rest, limits: limitsFrom(planLimits, ownLimits) };
}
