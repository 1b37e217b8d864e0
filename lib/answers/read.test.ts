import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createKey, createTenant, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { botNames } from "../bots/names.ts";
import { db } from "../db.ts";
import { getModels } from "../models/list.ts";
import { answeringModels, listAnswers, PAGE_SIZE } from "./list.ts";
import { getAnswer } from "./trace.ts";

const notFound = hasCode("not_found");

async function shop() {
  const context = withRole(await createTenant(), "admin");
  const botId = await createBot(context);
  const answer = (
    startedAt: Date,
    more: Parameters<typeof createAnswer>[2] = {},
    attempts: Parameters<typeof createAnswer>[3] = [],
  ) => createAnswer(context, botId, { startedAt, ...more }, attempts);
  return { context, botId, answer };
}

const t0 = new Date("2026-11-23T12:00:00Z");
const after = (ms: number) => new Date(t0.getTime() + ms);

test("pages have no gaps or repeats, even among answers with the same timestamp", async () => {
  const { context, answer } = await shop();
  const made = new Set<string>();
  for (let i = 0; i < PAGE_SIZE + 7; i++) made.add(await answer(after(Math.floor(i / 5))));
  const first = await listAnswers(context, {});
  assert.equal(first.answers.length, PAGE_SIZE);
  // A new answer between two pages does not shift them.
  await answer(after(99_999));
  const second = await listAnswers(context, {}, first.next);
  const seen = [...first.answers, ...second.answers];
  assert.equal(second.next, null);
  assert.deepEqual(new Set(seen.map(({ id }) => id)), made);
  assert.equal(seen.length, made.size);
  const times = seen.map(({ receivedAt }) => receivedAt.getTime());
  assert.deepEqual(
    times,
    [...times].sort((a, b) => b - a),
  );
});

test("filters narrow the list; an invalid cursor shows the first page", async () => {
  const { context, botId, answer } = await shop();
  const pro = await answer(t0, { model: "gemini-2.5-pro", state: "answered" });
  const sorry = await answer(after(1), { state: "apologised" });
  const ids = async (filter: Parameters<typeof listAnswers>[1], cursor?: string) =>
    (await listAnswers(context, filter, cursor)).answers.map(({ id }) => id);
  assert.deepEqual(await ids({}, "nonsense"), [sorry, pro]);
  assert.deepEqual(await ids({ model: "gemini-2.5-pro" }), [pro]);
  assert.deepEqual(await ids({ state: "apologised" }), [sorry]);
  assert.deepEqual(await ids({ botId: randomUUID() }), []);
  assert.deepEqual(await ids({ botId, state: "answered", model: "gemini-2.5-pro" }), [pro]);
});

test("a trace has all attempts on one time axis, and what each parked", async () => {
  const { context, answer } = await shop();
  const keyId = randomUUID();
  const key = { keyId, keyLabel: "Shop 2", keyLast4: "9f3c" };
  const until = after(36_000).getTime();
  const id = await answer(
    after(80),
    {
      receivedAt: t0,
      firstTextAt: after(900),
      finishedAt: after(2_000),
      state: "answered",
      model: "gemini-2.5-pro",
      keyName: "Shop 2 …9f3c",
      costMicros: 2_250,
    },
    [
      {
        ...key,
        model: "gemini-2.5-flash",
        class: "rate_minute",
        httpStatus: 429,
        reason: "Quota exceeded",
        parks: { scope: "project_model", id: `key:${keyId}/gemini-2.5-flash`, until },
        startedAt: after(100),
        ms: 150,
      },
      {
        ...key,
        model: "gemini-2.5-pro",
        modelVersion: "gemini-2.5-pro-002",
        class: "ok",
        startedAt: after(250),
        firstTokenMs: 650,
        ms: 1_750,
        inputTokens: 1_000,
        outputTokens: 100,
        costMicros: 2_250,
      },
    ],
  );
  const trace = await getAnswer(context, id);
  assert.deepEqual([trace.startedMs, trace.firstTextMs, trace.totalMs], [80, 900, 2_000]);
  assert.equal(trace.exchange?.asker, "Dilnoza");
  const [failed, ok] = trace.attempts;
  assert.deepEqual([failed!.offsetMs, failed!.ms, failed!.parks?.until?.getTime()], [100, 150, until]);
  assert.deepEqual([ok!.offsetMs, ok!.firstTokenMs, ok!.parks], [250, 650, null]);
  assert.deepEqual([failed!.modelVersion, ok!.modelVersion], [null, "gemini-2.5-pro-002"]);
  assert.equal(ok!.key?.deleted, true);
  assert.deepEqual([failed!.cost, ok!.cost, trace.cost], [null, 0.00225, 0.00225]);

  const [row] = (await listAnswers(context, {})).answers;
  assert.deepEqual(
    [row!.attempts, row!.failure, row!.totalMs, row!.cost],
    [2, "rate_minute", 2_000, 0.00225],
  );
});

