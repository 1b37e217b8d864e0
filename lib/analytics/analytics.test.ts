import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Prisma } from "#generated/client.ts";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { readAnalytics } from "./analytics.ts";

/** 14:00 in Tashkent. */
const now = new Date("2026-11-23T09:00:00Z");
const zone = "Asia/Tashkent";

async function shop() {
  const context = withRole(await createTenant(), "viewer");
  const { tenantId } = context;
  const botId = await createBot(context);

  /** Creates an answer that began at this time. Each attempt is [model, class, micro-dollars]. */
  async function answer(
    at: string,
    rest: Partial<Prisma.AnswerUncheckedCreateInput>,
    attempts: [string, AttemptClass, number | null][] = [],
  ): Promise<void> {
    const tokens = { firstTokenMs: 100, inputTokens: 10, outputTokens: 1 };
    await createAnswer(
      context,
      rest.botId ?? botId,
      { startedAt: new Date(at), state: "answered", ...rest },
      attempts.map(([model, kind, costMicros]) => ({
        ...{ model, class: kind, costMicros, keyId: randomUUID() },
        ...(kind === "ok" ? tokens : {}),
      })),
    );
  }
  return { context, tenantId, botId, answer };
}

test("days begin at midnight in the reader's time zone", async () => {
  const { context, answer } = await shop();
  await answer("2026-11-22T18:59:59Z", { costMicros: 1_000_000 });
  await answer("2026-11-22T19:00:00Z", { costMicros: 2_000_000 });
  const costs = async (zone: string) =>
    (await readAnalytics(context, { range: "7d", zone, now })).slots.map(({ cost }) => cost);
  assert.deepEqual(await costs(zone), [0, 0, 0, 0, 0, 1, 2]);
  assert.deepEqual(await costs("UTC"), [0, 0, 0, 0, 0, 3, 0]);
});

test("every day of the range has one slot, also across a clock change; earlier answers are left out", async () => {
  const { context, answer } = await shop();
  await answer("2026-10-24T03:59:59Z", { costMicros: 5 });
  await answer("2026-10-24T04:00:00Z", { costMicros: 5 });
  const at = new Date("2026-11-22T12:00:00Z");
  const { slots, total } = await readAnalytics(context, { range: "30d", zone: "America/New_York", now: at });
  assert.equal(slots.length, 30);
  assert.equal(slots[0]!.at.toISOString(), "2026-10-24T04:00:00.000Z");
  assert.equal(slots[29]!.at.toISOString(), "2026-11-22T05:00:00.000Z");
  assert.deepEqual([slots[0]!.answered, total.answered], [1, 1]);
});

test("the last 24 hours have hourly slots including the current hour, also in half-hour time zones", async () => {
  const { context, answer } = await shop();
  await answer("2026-11-23T08:30:00Z", {});
  await answer("2026-11-22T09:29:59Z", {});
  const { slots } = await readAnalytics(context, { range: "24h", zone: "Asia/Kolkata", now });
  assert.equal(slots.length, 24);
  assert.equal(slots[23]!.at.toISOString(), "2026-11-23T08:30:00.000Z");
  assert.deepEqual([slots[23]!.answered, slots[0]!.answered], [1, 0]);
});

test("sums by day, by bot and in total agree", async () => {
  const { context, tenantId, botId, answer } = await shop();
  const second = await createBot({ tenantId });
  await answer("2026-11-23T01:00:00Z", { costMicros: 250 }, [["a", "ok", 250]]);
  await answer("2026-11-23T02:00:00Z", { state: "apologised", costMicros: 0 }, [
    ["a", "rate_day", 0],
    ["b", "overloaded", 0],
  ]);
  await answer("2026-11-21T02:00:00Z", { state: "refused", botId: second, costMicros: 750 }, [
    ["b", "ok", 750],
  ]);
  await answer("2026-11-21T02:00:00Z", { state: "running", botId: second });
  const { total, slots, bots, models } = await readAnalytics(context, { range: "7d", zone, now });
  const said = ({ answered, refused, apologised, attempts, cost }: typeof total) => {
    return { answered, refused, apologised, attempts, cost };
  };
  const today = { answered: 1, refused: 0, apologised: 1, attempts: 1.5, cost: 0.00025 };
  const before = { answered: 0, refused: 1, apologised: 0, attempts: 1, cost: 0.00075 };
  assert.deepEqual(said(total), { answered: 1, refused: 1, apologised: 1, attempts: 4 / 3, cost: 0.001 });
  assert.deepEqual(said(slots[6]!), today);
  assert.deepEqual(said(slots[4]!), before);
  assert.deepEqual(
    bots.map((bot) => [bot.botId, said(bot)]),
    [
      [second, before],
      [botId, today],
    ],
  );
  assert.deepEqual(
    models.map(({ model, attempts, answered, inputTokens, cost }) => [
      model,
      attempts,
      answered,
      inputTokens,
      cost,
    ]),
    [
      ["b", 2, 1, 10, 0.00075],
      ["a", 2, 1, 10, 0.00025],
    ],
  );
});

test("the median time to first text excludes apologies, and is exact to within one percent", async () => {
  const { context, answer } = await shop();
  const receivedAt = "2026-11-23T01:00:00Z";
  const first = (ms: number) => ({ receivedAt, firstTextAt: new Date(Date.parse(receivedAt) + ms) });
  await answer(receivedAt, first(400));
  await answer(receivedAt, first(700));
  await answer(receivedAt, first(90_000));
  await answer(receivedAt, { ...first(60_000), state: "apologised" });
  const { total, slots } = await readAnalytics(context, { range: "24h", zone, now });
  assert.ok(Math.abs(Number(total.firstTextMs) - 700) <= 7, String(total.firstTextMs));
  assert.equal(slots.filter(({ firstTextMs }) => firstTextMs !== null).length, 1);
});

test("unknown costs are reported, never counted as zero", async () => {
  const { context, answer } = await shop();
  const at = "2026-11-23T01:00:00Z";
  await answer(at, { costMicros: null }, [["gemini-99", "ok", null]]);
  const only = await readAnalytics(context, { range: "7d", zone, now });
  assert.deepEqual([only.total.cost, only.total.unpriced, only.slots[0]!.cost], [null, 1, 0]);
  assert.deepEqual([only.models[0]?.cost, only.models[0]?.unpriced], [null, 1]);
  await answer(at, { costMicros: 10 }, [["gemini-2.5-pro", "ok", 10]]);
  const both = await readAnalytics(context, { range: "7d", zone, now });
  assert.deepEqual([both.total.cost, both.total.unpriced], [0.00001, 1]);
});

test("no figure includes another tenant's answers", async () => {
  const [mine, other] = [await shop(), await shop()];
  await other.answer("2026-11-23T01:00:00Z", { costMicros: 9 }, [["a", "ok", 9]]);
  const { total, bots, models } = await readAnalytics(mine.context, { range: "7d", zone, now });
  assert.deepEqual([total.answered, total.cost, bots, models], [0, 0, [], []]);
  assert.equal(total.attempts, null);
});
