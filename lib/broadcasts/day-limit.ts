// How many broadcasts a tenant may order within a day: by its plan, else by this default.
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { limitsFrom } from "../people/limits.ts";
import { tenantDb } from "../tenant-db.ts";

const BROADCASTS_A_DAY = 10;
const DAY_MS = 86_400_000;

interface Columns {
  plan: unknown;
  own: unknown;
}

const limitOf = (columns: Columns | undefined): number =>
  limitsFrom(columns?.plan, columns?.own).broadcasts ?? BROADCASTS_A_DAY;

const ofDay = ({ tenantId }: Pick<Context, "tenantId">) => ({
  where: { tenantId, orderedAt: { gt: new Date(Date.now() - DAY_MS) } },
});

/** How many more may be ordered now. */
export async function roomOfDay(context: Pick<Context, "tenantId">): Promise<number> {
  const db = tenantDb(context);
  const [tenant, ordered] = await Promise.all([
    db.tenant.findFirst({ where: { id: context.tenantId }, select: { limits: true, plan: true } }),
    db.broadcast.count(ofDay(context)),
  ]);
  return Math.max(0, limitOf({ plan: tenant?.plan?.limits, own: tenant?.limits }) - ordered);
}

/** Locks the tenant's row, so that of two orders at once the second one counts the first. @throws AppError "broadcast_limit" */
export async function requireRoomOfDay(tx: Tx, context: Pick<Context, "tenantId">): Promise<void> {
  const [columns] = await tx.$queryRaw<Columns[]>`
    SELECT t."limits" AS "own", p."limits" AS "plan" FROM "Tenant" AS t LEFT JOIN "Plan" AS p ON p."id" = t."planId"
    WHERE t."id" = ${context.tenantId}::uuid FOR NO KEY UPDATE OF t`;
  const limit = limitOf(columns);
  if ((await tx.broadcast.count(ofDay(context))) >= limit) throw new AppError("broadcast_limit", { limit });
}
