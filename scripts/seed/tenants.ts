// Which tenants a seeded database has: few large ones, many small ones.
import { Dice } from "./dice.ts";
import { keyCounts, type ModelShop } from "./pool.ts";
import { type Trade, trades } from "./trades.ts";

export interface Sizes {
  tenants: number;
  bots: number;
  answers: number;
  days: number;
}

/** One tenant to be. Its own dice, so that it is the same whichever tenants were made before it. */
export interface TenantPlan {
  dice: Dice;
  id: string;
  /** 0 is the largest. */
  rank: number;
  slug: string;
  name: string;
  trade: Trade;
  bots: number;
  answers: number;
  shop: ModelShop;
}

/** Shares `total` by falling weights, each at least `least`. The sum is exact if `total` allows it. */
export function shared(total: number, weights: readonly number[], least: number): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const rest = Math.max(0, total - least * weights.length);
  let [given, soFar] = [0, 0];
  return weights.map((weight) => {
    soFar += weight;
    const upTo = Math.round((rest * soFar) / all);
    const own = upTo - given;
    given = upTo;
    return least + own;
  });
}

export const falling = (count: number, steepness: number): number[] =>
  Array.from({ length: count }, (_, i) => (i + 1) ** -steepness);

/** The largest tenth of the tenants has most keys. */
function keysOf(rank: number): number {
  const wanted = 60 * (rank + 1) ** -0.5;
  return keyCounts.findLast((count) => count <= wanted) ?? 1;
}

/** @throws RangeError if there are fewer bots than tenants */
export function planTenants(seed: string, { tenants, bots, answers }: Sizes, pool: readonly ModelShop[]) {
  if (bots < tenants) throw new RangeError("Each tenant needs a bot.");
  const botsOf = shared(bots, falling(tenants, 0.7), 1);
  const answersOf = shared(answers, falling(tenants, 1), 0);
  return Array.from({ length: tenants }, (_, rank): TenantPlan => {
    const dice = new Dice(seed, "tenant", rank);
    const trade = dice.pick(trades);
    const keys = keysOf(rank);
    const shop = pool.find((each) => each.keys === keys);
    if (!shop) throw new RangeError(`The pool has no shop of ${keys} keys.`);
    const number = rank + 1;
    return {
      ...{ dice, id: dice.uuid(), rank, trade, shop },
      slug: `${trade.stem}-${dice.hex(1).slice(0, 4)}${number}`,
      name: rank < trade.names.length ? dice.pick(trade.names) : `${dice.pick(trade.names)} ${number}`,
      bots: botsOf[rank] ?? 1,
      answers: answersOf[rank] ?? 0,
    };
  });
}