test("a full last page has no next page", async () => {
  const { context, answer } = await shop();
  for (let i = 0; i < PAGE_SIZE; i++) await answer(after(i));
  const { answers, next } = await listAnswers(context, {});
  assert.deepEqual([answers.length, next], [PAGE_SIZE, null]);
});

test("a row shows the beginning of the question on one line, and the last failure before the answer", async () => {
  const { context, answer } = await shop();
  const attempt = { model: "m1", keyId: randomUUID(), keyLabel: "k", keyLast4: "9f3c", startedAt: t0, ms: 1 };
  await answer(t0, { question: ` salom\n\n  dunyo ${"x".repeat(200)}` }, [
    { ...attempt, class: "overloaded" },
    { ...attempt, class: "rate_day" },
    { ...attempt, class: "ok" },
  ]);
  const [row] = (await listAnswers(context, {})).answers;
  assert.ok(row?.question?.startsWith("salom dunyo xxx"));
  assert.deepEqual(
    [row?.question?.length, row?.failure, row?.attempts, row?.totalMs],
    [160, "rate_day", 3, null],
  );
});

test("list and trace name the bot, the model and the key that answered, with attempts in their order", async () => {
  const { context, botId, answer } = await shop();
  const bot = await db.bot.findUniqueOrThrow({
    where: { id: botId },
    select: { id: true, name: true, username: true },
  });
  const attempt = { model: "m1", keyId: randomUUID(), keyLabel: "k", keyLast4: "9f3c", startedAt: t0, ms: 1 };
  const id = await answer(t0, { model: "m1", keyName: "k …9f3c", state: "apologised" }, [
    { ...attempt, class: "overloaded" },
    { ...attempt, class: "rate_day" },
  ]);
  // The last attempt is stored before the others.
  await db.attempt.updateMany({ where: { answerId: id, class: "overloaded" }, data: { position: 7 } });
  const [row] = (await listAnswers(context, {})).answers;
  const trace = await getAnswer(context, id);
  assert.deepEqual([row!.bot, trace.bot], [bot, bot]);
  assert.deepEqual([row!.model, row!.keyName, row!.state], ["m1", "k …9f3c", "apologised"]);
  assert.equal(row!.failure, "overloaded");
  assert.deepEqual(
    trace.attempts.map((each) => each.class),
    ["rate_day", "overloaded"],
  );
});

test("only the whole of a cursor counts", async () => {
  const { context, answer } = await shop();
  const id = await answer(t0);
  const cursor = `${after(-1).getTime()}_${randomUUID()}`;
  assert.deepEqual((await listAnswers(context, {}, cursor)).answers, []);
  for (const other of [`1${cursor}x`, `x${cursor}`, `${cursor} `]) {
    const { answers } = await listAnswers(context, {}, other);
    assert.deepEqual(
      answers.map((each) => each.id),
      [id],
    );
  }
});

