// A pool of true walks to retell: a few model shops live through the same weeks, each with another number of keys. Walking
// for each of a million answers would take as long as writing them; of the pool's, each is told many times, with other
// seconds, people, words and keys.
import { compileChain } from "#lib/fallback/index.ts";
import { seedModels } from "#lib/models/order.ts";
import { Dice } from "./dice.ts";
import { type BadHours, failures } from "./google.ts";
import { type Life, live } from "./life.ts";
import { peopleOf } from "./people.ts";
import { trades } from "./trades.ts";
import { DAY_MS, HOUR_MS, questionsOf } from "./traffic.ts";

/** Numbers of keys that a tenant can have. */
export const keyCounts = [1, 2, 3, 5, 8, 13, 24, 60] as const;

/** Why a key does not work, and since which share of the time. */
type KeyFate = { fails: "leaked" | "expired" | "unpaid"; since: number };

export interface ModelShop {
  keys: number;
  life: Life;
  /** By the key's number. */
  fates: ReadonlyMap<number, KeyFate>;
}

/** Two keys of three have a project of their own. */
export const projectOfKey = (key: number): number => Math.floor((key * 2) / 3);
export const keyName = (key: number) => `k${key}`;
export const projectName = (project: number) => `p${project}`;
/** Whether a project pays, and so has no limits: one of five. */
const pays = (project: number) => project % 5 === 2;

function fatesOf(keys: number): Map<number, KeyFate> {
  const fates: [number, KeyFate][] = [];
  if (keys >= 3) fates.push([0, { fails: "leaked", since: 0.7 }]);
  if (keys >= 5) fates.push([3, { fails: "expired", since: 0.5 }]);
  if (keys >= 8) fates.push([1, { fails: "unpaid", since: 0.85 }]);
  return new Map(fates);
}

function badHoursOf(dice: Dice, fates: ReadonlyMap<number, KeyFate>, from: number, days: number): BadHours[] {
  const dead = [...fates].map(([key, { fails, since }]) => ({
    ...{ from: from + since * days * DAY_MS, to: Infinity, fails: failures[fails] },
    covers: ({ key: { id } }: { key: { id: string } }) => id === keyName(key),
  }));
  const troubles = [failures.overloaded, failures.overloaded, failures.internal, failures.vague, null];
  const passing = Array.from({ length: Math.ceil(days / 2) }, () => {
    const begins = from + dice.next() * days * DAY_MS;
    const model = dice.pick(seedModels);
    const fails = dice.pick(troubles);
    return {
      ...{ from: begins, to: begins + dice.between(0.2, 3) * HOUR_MS, fails },
      covers: (candidate: { model: string }) => candidate.model === model,
    };
  });
  // Google, or the way to it, was away as a whole.
  const outages = [0.31, 0.78].map((share) => {
    const begins = from + share * days * DAY_MS;
    return { from: begins, to: begins + 40 * 60_000, fails: failures.reset, covers: () => true };
  });
  return [...dead, ...outages, ...passing];
}

/** @param walks of each shop */
export async function makePool(of: {
  seed: string;
  walks: number;
  days: number;
  now: number;
}): Promise<ModelShop[]> {
  const { seed, walks, days, now } = of;
  const from = now - days * DAY_MS;
  const shops: ModelShop[] = [];
  for (const keys of keyCounts) {
    const dice = new Dice(seed, "pool", keys);
    const fates = fatesOf(keys);
    const chain = compileChain({
      owner: "tenant",
      models: seedModels,
      keys: Array.from({ length: keys }, (_, i) => {
        return { id: keyName(i), label: keyName(i), last4: "", project: projectName(projectOfKey(i)) };
      }),
    });
    const projects = Array.from({ length: projectOfKey(keys - 1) + 1 }, (_, i) => i);
    const about = { dice, trade: dice.pick(trades), botId: "", people: peopleOf(dice, walks, 1) };
    const life = await live({
      dice,
      questions: questionsOf({ ...about, count: walks, from, to: now }),
      chainOf: () => chain,
      badHours: badHoursOf(dice, fates, from, days),
      paying: new Set(projects.filter(pays).map(projectName)),
      to: now,
    });
    shops.push({ keys, life, fates });
  }
  return shops;
}
