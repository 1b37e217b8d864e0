// What a plan limits, by name. Pure, and without the schema: pages use it in the browser.

/** Things that are counted when one is added. */
export const countedNames = ["bots", "keys", "members"] as const;
export type CountedName = (typeof countedNames)[number];
/** Questions of all of the tenant's bots, as in lib/bots/allowances.ts. */
export const questionNames = ["perMinute", "perDay", "atOnce"] as const;
export type LimitName = CountedName | (typeof questionNames)[number];
export const limitNames: readonly LimitName[] = [...countedNames, ...questionNames];

export type PlanLimits = Partial<Record<LimitName, number>>;
