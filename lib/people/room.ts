// Whether a tenant's plan has room for more: asked by whatever adds what a plan counts.
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import type { CountedName } from "./limit-names.ts";
import { limitsFrom } from "./limits.ts";

export interface LimitColumns {
  plan: unknown;
  own: unknown;
}

/** SQL. $1 the tenant */
export const LIMITS = `SELECT t."limits" AS "own", p."limits" AS "plan" FROM "Tenant" AS t LEFT JOIN "Plan" AS p ON p."id" = t."planId"
  WHERE t."id" = $1::uuid`;
/** SQL: the same, and locks the tenant's row until the transaction ends: of two additions at once the second one counts the first. */
export const LOCKED_LIMITS = `${LIMITS} FOR NO KEY UPDATE OF t`;

const counts: Record<CountedName, (tx: Tx, tenantId: string) => Promise<number>> = {
  bots: (tx, tenantId) => tx.bot.count({ where: { tenantId } }),
  keys: (tx, tenantId) => tx.key.count({ where: { tenantId } }),
  members: (tx, tenantId) => tx.member.count({ where: { tenantId } }),
};

/**
 * Locks the tenant's row until the transaction ends, so of two additions at once the second one counts the first.
 * @param more how many are added @param promised what is not there yet and takes room, such as invitations
 * @throws AppError "limit_reached"
 */
export async function requireRoom(
  tx: Tx,
  tenantId: string,
  name: CountedName,
  { more = 1, promised = 0, field }: { more?: number; promised?: number; field?: string } = {},
): Promise<void> {
  const [columns] = await tx.$queryRawUnsafe<LimitColumns[]>(LOCKED_LIMITS, tenantId);
  const limit = limitsFrom(columns?.plan, columns?.own)[name];
  if (limit === undefined) return;
  const there = (await counts[name](tx, tenantId)) + promised;
  if (there + more > limit) throw new AppError("limit_reached", { limit, what: name }, field);
}
