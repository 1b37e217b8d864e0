import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Prisma } from "#generated/client.ts";
import type { AnswerState } from "#generated/enums.ts";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { listAnswers } from "../answers/list.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { type Figures, readAnalytics } from "./analytics.ts";
import { answersOf } from "./definitions.ts";
import { readToday } from "./today.ts";

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
  const said = ({ answered, refused, apologised, attempts, cost }: Figures) => {
    return { answered, refused, apologised, attempts, cost };
  };
  const today = { answered: 1, refused: 0, apologised: 1, attempts: 1, cost: 0.00025 };
  const before = { answered: 0, refused: 1, apologised: 0, attempts: null, cost: 0.00075 };
  assert.deepEqual(said(total), { answered: 1, refused: 1, apologised: 1, attempts: 1, cost: 0.001 });
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

test("an apology is no answer after no attempt: attempts are those of the answers that a model gave", async () => {
  const { context, answer } = await shop();
  const at = "2026-11-23T01:00:00Z";
  const failed: [string, AttemptClass, null] = ["a", "overloaded", null];
  await answer(at, {}, [failed, ["a", "ok", 1]]);
  await answer(at, { state: "apologised" });
  await answer(at, { state: "apologised" }, [failed, failed, failed, failed]);
  await answer(at, { state: "cancelled" }, [failed]);
  assert.equal((await readAnalytics(context, { range: "24h", zone, now })).total.attempts, 2);
});

test("overview, analytics and the list of answers tell the same of one day", async () => {
  const { context, botId, answer } = await shop();
  const asOwner = withRole(context, "owner");
  // Midnight in Tashkent is 19:00Z.
  const midnight = "2026-11-22T19:00:00Z";
  const first = (ms: number) => ({ receivedAt: midnight, firstTextAt: new Date(Date.parse(midnight) + ms) });
  const ok: [string, AttemptClass, number] = ["a", "ok", 5];
  const failed: [string, AttemptClass, null] = ["a", "rate_day", null];
  for (const ms of [404, 1_004, 2_501, 9_999]) await answer(midnight, { ...first(ms), costMicros: 5 }, [ok]);
  await answer(midnight, { ...first(70_001), costMicros: 5 }, [failed, failed, ok]);
  await answer(midnight, { state: "apologised", ...first(60_000) });
  await answer(midnight, { state: "apologised" }, [failed, failed]);
  await answer(midnight, { state: "refused", costMicros: 7 }, [failed, ok]);
  await answer(midnight, { state: "cancelled", costMicros: 1 }, [failed, ok]);
  await answer(midnight, { state: "running" });
  await answer("2026-11-22T18:59:59Z", { costMicros: 1_000_000 }, [failed, ok]);

  const [today, { total, slots, bots }] = await Promise.all([
    readToday(context, { zone, now }),
    readAnalytics(context, { range: "today", zone, now }),
  ]);
  assert.equal(slots.length, 15, "from midnight to the hour of now");
  assert.deepEqual([slots[0]?.at, today.since], [new Date(midnight), new Date(midnight)]);
  const counted = async (state: AnswerState) => {
    const { answers } = await listAnswers(asOwner, { state, from: today.since, to: now });
    return answers.length;
  };
  const listed = { answered: await counted("answered"), apologised: await counted("apologised") };
  assert.deepEqual(listed, { answered: 5, apologised: 2 });
  assert.deepEqual({ answered: today.answered, apologised: today.apologised }, listed);
  assert.deepEqual({ answered: total.answered, apologised: total.apologised }, listed);
  assert.equal(today.firstTextMs, total.firstTextMs);
  assert.ok(Math.abs((today.firstTextMs ?? 0) - 2_500) <= 25, "to within 1 %");
  assert.deepEqual([today.cost, total.cost], [0.000033, 0.000033]);
  assert.equal(today.byFallback, 1, "a refusal and a cancelled one are no answer by a fallback");
  assert.equal(total.attempts, 7 / 5);
  const inList = answersOf(total);
  assert.equal(inList, 8);
  assert.deepEqual(today.bots, [{ botId, answers: inList, apologised: 2 }]);
  assert.deepEqual([bots.map(answersOf), slots.map(answersOf)[0]], [[inList], inList]);
});
