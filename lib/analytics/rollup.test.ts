import assert from "node:assert/strict";
import test from "node:test";
import type { AnswerState } from "#generated/enums.ts";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { localIn } from "../local-time.ts";
import { setZone } from "../people/zone.ts";
import { type Analytics, readAnalytics } from "./analytics.ts";
import { anyAnswers, dice, earlier, now } from "./fixtures/answers.ts";
import { startRollups, sumUpDays } from "./rollup.ts";

const HOUR = 3_600_000;
const at = (iso: string) => new Date(iso);

const median = (of: number[]) => of.toSorted((a, b) => a - b)[Math.ceil(of.length / 2) - 1] ?? null;
const costOf = (of: (bigint | null)[]) => {
  const known = of.filter((each) => each !== null);
  return known.length > 0 || of.length === 0
    ? Number(known.reduce((sum, each) => sum + each, 0n)) / 1e6
    : null;
};

const meanAttempts = (of: readonly { attempts: readonly unknown[] }[]) =>
  of.length > 0 ? of.reduce((sum, { attempts }) => sum + attempts.length, 0) / of.length : null;

/** The same figures, counted one by one. */
async function counted({ tenantId }: Context, zone: string, first: Date, unit: "hour" | "day") {
  const all = await db.answer.findMany({
    where: { tenantId, startedAt: { gte: first }, state: { not: "running" } },
    include: { attempts: true, conversation: true },
  });
  const figuresOf = (of: typeof all) => {
    const count = (state: AnswerState) => of.filter((answer) => answer.state === state).length;
    return {
      ...{ answered: count("answered"), refused: count("refused"), apologised: count("apologised") },
      cancelled: count("cancelled"),
      attempts: meanAttempts(of.filter(({ state }) => state === "answered")),
      cost: costOf(of.map(({ costMicros }) => costMicros)),
      unpriced: of.filter(({ costMicros }) => costMicros === null).length,
      liked: of.filter(({ liked }) => liked > 0).length,
      disliked: of.filter(({ disliked }) => disliked > 0).length,
      firstTextMs: median(
        of.flatMap(({ state, firstTextAt, receivedAt }) =>
          state === "answered" && firstTextAt ? +firstTextAt - +receivedAt : [],
        ),
      ),
    };
  };
  const slotOf = (when: Date) => localIn(zone, when).slice(0, unit === "hour" ? 13 : 10);
  const given = (of: typeof all) => of.filter(({ state }) => state !== "cancelled");
  const tally = (names: string[]) =>
    Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, of]) => [name, of.length]));
  /** @param began whether a chat that began then is new */
  const peopleOf = (of: typeof all, began: (at: Date) => boolean) => {
    const people = new Map(given(of).map(({ conversation }) => [conversation.id, conversation]));
    return {
      people: people.size,
      newPeople: [...people.values()].filter(({ createdAt }) => began(createdAt)).length,
    };
  };
  const costs = (of: typeof all) =>
    Object.fromEntries(
      [
        ...Map.groupBy(
          of.flatMap(({ attempts }) => attempts),
          ({ model }) => model,
        ),
      ].flatMap(([model, calls]) => {
        const sum = calls.reduce((sum, { costMicros }) => sum + Number(costMicros ?? 0), 0);
        return sum > 0 ? [[model, sum / 1e6]] : [];
      }),
    );
  const bySlot = Map.groupBy(all, ({ startedAt }) => slotOf(startedAt));
  const calls = all.flatMap(({ attempts }) => attempts);
  return {
    total: { ...figuresOf(all), ...peopleOf(all, (at) => at >= first) },
    slot(when: Date) {
      const of = bySlot.get(slotOf(when)) ?? [];
      const botsOf = Map.groupBy(of, ({ botId }) => botId);
      return {
        byBot: Object.fromEntries(
          [...botsOf].map(([botId, its]) => {
            const cost = costOf(its.map(({ costMicros }) => costMicros)) ?? 0;
            return [botId, { answers: given(its).length, cost }];
          }),
        ),
        ...figuresOf(of),
        ...peopleOf(of, (at) => slotOf(at) === slotOf(when)),
        byModel: tally(given(of).map(({ model }) => model ?? "")),
        costByModel: costs(of),
        failures: tally(
          of.flatMap(({ attempts }) => attempts.flatMap((call) => (call.class === "ok" ? [] : call.class))),
        ),
      };
    },
    hours: Array.from(
      { length: 24 },
      (_, hour) =>
        given(all).filter(({ startedAt }) => Number(localIn(zone, startedAt).slice(11, 13)) === hour).length,
    ),
    bots: [...new Set(all.map(({ botId }) => botId))].map((botId) => ({
      botId,
      ...figuresOf(all.filter((answer) => answer.botId === botId)),
    })),
    models: Object.fromEntries(
      [...Map.groupBy(calls, ({ model }) => model)].map(([model, of]) => {
        const ok = of.filter((call) => call.class === "ok");
        const sum = (pick: "inputTokens" | "outputTokens") =>
          of.reduce((all, call) => all + (call[pick] ?? 0), 0);
        const figures = {
          ...{
            attempts: of.length,
            answered: ok.length,
            inputTokens: sum("inputTokens"),
            outputTokens: sum("outputTokens"),
          },
          firstTextMs: median(ok.flatMap(({ firstTokenMs }) => firstTokenMs ?? [])),
          unpriced: of.filter(
            (call) => call.costMicros === null && (call.class === "ok" || call.inputTokens !== null),
          ).length,
        };
        return [model, figures];
      }),
    ),
  };
}

