// What a tenant may have at most: its own figures over those of its plan. What neither names has no limit, or the
// default of lib/bots/allowances.ts. Pure.
import { z } from "zod";

/** Things that are counted when one is added. */
export const countedNames = ["bots", "keys", "members"] as const;
export type CountedName = (typeof countedNames)[number];
/** Questions of all of the tenant's bots, as in lib/bots/allowances.ts. */
export const questionNames = ["perMinute", "perDay", "atOnce"] as const;
export type LimitName = CountedName | (typeof questionNames)[number];
export const limitNames: readonly LimitName[] = [...countedNames, ...questionNames];

export const LIMIT_MAX = 100_000_000;
const figure = z.int().min(1).max(LIMIT_MAX).optional();

/** The columns Plan.limits and Tenant.limits. */
export const PlanLimits = z.object({
  ...{ bots: figure, keys: figure, members: figure },
  ...{ perMinute: figure, perDay: figure, atOnce: figure },
});
export type PlanLimits = Partial<Record<LimitName, number>>;

/** A column that cannot be read counts as empty. */
export function limitsIn(stored: unknown): PlanLimits {
  const given = PlanLimits.safeParse(stored).data ?? {};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param plan of the tenant's plan @param own of the tenant itself */
export const limitsFrom = (plan: unknown, own: unknown): PlanLimits => ({
  ...limitsIn(plan),
  ...limitsIn(own),
});
