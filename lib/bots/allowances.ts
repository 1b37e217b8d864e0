// Allowances: how much one person, one chat, a whole bot or a tenant may ask, so that nobody spends what others need.
// A bot's own are set on its page.
import { z } from "zod";
import type { PlanLimits } from "../people/limit-names.ts";
import { ALLOWANCE_MAX, type Allowances, type botScopes, defaultAllowances } from "./usual-allowances.ts";

const figure = z.int().min(1).max(ALLOWANCE_MAX).optional();
const own = z.object({ perMinute: figure, perDay: figure, atOnce: figure }).optional();

/** The column Bot.allowances: what differs from the defaults. */
export const OwnAllowances = z.object({ person: own, chat: own, bot: own });
export type OwnAllowances = z.infer<typeof OwnAllowances>;

/**
 * What is stored, over the defaults. A column that cannot be read counts as empty.
 * @param ofTenant the figures of the tenant's plan
 */
export function allowancesFrom(stored: unknown, ofTenant: PlanLimits = {}): Allowances {
  const given = OwnAllowances.safeParse(stored).data ?? {};
  const merged = (scope: (typeof botScopes)[number]): Allowances["bot"] => {
    const set = Object.entries(given[scope] ?? {}).filter(([, value]) => value !== undefined);
    return { ...defaultAllowances[scope], ...Object.fromEntries(set) };
  };
  const { perMinute, perDay, atOnce } = { ...defaultAllowances.tenant, ...ofTenant };
  const tenant = { perMinute, perDay, atOnce };
  return { tenant, person: merged("person"), chat: merged("chat"), bot: merged("bot") };
}