/** Medians to within 1 %, of a millisecond at least; everything else exactly. */
function agree(seen: object, expected: object, what: string): void {
  const plain = (of: object) => ({ ...of, firstTextMs: null });
  const ms = (of: object) => ("firstTextMs" in of ? (of.firstTextMs as number | null) : null);
  const [mine, theirs] = [ms(seen), ms(expected)];
  assert.deepEqual(plain(seen), plain(expected), what);
  assert.equal(mine === null, theirs === null, what);
  assert.ok(
    Math.abs((mine ?? 0) - (theirs ?? 0)) <= Math.max(1, (theirs ?? 0) * 0.0105),
    `${what}: ${mine} for ${theirs}`,
  );
}

async function compare(context: Context, zone: string, when = now): Promise<Analytics[]> {
  const read: Analytics[] = [];
  for (const range of ["24h", "7d", "30d"] as const) {
    const seen = await readAnalytics(context, { range, zone, now: when });
    assert.equal(seen.botCount, seen.bots.length);
    const first = seen.slots[0]?.at ?? when;
    const truth = await counted(context, zone, first, range === "24h" ? "hour" : "day");
    agree(seen.total, truth.total, `${range} in ${zone}`);
    assert.deepEqual(seen.hours, truth.hours, `${range} in ${zone}, hours`);
    for (const { at: from, ...slot } of seen.slots)
      agree(slot, truth.slot(from), `${range} in ${zone}, ${from.toISOString()}`);
    const byId = (a: { botId: string }, b: { botId: string }) => (a.botId < b.botId ? -1 : 1);
    const [bots, expected] = [seen.bots.toSorted(byId), truth.bots.toSorted(byId)];
    assert.equal(bots.length, expected.length);
    for (const [i, bot] of bots.entries()) agree(bot, expected[i] ?? {}, `${range}, a bot`);
    assert.deepEqual(seen.models.map(({ model }) => model).sort(), Object.keys(truth.models).sort());
    for (const { model, cost: _, ...figures } of seen.models)
      agree(figures, truth.models[model] ?? {}, `${range}, ${model}`);
    read.push(seen);
  }
  return read;
}

async function sumUpAll(when = now): Promise<void> {
  await startRollups();
  while (await sumUpDays(when));
}

const worldIn = async (timeZone: string) => {
  const context = withRole(await createTenant({ timeZone }), "owner");
  return { context, bots: [await createBot(context), await createBot(context)] };
};
const storedDays = ({ tenantId }: Context) => db.botDay.count({ where: { tenantId } });
const stale = async ({ tenantId }: Context) =>
  (await db.rollup.findUniqueOrThrow({ where: { tenantId } })).stale.map((day) =>
    day.toISOString().slice(0, 10),
  );

// New York puts its clocks back in the range, at half past nothing in India.
for (const zone of ["Asia/Tashkent", "Asia/Kolkata", "America/New_York"]) {
  test(`sums and what follows them are the truth, before, while and after days are summed up (${zone})`, async () => {
    const [mine, other] = [await worldIn(zone), await worldIn("Asia/Kathmandu")];
    const luck = dice(zone.length);
    await anyAnswers(mine, luck, earlier(luck, 150, 33 * 24));
    await anyAnswers(other, luck, earlier(luck, 50, 33 * 24));
    const before = await compare(mine.context, zone);
    await startRollups();
    assert.equal(await sumUpDays(now), true);
    await compare(mine.context, zone);
    await sumUpAll();
    assert.ok((await storedDays(mine.context)) > 20);
    assert.deepEqual(await compare(mine.context, zone), before);
    await compare(other.context, "Asia/Kathmandu");
    assert.equal(await sumUpDays(now), false, "nothing is due until the day ends");

    // Answers that come late, or change, days after their day was summed up.
    const late = await anyAnswers(mine, luck, earlier(luck, 12, 20 * 24));
    await db.answer.updateMany({
      where: { id: { in: late.slice(0, 6) } },
      data: { state: "answered", costMicros: 7 },
    });
    await compare(mine.context, zone);
    assert.ok((await stale(mine.context)).length > 0);
    assert.deepEqual(await stale(other.context), []);
    await sumUpAll();
    assert.deepEqual(await stale(mine.context), []);
    await compare(mine.context, zone);

    // A day later.
    const later = new Date(+now + 24 * HOUR);
    await anyAnswers(mine, luck, [new Date(+now + HOUR)]);
    await compare(mine.context, zone, later);
    await sumUpAll(later);
    await compare(mine.context, zone, later);
  });
}

