import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Prisma } from "#generated/client.ts";
import {
  createAnswer,
  createBot,
  createKey,
  createModelList,
  createTenant,
  withRole,
} from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { storeLimit } from "../chain-state/quota-store.ts";
import { db } from "../db.ts";
import type { AttemptClass } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { Schedule } from "./made-up.ts";
import { loadHistory } from "./recorded.ts";
import { tryOut } from "./try.ts";

const hour = 3_600_000;
const now = Date.now();
const [flash, pro] = ["gemini-2.5-flash", "gemini-2.5-pro"] as const;

/** Two keys, of unknown projects, and a bot that follows the tenant's order: flash, then pro. */
async function shop() {
  const context = withRole(await createTenant(), "viewer");
  const { tenantId } = context;
  const botId = await createBot(context);
  const keys = [await createKey(context), await createKey(context)] as const;
  await createModelList(context, [flash, pro]);

  const parkedBy = (kind: AttemptClass, keyId: string, model: string) =>
    kind === "rate_day"
      ? { scope: "project_model", id: `key:${keyId}/${model}` }
      : { scope: "key", id: keyId };

  /** Stores an answer of `ago` milliseconds ago; each attempt is [model, key, class, parked until]. */
  async function answer(
    ago: number,
    attempts: [string, string, AttemptClass, (number | null)?][],
  ): Promise<void> {
    const tokens = { inputTokens: 400, outputTokens: 50 };
    await createAnswer(
      context,
      botId,
      { startedAt: new Date(now - ago), state: "answered", ...tokens },
      attempts.map(([model, keyId, kind, until]) => ({
        ...{ model, keyId, class: kind, ms: 1200, httpStatus: kind === "ok" ? 200 : 403 },
        ...(kind === "ok" || kind === "blocked" ? { firstTokenMs: 300 } : {}),
        ...(kind === "ok" ? tokens : {}),
        ...(until === undefined ? {} : { parks: { ...parkedBy(kind, keyId, model), until } }),
      })),
    );
  }
  return { context, tenantId, botId, keys, answer };
}

test("a history has the last 24 hours of this tenant only", async () => {
  const { context, botId, keys, answer } = await shop();
  const other = await shop();
  await other.answer(hour, [[flash, other.keys[0], "ok"]]);
  await answer(25 * hour, [[flash, keys[0], "ok"]]);
  await answer(2 * hour, [
    [flash, keys[0], "key_blocked", now - hour],
    [flash, keys[1], "ok"],
  ]);
  await answer(hour, [[flash, keys[1], "ok"]]);
  const { from, to, questions, troubles, pace } = await loadHistory(context, now);
  assert.deepEqual([from, to], [now - 24 * hour, now]);
  assert.deepEqual(
    questions.map(({ at, ...question }) => ({ ago: now - at, ...question })),
    [2, 1].map((hours) => ({ ago: hours * hour, botId, inputTokens: 400, outputTokens: 50, faults: [] })),
  );
  assert.deepEqual(
    troubles.map(({ class: kind, id }) => [kind, id]),
    [["key_blocked", keys[0]]],
  );
  assert.deepEqual([...pace], [[flash, [300, 300].map((firstTokenMs) => ({ firstTokenMs, ms: 1200 }))]]);
});

test("use earlier in the Pacific day counts, and so do lasting outages from before the 24 hours", async () => {
  const { context, tenantId, keys, answer } = await shop();
  const start = now - 24 * hour;
  const day = spanOf("day", start).startsAt;
  await answer(now - (day + start) / 2, [[flash, keys[0], "ok"]]);
  const about = { scope: "key", class: "key_invalid", reason: "", strikes: 1 } as const;
  const park = { tenantId, id: keys[1], ...about };
  await db.park.create({ data: { ...park, since: new Date(start - hour), updatedAt: new Date(start) } });
  const { counts, parks, troubles } = await loadHistory(context, now);
  assert.deepEqual(
    counts.map(({ project, requests, tokens, startsAt }) => [project, requests, tokens, startsAt]),
    [[`key:${keys[0]}`, 1, 400, day]],
  );
  assert.equal(parks.length, 1);
  assert.deepEqual([troubles[0]!.id, troubles[0]!.to], [keys[1], Infinity]);
});

test("only calls that were let through, before the 24 hours began, were used then", async () => {
  const { context, keys, answer } = await shop();
  const start = now - 24 * hour;
  const { startsAt } = spanOf("day", start);
  const before = now - (startsAt + start) / 2;
  await answer(before, [
    [flash, keys[0], "rate_day"],
    [flash, keys[1], "ok"],
  ]);
  await answer(hour, [[flash, keys[0], "ok"]]);
  const { counts } = await loadHistory(context, now);
  assert.deepEqual(
    counts.map(({ project, requests }) => [project, requests]),
    [[`key:${keys[1]}`, 1]],
  );
});

test("a question that is being answered is left out; tokens that nobody told of are taken to be the usual ones", async () => {
  const { context, tenantId, keys, answer } = await shop();
  for (const ago of [5, 4, 3, 2, 1]) await answer(ago * hour, [[flash, keys[0], "ok"]]);
  const stored = await db.answer.findMany({ where: { tenantId }, orderBy: { startedAt: "asc" } });
  const set = (i: number, data: Prisma.AnswerUncheckedUpdateInput) =>
    db.answer.update({ where: { id: stored[i]!.id, tenantId }, data });
  await set(0, { inputTokens: 1_000 });
  await set(1, { inputTokens: 2_000 });
  await set(2, { inputTokens: 10 });
  await set(3, { inputTokens: null });
  await set(4, { state: "running" });
  const { questions } = await loadHistory(context, now);
  assert.deepEqual(
    questions.map(({ inputTokens }) => inputTokens),
    [1_000, 2_000, 10, 1_000],
  );
});

