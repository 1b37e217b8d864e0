// What a tenant may have at most: its own figures over those of its plan. What neither names has no limit, or the
// default of lib/bots/allowances.ts. Pure.
import { z } from "zod";
import type { PlanLimits } from "./limit-names.ts";

const LIMIT_MAX = 100_000_000;
const figure = z.int().min(1).max(LIMIT_MAX).optional();

/** The columns Plan.limits and Tenant.limits. */
export const LimitFigures = z.object({
  ...{ bots: figure, keys: figure, members: figure },
  ...{ perMinute: figure, perDay: figure, atOnce: figure, broadcasts: figure, sharedCalls: figure },
  ...{ sources: figure, knowledgeMegabytes: figure, pieces: figure },
});

/** A column that cannot be read counts as empty. */
export function limitsIn(stored: unknown): PlanLimits {
  const given = LimitFigures.safeParse(stored).data ?? {};
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param plan of the tenant's plan @param own of the tenant itself */
export const limitsFrom = (plan: unknown, own: unknown): PlanLimits => ({
  ...limitsIn(plan),
  ...limitsIn(own),
});
