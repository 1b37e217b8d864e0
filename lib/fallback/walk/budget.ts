// What one message may cost over all its walks. `walk` knows one walk only: the caller keeps count and asks here.
import { defaultLimits } from "./walk.ts";

/** Walks and calls upstream. */
export interface Cost {
  walks: number;
  calls: number;
}

/** The most that one message may cost. */
export const budget: Readonly<Cost> = { walks: 3, calls: 24 };

/** Milliseconds; minimum pause before the second and the third walk. */
const pausesMs = [10_000, 120_000];

/** How many calls the next walk may make; 0: there is no next walk. */
export const callsLeft = ({ walks, calls }: Cost): number =>
  walks >= budget.walks ? 0 : Math.max(0, Math.min(defaultLimits.attempts, budget.calls - calls));

/**
 * The earliest time of the next walk, epoch milliseconds. @param retryAt when a candidate comes free; null: not known
 * @returns null: there is no next walk
 */
export function nextWalkAt(retryAt: number | null, spent: Cost, now: number): number | null {
  if (retryAt === null || callsLeft(spent) === 0) return null;
  return Math.max(retryAt, now + (pausesMs[spent.walks - 1] ?? 0));
}
