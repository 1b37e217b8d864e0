// Allowances: how much one person, one chat, a whole bot or a tenant may ask, so that nobody spends what others need.
// A bot's own are set on its page.
import { z } from "zod";
import type { PlanLimits } from "../people/limit-names.ts";

interface Allowance {
  /** Questions; several messages that are answered as one count once. */
  readonly perMinute: number;
  /** The same in a day of UTC. */
  readonly perDay: number;
  /** Answers under way at once, in each worker; a question beyond it waits for its turn. */
  readonly atOnce: number;
}

export const allowanceFigures = ["perMinute", "perDay", "atOnce"] as const;
/** What an admin sets for each bot. */
export const botScopes = ["person", "chat", "bot"] as const;
export type AllowanceScope = (typeof botScopes)[number] | "tenant";
export type Allowances = Readonly<Record<AllowanceScope, Allowance>>;

/** Beyond what an ordinary person writes, and near what Telegram lets a bot answer (30 messages a second). */
export const defaultAllowances: Allowances = {
  person: { perMinute: 30, perDay: 500, atOnce: 3 },
  /** Of a group. */
  chat: { perMinute: 60, perDay: 3_000, atOnce: 8 },
  bot: { perMinute: 6_000, perDay: 200_000, atOnce: 100 },
  tenant: { perMinute: 20_000, perDay: 1_000_000, atOnce: 200 },
};

export const ALLOWANCE_MAX = 1_000_000;
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
  const merged = (scope: (typeof botScopes)[number]): Allowance => {
    const set = Object.entries(given[scope] ?? {}).filter(([, value]) => value !== undefined);
    return { ...defaultAllowances[scope], ...Object.fromEntries(set) };
  };
  const { perMinute, perDay, atOnce } = { ...defaultAllowances.tenant, ...ofTenant };
  const tenant = { perMinute, perDay, atOnce };
  return { tenant, person: merged("person"), chat: merged("chat"), bot: merged("bot") };
}