test("the model filter offers models that answered in the last 30 days", async () => {
  const { context, answer } = await shop();
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  await answer(ago(31), { model: "old" });
  for (const model of ["m2", "m1", "m3"]) await answer(ago(29), { model });
  await answer(ago(1), { model: "m1" });
  await answer(ago(1), { model: null });
  assert.deepEqual(await answeringModels(context), ["m1", "m2", "m3"]);
});

test("trace offsets are never negative despite clock skew, and an existing key is not marked as deleted", async () => {
  const { context, answer } = await shop();
  const key = { keyId: await createKey(context), keyLabel: "Key 1", keyLast4: "9f3c" };
  const parks = { scope: "key", id: key.keyId, until: null };
  const about = { ...key, model: "m1", class: "key_invalid" as const, parks, ms: 5, startedAt: after(-40) };
  const id = await answer(after(-50), { receivedAt: t0 }, [{ ...about, inputTokens: null, costMicros: 0 }]);
  const { startedMs, attempts } = await getAnswer(context, id);
  assert.deepEqual([startedMs, attempts[0]!.offsetMs], [0, 0]);
  assert.equal(attempts[0]!.key?.deleted, false);
  assert.deepEqual(attempts[0]!.parks, { ...parks, until: null });
  // It failed without token counts, so its cost is unknown rather than 0.
  assert.equal(attempts[0]!.cost, null);
});

test("another tenant's answer is reported as not found", async () => {
  const [mine, other] = [await shop(), await shop()];
  const id = await other.answer(t0, { model: "m1" });
  await assert.rejects(getAnswer(mine.context, id), notFound);
  await assert.rejects(getAnswer(mine.context, "no-id"), notFound);
  assert.deepEqual((await listAnswers(mine.context, { botId: other.botId })).answers, []);
  assert.deepEqual(
    (await botNames(mine.context)).map(({ id }) => id),
    [mine.botId],
  );
  assert.equal((await getAnswer(other.context, id)).id, id);
});

test("models show their number of answers in the last day, optionally for one bot", async () => {
  const { context, botId, answer } = await shop();
  const recently = (ms: number) => new Date(Date.now() - ms);
  await answer(recently(60_000), { model: "m1" });
  await answer(recently(120_000), { model: "m1" });
  await answer(recently(2 * 86_400_000), { model: "m1" });
  await answer(recently(60_000), { model: "m2" });
  assert.deepEqual((await getModels(context, null)).answers, { m1: 2, m2: 1 });
  assert.deepEqual((await getModels(context, botId)).answers, { m1: 2, m2: 1 });
  assert.deepEqual(await answeringModels(context), ["m1", "m2"]);
});

test("an operator sees answers without the keys that they took", async () => {
  const { context, answer } = await shop();
  const key = { keyId: await createKey(context), keyLabel: "Sardor key", keyLast4: "9f3c" };
  const id = await answer(t0, { keyName: "Sardor key …9f3c" }, [{ ...key, model: "m1", class: "ok", ms: 5 }]);
  const seenBy = async (role: "operator" | "viewer") => {
    const reader = withRole(context, role);
    return JSON.stringify([await listAnswers(reader, {}), await getAnswer(reader, id)]);
  };
  assert.doesNotMatch(await seenBy("operator"), /Sardor|9f3c/);
  assert.match(await seenBy("viewer"), /Sardor key.*Sardor key/);
});

test("a viewer sees answers without what people wrote, unless they are allowed to read it", async () => {
  const { context, answer } = await shop();
  const id = await answer(t0, { question: "Qancha turadi?", text: "Ming soʻm." });
  const viewer = withRole(context, "viewer");
  const shown = [await listAnswers(viewer, {}), await getAnswer(viewer, id)];
  assert.ok(!/Qancha|Ming|Dilnoza/.test(JSON.stringify(shown)));
  assert.equal((await getAnswer(viewer, id)).exchange, null);
  const allowed = { ...viewer, readTexts: true };
  assert.equal((await listAnswers(allowed, {})).answers[0]?.question, "Qancha turadi?");
  assert.equal((await getAnswer(allowed, id)).exchange?.text, "Ming soʻm.");
});