test("sums of ended days are read instead of the answers, and outlive them", async () => {
  const world = await worldIn("Asia/Tashkent");
  const { context } = world;
  const luck = dice(7);
  await anyAnswers(world, luck, earlier(luck, 40, 400, 30));
  await sumUpAll();
  const before = await readAnalytics(context, { range: "30d", zone: "Asia/Tashkent", now });
  await db.answer.deleteMany({ where: { tenantId: context.tenantId } });
  const after = await readAnalytics(context, { range: "30d", zone: "Asia/Tashkent", now });
  assert.deepEqual(after, before);
  assert.ok(before.total.answered > 10 && before.models.length === 2);
});

test("with a limit, the dearest bots come with the figures that all of them have, and how many there are", async () => {
  const world = await worldIn("Asia/Tashkent");
  const { context } = world;
  world.bots.push(await createBot(context));
  const luck = dice(13);
  await anyAnswers(world, luck, earlier(luck, 60, 300));
  for (const work of [async () => undefined, sumUpAll]) {
    await work();
    const period = { range: "30d", zone: "Asia/Tashkent", now } as const;
    const all = await readAnalytics(context, period);
    const some = await readAnalytics(context, { ...period, bots: 2 });
    assert.equal(all.bots.length, 3);
    assert.deepEqual(some, { ...all, bots: all.bots.slice(0, 2) });
  }
});

test("a reaction to an answer of a summed day changes the sums by itself, once for each answer", async () => {
  const world = await worldIn("Asia/Tashkent");
  const { tenantId } = world.context;
  const luck = dice(11);
  const ids = await anyAnswers(world, luck, earlier(luck, 40, 300, 30));
  await sumUpAll();
  const rate = (id: string | undefined, liked: number, disliked: number) =>
    db.answer.update({ where: { id: id ?? "" }, data: { liked, disliked } });
  for (const [i, id] of ids.slice(0, 12).entries()) await rate(id, i % 4, i % 3);
  await rate(ids[0], 5, 0);
  assert.deepEqual(await stale(world.context), []);
  await compare(world.context, "Asia/Tashkent");
  await db.rollup.update({ where: { tenantId }, data: { day: new Date("0001-01-01"), dueAt: new Date(0) } });
  await compare(world.context, "Asia/Tashkent");
});

test("a tenant that moves to another zone gets the days of that zone", async () => {
  const world = await worldIn("Asia/Tashkent");
  const { context } = world;
  const luck = dice(3);
  await anyAnswers(world, luck, earlier(luck, 40, 300));
  await sumUpAll();
  await setZone(context, "America/New_York");
  await compare(context, "America/New_York");
  await sumUpAll();
  await compare(context, "America/New_York");
  const { zone, day } = await db.rollup.findUniqueOrThrow({ where: { tenantId: context.tenantId } });
  assert.deepEqual([zone, day.toISOString().slice(0, 10)], ["America/New_York", "2026-11-12"]);
});

test("a day is summed up half an hour after its end, not before", async () => {
  const { context, bots } = await worldIn("Asia/Tashkent");
  await createAnswer(context, bots[0] ?? "", { state: "answered", startedAt: at("2026-11-11T18:59:00Z") });
  await sumUpAll(at("2026-11-11T19:29:00Z"));
  assert.equal(await storedDays(context), 0);
  await sumUpAll(at("2026-11-11T19:31:00Z"));
  assert.equal(await storedDays(context), 1);
});

test("an answer that changes while its day is summed up makes the day stale, not wrong", async () => {
  const { context, bots } = await worldIn("Asia/Tashkent");
  const id = await createAnswer(context, bots[0] ?? "", {
    state: "apologised",
    startedAt: at("2026-11-10T08:00:00Z"),
  });
  await startRollups();
  const summing = await pool.connect();
  await summing.query("BEGIN");
  await summing.query(`SELECT FROM "Rollup" WHERE "tenantId" = $1 FOR NO KEY UPDATE`, [context.tenantId]);
  const change = db.answer.update({ where: { id }, data: { state: "answered" } });
  await summing.query(
    `UPDATE "Rollup" SET "day" = '2026-11-12', "dueAt" = 'infinity' WHERE "tenantId" = $1`,
    [context.tenantId],
  );
  await summing.query("COMMIT");
  summing.release();
  await change;
  assert.deepEqual(await stale(context), ["2026-11-10"]);
  await sumUpAll();
  await compare(context, "Asia/Tashkent");
});

test("a worker that crashes while it sums up leaves the days to the next one", async () => {
  const { context, bots } = await worldIn("Asia/Tashkent");
  await createAnswer(context, bots[0] ?? "", { state: "answered", startedAt: at("2026-11-10T08:00:00Z") });
  await startRollups();
  await asOwner(`ALTER TABLE "ModelDay" RENAME TO "Away"`);
  await assert.rejects(sumUpDays(now));
  await asOwner(`ALTER TABLE "Away" RENAME TO "ModelDay"`);
  assert.equal(await storedDays(context), 0);
  await sumUpAll();
  assert.equal(await storedDays(context), 1);
  await compare(context, "Asia/Tashkent");
});
