// What a plan limits, by name. Pure, and without the schema: pages use it in the browser.

/** Things that are counted when one is added. */
export const countedNames = ["bots", "keys", "members"] as const;
export type CountedName = (typeof countedNames)[number];
/** Questions of all of the tenant's bots, as in lib/bots/allowances.ts. */
const questionNames = ["perMinute", "perDay", "atOnce"] as const;
/** Ordered within a day (lib/broadcasts/day-limit.ts). */
const orderedNames = ["broadcasts"] as const;
/** What the tenant's bots know (lib/knowledge/room.ts). */
const knowledgeNames = ["sources", "knowledgeMegabytes", "pieces"] as const;
/** Calls of a day with the platform's keys; without a figure there are none (lib/shared-keys). */
const SHARED = "sharedCalls";
export type LimitName =
  | CountedName
  | (typeof questionNames)[number]
  | (typeof orderedNames)[number]
  | (typeof knowledgeNames)[number]
  | typeof SHARED;
export const limitNames: readonly LimitName[] = [
  ...countedNames,
  ...questionNames,
  ...orderedNames,
  ...knowledgeNames,
  SHARED,
];

export type PlanLimits = Partial<Record<LimitName, number>>;
