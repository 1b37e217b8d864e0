// Writes one tenant of a seeded database, with its answers: walks of the pool, told of its own bots, people and keys.
import type pg from "pg";
import type { Dice } from "./dice.ts";
import { type Furnished, furnish } from "./furnish.ts";
import { type MadeUpPerson, peopleOf, whoAsks } from "./people.ts";
import { keyName, projectName } from "./pool.ts";
import type { Retelling } from "./rows.ts";
import { storeAnswers, storeChainState, type Telling, type Told } from "./store.ts";
import { falling, shared, type TenantPlan } from "./tenants.ts";
import { improper } from "./trades.ts";
import { DAY_MS, exchangeOf } from "./traffic.ts";
import { insert } from "./write.ts";

/** Retold within this much of the walk's own time, so that the hours of the day stay true. */
const SHIFT_MS = 10 * 60_000;
const FIRST_UPDATE = 480_000_000;

type Names = Pick<Retelling, "key" | "scope">;

/** From the names of the pool to the tenant's ids. */
function namesOf(tenantId: string, { keys, projects }: Furnished): Names {
  const key = new Map(keys.map((each, i) => [keyName(i), each]));
  const ids = new Map([
    ...keys.map(({ id }, i): [string, string] => [keyName(i), id]),
    ...projects.map((id, i): [string, string] => [projectName(i), id]),
    ["tenant", tenantId],
  ]);
  return {
    key(name) {
      const found = key.get(name);
      if (!found) throw new Error(`The tenant has no key ${name}.`);
      return found;
    },
    scope(id) {
      const [whose = "", ...model] = id.split("/");
      return [ids.get(whose) ?? whose, ...model].join("/");
    },
  };
}

function tell(plan: TenantPlan, bots: Furnished["bots"], names: Names, now: number): Told[] {
  const { dice, trade, answers, shop, rank } = plan;
  const { lived } = shop.life;
  let nextPerson = 200_000_000 + rank * 3_000_000;
  const told = shared(answers, falling(bots.length, 0.8), 0).flatMap((count, i) => {
    const bot = bots[i];
    if (!bot || count === 0) return [];
    const people: MadeUpPerson[] = peopleOf(dice, count, nextPerson);
    nextPerson += people.length;
    return Array.from({ length: count }, () => toldOf(dice, bot.id, people));
  });
  return told.sort(
    (a, b) => a.lived.question.at + a.retelling.shiftMs - b.lived.question.at - b.retelling.shiftMs,
  );

  function toldOf(own: Dice, botId: string, people: readonly MadeUpPerson[]): Told {
    const of = own.pick(lived);
    const person = whoAsks(own, people);
    const exchange = exchangeOf(own, trade, person);
    const text = of.question.improper ? improper[person.locale] : exchange.text;
    const question = { ...of.question, ...exchange, text, botId, person };
    const shiftMs = Math.min(Math.round(own.between(-SHIFT_MS, SHIFT_MS)), now - 1_000 - of.finishedAt);
    return { lived: of, question, retelling: { ...names, shiftMs } };
  }
}

/** Errors that no rule knows, as the workers noted them. */
function unknownErrors(tenantId: string, told: readonly Told[]) {
  const found = new Map<string, Record<string, unknown> & { times: number }>();
  for (const { lived, retelling } of told)
    for (const { learned, reason, httpStatus, startedAt } of lived.attempts) {
      if (!learned?.fingerprint) continue;
      const at = new Date(startedAt + retelling.shiftMs).toISOString();
      const first = { tenantId, fingerprint: learned.fingerprint, reason, httpStatus, times: 0, firstAt: at };
      const known = found.get(learned.fingerprint) ?? first;
      found.set(learned.fingerprint, { ...known, times: known.times + 1, lastAt: at });
    }
  return [...found.values()];
}

export interface Writing extends Pick<Telling, "onWritten"> {
  /** As of furnish. */
  owner: string | null;
  days: number;
  now: number;
}

/** In one transaction, so that the tenant is there as a whole or not at all. */
export async function writeTenant(
  client: pg.ClientBase,
  plan: TenantPlan,
  { owner, days, now, onWritten }: Writing,
): Promise<void> {
  const { id: tenantId, dice, shop } = plan;
  await client.query("BEGIN; SET LOCAL synchronous_commit = off");
  try {
    const made = await furnish(client, plan, { owner, from: now - days * DAY_MS, now });
    const names = namesOf(tenantId, made);
    const told = tell(plan, made.bots, names, now);
    await storeAnswers(client, {
      tenantId,
      told,
      dice,
      prices: new Map(),
      firstUpdate: () => FIRST_UPDATE,
      onWritten,
    });
    await insert(client, "UnknownError", unknownErrors(tenantId, told));
    const { parks, limits, counts } = shop.life;
    const renamed = {
      parks: parks.map((park) => ({ ...park, id: names.scope(park.id) })),
      limits: limits.map((limit) => ({ ...limit, project: names.scope(limit.project) })),
      counts: counts.map((count) => ({ ...count, project: names.scope(count.project) })),
    };
    await storeChainState(client, renamed, { tenantId, workerId: dice.uuid(), now });
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
