// Gives a demo tenant 30 days of life: made-up questions, answered by the real walk with the tenant's own chain.
import { pool } from "#lib/db.ts";
import { loadTenant, type TenantConfig } from "#lib/live-config/snapshot.ts";
import { Dice } from "../seed/dice.ts";
import { type BadHours, failures } from "../seed/google.ts";
import { type Lived, live } from "../seed/life.ts";
import { type MadeUpPerson, makePerson } from "../seed/people.ts";
import { asLived } from "../seed/rows.ts";
import { storeAnswers, storeChainState } from "../seed/store.ts";
import { trades } from "../seed/trades.ts";
import { DAY_MS, exchangeOf, HOUR_MS, type MadeUpQuestion, questionsOf } from "../seed/traffic.ts";

const DAYS = 30;
const QUESTIONS_PER_BOT = 130;
const PEOPLE_PER_BOT = 16;
const MINUTE_MS = 60_000;
/** The latest question, before now: its answer is in the database when the demo is ready. */
const LATEST_MS = 4 * MINUTE_MS;
/** The sandbox counts a bot's updates from a number of nine digits, so these ids are never met again. */
const firstUpdate = () => 1;

/** Hours of UTC. */
const hoursBefore = (now: number) => (daysAgo: number, atHour: number, length: number) => {
  const from = now - (now % DAY_MS) - daysAgo * DAY_MS + atHour * HOUR_MS;
  return { from, to: from + length * HOUR_MS };
};
/** When nothing of Google could be reached. */
const outageBefore = (now: number) => hoursBefore(now)(8, 14, 2);

/** A day with a bad hour for each kind of trouble that a look at the answers should find. @param leaked id of that key */
function badHoursUntil(to: number, leaked: string | null): BadHours[] {
  const hours = hoursBefore(to);
  const model = (name: string) => (candidate: { model: string }) => candidate.model === name;
  return [
    { from: -Infinity, to: Infinity, fails: failures.leaked, covers: ({ key }) => key.id === leaked },
    { ...hours(21, 9, 4), fails: failures.overloaded, covers: model("gemini-2.5-flash") },
    { ...hours(12, 13, 5), fails: failures.internal, covers: model("gemini-2.5-flash") },
    { ...outageBefore(to), fails: failures.reset, covers: () => true },
    { ...hours(4, 11, 5), fails: null, covers: model("gemini-2.5-flash") },
    {
      ...hours(1, 12, 3),
      fails: failures.overloaded,
      covers: ({ model: name }) => name !== "gemini-2.5-pro",
    },
  ];
}

/** A school class asks all at once, so that a minute's limit is met. */
function rush(dice: Dice, of: MadeUpQuestion, at: number): MadeUpQuestion[] {
  return Array.from({ length: 14 }, (_, i) => ({
    ...of,
    at: at + i * dice.below(3_000),
    stopsAfterMs: null,
  }));
}

function questionsFor(
  dice: Dice,
  config: TenantConfig,
  known: readonly MadeUpPerson[],
  now: number,
): MadeUpQuestion[] {
  const to = now - LATEST_MS;
  const all = [...config.bots.values()].flatMap(({ id: botId, name, telegramId }) => {
    const trade = trades.find(({ bots }) => bots.includes(name)) ?? trades[0];
    const more = PEOPLE_PER_BOT - known.length;
    // The same Telegram ids for the same people at every start.
    const strangers = Array.from({ length: more }, (_, i) =>
      makePerson(dice, (i === 0 ? -1 : 1) * (telegramId * 100 + i)),
    );
    const people = [...known, ...strangers];
    const about = { dice, trade, botId, people, count: QUESTIONS_PER_BOT };
    const asked = questionsOf({ ...about, from: to - DAYS * DAY_MS, to });
    const [latest] = asked.slice(-1);
    if (latest) asked.push({ ...latest, at: to, ...exchangeOf(dice, trade, latest.person), improper: false });
    const [day, other] = asked.filter(({ at, improper }) => at > to - 6 * DAY_MS && !improper);
    if (!day || !other) return asked;
    other.stopsAfterMs = 2_000;
    const { from } = outageBefore(now);
    const meanwhile = { ...day, at: from + dice.between(0, HOUR_MS), ...exchangeOf(dice, trade, day.person) };
    return [...asked, meanwhile, ...rush(dice, day, day.at + HOUR_MS)];
  });
  return all.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
}

/**
 * Does nothing if the tenant has answers already.
 * @param known people whom the sandbox knows @param leaked id of the key that Google refuses as leaked
 * @returns what was stored
 */
export async function seedDemoLife(
  tenantId: string,
  {
    known,
    leaked,
    now = Date.now(),
  }: { known: readonly MadeUpPerson[]; leaked: string | null; now?: number },
): Promise<Lived[]> {
  const config = await loadTenant(tenantId);
  const { rows } = await pool.query(`SELECT FROM "Answer" WHERE "tenantId" = $1 LIMIT 1`, [tenantId]);
  if (!config || rows.length > 0) return [];
  const dice = new Dice("demo", ...[...config.bots.values()].map(({ username }) => username).sort());
  const life = await live({
    dice,
    questions: questionsFor(dice, config, known, now),
    chainOf: (botId) => config.bots.get(botId)?.chain ?? config.chain,
    badHours: badHoursUntil(now, leaked),
    to: now,
  });
  const keys = new Map(config.chain.candidates.map(({ key }) => [key.id, key]));
  const retelling = asLived((id) => {
    const key = keys.get(id);
    if (!key) throw new Error("A walk used a key that the tenant does not have.");
    return { id, label: key.label, last4: key.last4 };
  });
  const told = life.lived.map((lived) => ({ lived, question: lived.question, retelling }));
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await storeAnswers(client, { tenantId, told, dice, prices: config.prices, firstUpdate });
    await storeChainState(client, life, { tenantId, workerId: dice.uuid(), now });
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
  return life.lived;
}