test("a refusal or an empty answer is the question's fault at that model; only answers are samples of a model's pace", async () => {
  const { context, keys, answer } = await shop();
  await answer(2 * hour, [
    [flash, keys[0], "blocked"],
    [flash, keys[1], "empty"],
    [flash, keys[1], "bad_request"],
    [flash, keys[1], "overloaded"],
    [pro, keys[1], "ok"],
  ]);
  const { questions, pace } = await loadHistory(context, now);
  assert.deepEqual(
    questions.map(({ faults }) => faults),
    [["blocked", "empty", "bad_request"].map((kind) => ({ model: flash, class: kind }))],
  );
  assert.deepEqual([...pace], [[pro, [{ firstTokenMs: 300, ms: 1200 }]]]);
});

test("a deleted key counts under its id: its next answer ends its outage", async () => {
  const { context, answer } = await shop();
  const gone = randomUUID();
  await answer(3 * hour, [[flash, gone, "key_invalid", null]]);
  await answer(2 * hour, [[flash, gone, "ok"]]);
  const { troubles } = await loadHistory(context, now);
  assert.deepEqual(
    troubles.map(({ id, to, mended }) => [id, to, mended]),
    [[gone, now - 2 * hour, true]],
  );
});

test("a spent quota is an outage unless its limit is known: then it is counted", async () => {
  const { context, tenantId, keys, answer } = await shop();
  const limit = { owner: tenantId, project: `key:${keys[0]}`, window: "day", metric: "requests" } as const;
  await storeLimit({ ...limit, model: flash, limit: 20, at: now }, "w");
  await storeLimit({ ...limit, model: pro, limit: null, at: now }, "w");
  await answer(2 * hour, [
    [flash, keys[0], "rate_day", now],
    [pro, keys[0], "rate_day", now],
    [flash, keys[1], "ok"],
  ]);
  const { troubles } = await loadHistory(context, now);
  assert.deepEqual(
    troubles.map(({ class: kind, id, to }) => [kind, id, to]),
    [["rate_day", `key:${keys[0]}/${pro}`, now]],
  );
});

test("the free plan's limits are assumed for its projects, and reported for the models that answer", async () => {
  const { context, tenantId, keys, answer } = await shop();
  for (let i = 0; i < 3; i++) await answer(hour + i * 60_000, [[flash, keys[0], "ok"]]);
  const limit = { owner: tenantId, window: "day", metric: "requests", at: now - 20 * hour } as const;
  for (const key of keys) await storeLimit({ ...limit, project: `key:${key}`, model: pro, limit: 20 }, "w");
  const trial = { botId: null, models: null, without: [], more: 0, schedule: null };
  const { assumed, unlimited, asIs } = await tryOut(context, trial);
  assert.deepEqual([assumed, unlimited, asIs.answered], [[flash], [], 3]);
  const other = await tryOut(context, { ...trial, models: [pro] });
  assert.deepEqual([other.assumed, other.unlimited], [[], []]);
  // Disproved: no longer assumed.
  for (const key of keys)
    await storeLimit({ ...limit, project: `key:${key}`, model: flash, limit: null }, "w");
  const disproved = await tryOut(context, trial);
  assert.deepEqual([disproved.assumed, disproved.unlimited], [[], [flash]]);
});

test("another order, fewer keys and more keys are tried on the same questions; nothing is stored", async () => {
  const { context, keys, answer } = await shop();
  for (const ago of [3, 2, 1]) await answer(ago * hour, [[flash, keys[0], "ok"]]);
  const trial = { botId: null, models: [pro, flash], without: [keys[0]], more: 1, schedule: null };
  const { asIs, changed, untried, unlimited } = await tryOut(context, trial);
  const served = (of: typeof asIs) => of.served.map(({ model, key, answers }) => [model, key.id, answers]);
  assert.deepEqual(served(asIs), [[flash, keys[0], 3]]);
  assert.deepEqual(served(changed), [[pro, keys[1], 3]]);
  assert.deepEqual([untried, unlimited], [[pro], [pro]]);
  assert.ok(changed.costMicros! > asIs.costMicros!);
  const none = await tryOut(context, { ...trial, without: [...keys], more: 0 });
  assert.deepEqual([none.changed.asked, none.changed.unanswered], [3, 3]);
});

test("a bot with its own order is left out when the tenant's order is tried, and counts when its own is", async () => {
  const { context, tenantId, botId, keys, answer } = await shop();
  await answer(hour, [[flash, keys[0], "ok"]]);
  const entries = [{ model: flash, enabled: true }];
  await db.modelList.create({ data: { id: randomUUID(), tenantId, botId, version: 1, entries } });
  const trial = { models: [pro], without: [], more: 0, schedule: null };
  assert.equal((await tryOut(context, { ...trial, botId: null })).changed.asked, 0);
  const own = await tryOut(context, { ...trial, botId });
  assert.equal(own.changed.served[0]!.model, pro);
  // Where no order is tried, every bot's questions count.
  assert.equal((await tryOut(context, { ...trial, models: null, botId: null })).changed.asked, 1);
});

test("a made-up day can be tried; a bot of another tenant is not found", async () => {
  const { context } = await shop();
  const { botId } = await shop();
  const schedule = Schedule.parse({ messages: 50 });
  const trial = { botId: null, models: null, without: [], more: 0, schedule };
  assert.equal((await tryOut(context, trial)).asIs.answered, 50);
  const code = hasCode("not_found");
  await assert.rejects(tryOut(context, { ...trial, botId }), code);
});
