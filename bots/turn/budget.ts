// Bounds what one message may cost over all its turns, re-asks and restarts.
import { budget, defaultLimits } from "#lib/fallback/index.ts";
import type { Unit } from "./units.ts";

/** Walks and calls upstream. */
export interface Cost {
  walks: number;
  calls: number;
}

/** Calls assumed for a turn that died with its worker, whose calls are not known. */
const CALLS_OF_A_CRASH = 4;
/** Minimum pause before the second and the third walk. */
const PAUSES_MS = [10_000, 120_000];

/** What the unit's question cost in earlier turns. */
export function spentBefore(unit: Unit): Cost {
  const crashes = Math.max(...unit.map(({ tries }) => tries - 1));
  const sum = (of: "walks" | "calls") => unit.reduce((all, each) => all + each[of], 0);
  // A crash loop alone must not use up the budget: the message may be innocent.
  const lost = Math.min(CALLS_OF_A_CRASH * crashes, budget.calls - CALLS_OF_A_CRASH);
  return { walks: sum("walks"), calls: sum("calls") + lost };
}

/** How many calls the next walk may make; 0: none. */
export const callsLeft = ({ walks, calls }: Cost): number =>
  walks >= budget.walks ? 0 : Math.max(0, Math.min(defaultLimits.attempts, budget.calls - calls));

/**
 * The earliest time of the next walk, epoch milliseconds. @param retryAt when a candidate comes free; null: not known
 * @returns null: there is no next walk
 */
export function nextWalkAt(retryAt: number | null, spent: Cost, now: number): number | null {
  if (retryAt === null || callsLeft(spent) === 0) return null;
  return Math.max(retryAt, now + (PAUSES_MS[spent.walks - 1] ?? 0));
}
