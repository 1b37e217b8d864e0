// What stands out in the list. Pure.

/** Until the first text. */
export const SLOW_MS = 10_000;

/** Below this nobody cares, US dollars. */
const CHEAP = 0.001;
const TIMES = 5;

/** Whether an answer cost much more than its neighbours in the list do. */
export function isDear(cost: number | null, among: readonly { cost: number | null }[]): boolean {
  if (cost === null || cost < CHEAP) return false;
  const costs = among.flatMap((each) => each.cost ?? []).sort((a, b) => a - b);
  const median = costs[Math.floor(costs.length / 2)] ?? 0;
  return cost > TIMES * median;
}
