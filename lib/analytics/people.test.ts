// How many different people there were in some days, compared with a count one by one.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createTenant, withRole } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db, one, pool } from "../db.ts";
import { localIn } from "../local-time.ts";
import { readAnalytics } from "./analytics.ts";
import { outcomes } from "./definitions.ts";
import { anyAnswers, dice, earlier, now } from "./fixtures/answers.ts";
import { countPeople } from "./people.ts";
import { startRollups, sumUpDays } from "./rollup.ts";

const DAY = 86_400_000;
const zone = "America/New_York";
const dayOf = (at: Date) => localIn(zone, at).slice(0, 10);
const ago = (days: number) => dayOf(new Date(+now - days * DAY));

/** Spans of days of any length that end today, or not. */
const spans = [0, 1, 2, 5, 13, 30, 40].flatMap((from) =>
  [0, 1, 4, 12].filter((to) => to <= from).map((to) => ({ from: ago(from), to: ago(to) })),
);

interface Counted {
  people: number;
  newPeople: number;
}

const seen = (context: Context): Promise<Counted[]> =>
  Promise.all(
    spans.map(async (range) => {
      const { total } = await readAnalytics(context, { range, zone, now });
      return { people: total.people, newPeople: total.newPeople };
    }),
  );

async function counted({ tenantId }: Context): Promise<Counted[]> {
  const answers = await db.answer.findMany({
    where: { tenantId, state: { in: [...outcomes] } },
    include: { conversation: true },
  });
  return spans.map(({ from, to }) => {
    const within = answers.filter(({ startedAt }) => dayOf(startedAt) >= from && dayOf(startedAt) <= to);
    const people = new Map(within.map(({ conversation }) => [conversation.id, conversation]));
    const fresh = [...people.values()].filter(({ createdAt }) => dayOf(createdAt) >= from);
    return { people: people.size, newPeople: fresh.length };
  });
}

async function agree(context: Context, when: string): Promise<Counted[]> {
  const [mine, truth] = [await seen(context), await counted(context)];
  for (const [i, span] of spans.entries())
    assert.deepEqual(mine[i], truth[i], `${when}: ${span.from} to ${span.to}`);
  return mine;
}

async function sumUpAll(): Promise<void> {
  await startRollups();
  while (await sumUpDays(now));
}

const uncounted = ({ tenantId }: Context) =>
  db.tenantDay.count({ where: { tenantId, began: { isEmpty: true } } });

async function shops(seed: number) {
  const made = [];
  for (const count of [150, 40]) {
    const context = withRole(await createTenant({ timeZone: zone }), "owner");
    const luck = dice(seed + count);
    // So many that a person asks on few of the days.
    const bots = await Promise.all(Array.from({ length: 10 }, () => createBot(context)));
    await anyAnswers({ context, bots }, luck, earlier(luck, count, 42 * 24));
    made.push(context);
  }
  return made as [Context, Context];
}

test("each person of some days counts once, before and after these are summed up, and after answers of summed days changed", async () => {
  const [mine, other] = await shops(5);
  await agree(mine, "from the answers");
  await sumUpAll();
  assert.deepEqual([await uncounted(mine), await uncounted(other)], [0, 0]);
  await agree(mine, "summed up");
  const neighbours = await agree(other, "summed up, the neighbour");

  const change = async (from: "cancelled" | "answered", to: "cancelled" | "answered", most: number) => {
    const some = await db.answer.findMany({
      where: { tenantId: mine.tenantId, state: from },
      orderBy: { id: "asc" },
      take: most,
    });
    await db.answer.updateMany({ where: { id: { in: some.map(({ id }) => id) } }, data: { state: to } });
  };
  for (const work of [() => change("cancelled", "answered", 9), () => change("answered", "cancelled", 9)]) {
    await work();
    await agree(mine, "stale");
    await sumUpAll();
    assert.equal(await uncounted(mine), 0);
    await agree(mine, "summed up anew");
  }
  assert.deepEqual(await seen(other), neighbours);
});

test("how many people there were outlives their answers", async () => {
  const [mine] = await shops(9);
  await sumUpAll();
  const before = await agree(mine, "summed up");
  const { tenantId } = mine;
  const midnight = new Date("2026-11-12T05:00:00Z");
  await db.answer.deleteMany({ where: { tenantId, startedAt: { lt: midnight } } });
  // Whoever asks today is looked up among the answers of the days before; a single day is shown by its hours.
  const past = spans.flatMap(({ from, to }, i) => (from < to && to < ago(0) ? i : []));
  assert.ok(past.length > 8);
  const after = await seen(mine);
  assert.deepEqual(
    past.map((i) => after[i]),
    past.map((i) => before[i]),
  );
});

test("days that were summed up by a version before are counted a few at a time, and pages do without until then", async () => {
  const [mine, other] = await shops(17);
  await sumUpAll();
  const truth = await agree(mine, "summed up");
  const { tenantId } = mine;
  const empty = { seen: [], seenCounts: [], began: [], beganCounts: [], speeds: [], speedCounts: [] };
  const read = () => readAnalytics(mine, { range: "30d", zone, now });
  const figures = await read();
  await db.tenantDay.updateMany({ data: empty });
  assert.deepEqual(await read(), figures);
  const { day } = await db.rollup.findUniqueOrThrow({ where: { tenantId } });
  let passes = 0;
  for (let left = 1; left > 0; passes++) {
    const values = [tenantId, null, day.toISOString().slice(0, 10), zone];
    ({ left } = one((await pool.query<{ left: number }>(countPeople(8), values)).rows));
    assert.deepEqual(await seen(mine), truth);
    assert.deepEqual(await read(), figures);
  }
  assert.ok(passes > 3, `${passes} passes`);
  assert.equal(await uncounted(mine), 0);
  assert.ok((await uncounted(other)) > 0, "the neighbour's are not touched");
  await db.rollup.updateMany({ data: { dueAt: new Date(0) } });
  await sumUpAll();
  assert.equal(await uncounted(other), 0);
  await agree(other, "the neighbour");
});
