// What a tenant keeps no longer goes, everything else stays, and no figure changes.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { readAnalytics } from "../analytics/analytics.ts";
import { startRollups, sumUpDays } from "../analytics/rollup.ts";
import { getAnswer } from "../answers/trace.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { setZone } from "../people/zone.ts";
import { forgetTexts, startRetention } from "./forget.ts";
import { forgetUpdates, startForgettingUpdates } from "./forget-updates.ts";
import { readSpans, setSpans } from "./settings.ts";
import { defaultSpans } from "./spans.ts";

const DAY = 86_400_000;
/** The present of these tests, in the tenant's zone (UTC+5) too. */
const now = new Date("2026-11-26T12:00:00Z");
const ago = (days: number) => new Date(+now - days * DAY);

async function sumUp(at = now): Promise<void> {
  await startRollups();
  while (await sumUpDays(at));
}
async function forget(at = now): Promise<void> {
  await startRetention();
  await pool.query(`UPDATE "Retention" SET "dueAt" = '-infinity'`);
  while (await forgetTexts(at));
}
async function forgetAllUpdates(at = now): Promise<void> {
  await startForgettingUpdates();
  await pool.query(`UPDATE "Chore" SET "dueAt" = '-infinity'`);
  while (await forgetUpdates(at));
}

const answered = { state: "answered", text: "ha", model: "gemini-2.5-flash", costMicros: 10n } as const;

/** An answer with two calls that began so many days ago. */
async function answerOf(context: Context, botId: string, days: number): Promise<string> {
  const [startedAt, finishedAt] = [ago(days), new Date(+ago(days) + 1_000)];
  const calls = [{ class: "overloaded", startedAt } as const, { startedAt, inputTokens: 5, costMicros: 10n }];
  const id = await createAnswer(context, botId, { ...answered, startedAt, finishedAt }, calls);
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id } });
  await db.conversation.update({ where: { id: conversationId }, data: { lastAt: startedAt } });
  return id;
}

async function shop() {
  const context = await createTenant();
  return { context, botId: await createBot(context) };
}

const idsOf = async ({ tenantId }: Context) =>
  new Set((await db.answer.findMany({ where: { tenantId }, select: { id: true } })).map(({ id }) => id));
const callsOf = (answerId: string) => db.attempt.count({ where: { answerId } });

test("texts go after twelve months and calls after three, by whole days of the tenant's zone; a tenant may choose other times", async () => {
  const { context, botId } = await shop();
  const other = await shop();
  await setSpans(other.context, { messageMonths: 24, callMonths: 12, updateDays: 7 });
  const made = new Map<number, string>();
  for (const days of [1, 91, 94, 364, 367, 800]) made.set(days, await answerOf(context, botId, days));
  const kept = await answerOf(other.context, other.botId, 367);
  const gone = await answerOf(other.context, other.botId, 800);
  await sumUp();
  await forget();
  const left = await idsOf(context);
  assert.deepEqual(
    [...made].filter(([, id]) => left.has(id)).map(([days]) => days),
    [1, 91, 94, 364],
  );
  assert.deepEqual(
    await Promise.all([1, 91, 94, 364].map((days) => callsOf(made.get(days) ?? ""))),
    [2, 2, 0, 0],
  );
  assert.deepEqual([await idsOf(other.context), await callsOf(kept)], [new Set([kept]), 0]);
  assert.ok(!(await idsOf(other.context)).has(gone));
  // Its page says that they are no longer kept.
  assert.equal((await getAnswer(context, made.get(94) ?? "")).attemptsKept, false);
  assert.equal((await getAnswer(context, made.get(91) ?? "")).attemptsKept, true);
});

test("somebody who writes again just as their conversation would go keeps it", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  const { conversationId } = await db.answer.findUniqueOrThrow({
    where: { id: await answerOf(context, botId, 400) },
  });
  await sumUp();
  const writes = await pool.connect();
  await writes.query("BEGIN");
  await writes.query(`UPDATE "Conversation" SET "lastAt" = $2 WHERE "id" = $1`, [conversationId, now]);
  const forgetting = forget();
  // Until it waits for that row, or has passed it over.
  await Promise.race([forgetting, sleep(1_500)]);
  await writes.query("COMMIT");
  writes.release();
  await forgetting;
  assert.equal(await db.conversation.count({ where: { tenantId } }), 1);
});

test("people who have not written for as long go with their names; who has written since stays", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  const [old, young] = [await answerOf(context, botId, 400), await answerOf(context, botId, 400)];
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id: young } });
  await db.conversation.update({ where: { id: conversationId }, data: { lastAt: ago(5) } });
  const said = { tenantId, conversationId, author: "person", state: "heard" } as const;
  for (const days of [400, 5])
    await db.chatMessage.create({ data: { id: randomUUID(), ...said, at: ago(days), changedAt: ago(days) } });
  await sumUp();
  await forget();
  assert.deepEqual(await idsOf(context), new Set());
  const left = await db.conversation.findMany({ where: { tenantId }, include: { chatMessages: true } });
  assert.deepEqual(
    left.map(({ id, chatMessages }) => [id, chatMessages.map(({ at }) => at.getTime())]),
    [[conversationId, [ago(5).getTime()]]],
  );
  assert.ok(old);
});

test("with old messages go the summary of them, drafts for connected accounts, dead letters, what operators wrote, and broadcasts that are over; what is young, or still to be sent, stays", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  for (const days of [400, 5]) {
    const { conversationId } = await db.answer.findUniqueOrThrow({
      where: { id: await answerOf(context, botId, days) },
    });
    await db.conversation.update({ where: { id: conversationId }, data: { lastAt: ago(1) } });
    const at = ago(days);
    await db.summary.create({ data: { tenantId, conversationId, text: `${days}`, upTo: at } });
    const draft = { id: randomUUID(), updateId: days, question: "", text: `${days}`, chatId: 1n };
    await db.businessDraft.create({ data: { ...draft, tenantId, conversationId, at } });
    const picture = { create: { position: 0, bytes: Buffer.from("png") } };
    const text = { text: `${days}`, createdAt: ago(400), finishedAt: at };
    await db.broadcast.create({ data: { id: randomUUID(), tenantId, botId, ...text, picture } });
    const letter = { payload: Buffer.from("{}"), reason: `${days}`, receivedAt: at };
    await db.deadLetter.create({ data: { id: randomUUID(), tenantId, botId, ...letter } });
    for (const state of ["sent", "waiting"] as const)
      await db.chatMessage.create({
        data: {
          ...{ id: randomUUID(), tenantId, conversationId, author: "operator", kind: "text" },
          ...{ text: `${days} ${state}`, at, changedAt: at, state },
        },
      });
  }
  await db.broadcast.create({
    data: { id: randomUUID(), tenantId, botId, text: "draft", createdAt: ago(400) },
  });
  await sumUp();
  await forget();
  const texts = (rows: { text: string }[]) => rows.map(({ text }) => text).sort();
  assert.deepEqual(texts(await db.summary.findMany({ where: { tenantId } })), ["5"]);
  assert.deepEqual(texts(await db.businessDraft.findMany({ where: { tenantId } })), ["5"]);
  const written = await db.chatMessage.findMany({ where: { tenantId } });
  assert.deepEqual(texts(written), ["400 waiting", "5 sent", "5 waiting"]);
  const letters = await db.deadLetter.findMany({ where: { tenantId } });
  assert.deepEqual(
    letters.map(({ reason }) => reason),
    ["5"],
  );
  assert.deepEqual(texts(await db.broadcast.findMany({ where: { tenantId } })), ["5", "draft"]);
  assert.equal(await db.broadcastPicture.count({ where: { tenantId } }), 1);
});

test("every figure of a period is the same before and after, also for days whose answers are gone", async () => {
  const { context, botId } = await shop();
  await setSpans(context, { messageMonths: 3, callMonths: 1, updateDays: 7 });
  for (const days of [20, 33, 40, 70, 95, 99, 110]) await answerOf(context, botId, days);
  await sumUp();
  const read = async (zone = "Asia/Tashkent") => {
    const days = { from: "2026-07-28", to: "2026-10-25" };
    return readAnalytics(context, { range: days, zone, now });
  };
  const before = await read();
  assert.deepEqual([before.total.answered, before.total.people], [6, 6]);
  await forget();
  assert.equal((await idsOf(context)).size, 4);
  assert.deepEqual(await read(), before);
  // A day that is half gone is never summed up anew, whatever changes.
  await pool.query(
    `UPDATE "Rollup" SET "stale" = '{2026-08-19, 2026-10-17}', "dueAt" = '-infinity' WHERE "tenantId" = $1`,
    [context.tenantId],
  );
  await sumUp();
  assert.deepEqual(await read(), before);
  await pool.query(`UPDATE "Rollup" SET "day" = '0001-01-01', "dueAt" = '-infinity' WHERE "tenantId" = $1`, [
    context.tenantId,
  ]);
  await sumUp();
  assert.deepEqual(await read(), before);
  await setZone(context, "Asia/Almaty");
  await sumUp();
  assert.equal((await read("Asia/Almaty")).total.answered, before.total.answered);
});

test("nothing goes before its day is summed up", async () => {
  const { context, botId } = await shop();
  const id = await answerOf(context, botId, 400);
  await startRollups();
  await forget();
  assert.deepEqual(await idsOf(context), new Set([id]));
  await sumUp();
  await pool.query(`UPDATE "Rollup" SET "stale" = '{2025-10-22}' WHERE "tenantId" = $1`, [context.tenantId]);
  await forget();
  assert.deepEqual(await idsOf(context), new Set([id]));
  await pool.query(`UPDATE "Rollup" SET "dueAt" = '-infinity' WHERE "tenantId" = $1`, [context.tenantId]);
  await sumUp();
  await forget();
  assert.deepEqual(await idsOf(context), new Set());
});

test("more than a batch goes in several, each whole, and a crash between them loses nothing", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  await answerOf(context, botId, 400);
  await pool.query(
    `INSERT INTO "Answer" ("id", "tenantId", "botId", "conversationId", "updateId", "state", "question", "receivedAt", "startedAt", "finishedAt")
     SELECT gen_random_uuid(), "tenantId", "botId", "conversationId", "updateId" + 1000000 + n, 'answered', 'q', "startedAt", "startedAt", "startedAt"
     FROM "Answer", generate_series(1, 1200) AS n WHERE "tenantId" = $1`,
    [tenantId],
  );
  await sumUp();
  await startRetention();
  await pool.query(
    `UPDATE "Retention" SET "dueAt" = CASE WHEN "tenantId" = $1 THEN '-infinity'::timestamptz ELSE 'infinity' END`,
    [tenantId],
  );
  assert.equal(await forgetTexts(now), true);
  assert.equal((await idsOf(context)).size, 701);
  assert.equal(await forgetTexts(now), true);
  assert.equal(await forgetTexts(now), true);
  assert.equal((await idsOf(context)).size, 0);
  assert.equal(await forgetTexts(now), false);
});

test("of two workers at once each takes another tenant, and none waits", async () => {
  const { context, botId } = await shop();
  await answerOf(context, botId, 400);
  await sumUp();
  await startRetention();
  await pool.query(
    `UPDATE "Retention" SET "dueAt" = CASE WHEN "tenantId" = $1 THEN '-infinity'::timestamptz ELSE 'infinity' END`,
    [context.tenantId],
  );
  const other = await pool.connect();
  await other.query("BEGIN");
  await other.query(`SELECT 1 FROM "Retention" WHERE "tenantId" = $1 FOR NO KEY UPDATE`, [context.tenantId]);
  assert.equal(await forgetTexts(now), false);
  await other.query("ROLLBACK");
  other.release();
  assert.equal(await forgetTexts(now), true);
});

test("updates go a week after they were handled; what waits, what is dead and a bot's latest stay, and so do the answers", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  const ids = [];
  for (const days of [10, 9, 8, 6]) ids.push(await answerOf(context, botId, days));
  const updates = await db.answer.findMany({ where: { id: { in: ids } }, orderBy: { startedAt: "asc" } });
  const [waiting, dead, done] = updates.map(({ updateId }) => updateId);
  for (const [i, { updateId }] of updates.entries())
    await db.update.update({
      where: { id: updateId },
      data: { updateId: i + 1, doneAt: updates[i]?.startedAt, receivedAt: updates[i]?.startedAt ?? now },
    });
  await db.update.update({ where: { id: waiting }, data: { state: "waiting", doneAt: null } });
  await db.update.update({ where: { id: dead }, data: { state: "dead" } });
  await forgetAllUpdates();
  const left = await db.update.findMany({ where: { tenantId }, orderBy: { updateId: "asc" } });
  assert.deepEqual(
    left.map(({ updateId }) => Number(updateId)),
    [1, 2, 4],
  );
  assert.ok(done);
  assert.equal((await idsOf(context)).size, 4);
  await forgetAllUpdates(new Date(+now + 30 * DAY));
  assert.deepEqual(
    (await db.update.findMany({ where: { tenantId } })).map(({ updateId }) => Number(updateId)).sort(),
    [1, 2, 4],
  );
  await forgetAllUpdates(new Date(+now + 400 * DAY));
  assert.deepEqual(
    (await db.update.findMany({ where: { tenantId } })).map(({ updateId }) => Number(updateId)).sort(),
    [1, 4],
  );
});

test("more updates than a page holds go in one round, page after page", async () => {
  const { context, botId } = await shop();
  const { tenantId } = context;
  // A page that ends with a young one ends the round, and those of other tests are older by their ids.
  await db.update.deleteMany();
  const { id: laneId } = await db.lane.create({ data: { tenantId, botId, chatId: 1n } });
  await pool.query(
    `INSERT INTO "Update" ("tenantId", "botId", "updateId", "laneId", "payload", "state", "receivedAt", "doneAt")
     SELECT $1, $2, n, $3, '{}', 'done', $4, $4 FROM generate_series(1, 2500) AS n`,
    [tenantId, botId, laneId, ago(20)],
  );
  await forgetAllUpdates();
  const left = await db.update.findMany({ where: { tenantId } });
  assert.deepEqual(
    left.map(({ updateId }) => updateId),
    [2_500n],
    "the bot's latest",
  );
});

test("files of a question are found as long as the question, without what else its update told", async () => {
  const { context, botId } = await shop();
  const [id] = [await answerOf(context, botId, 20), await answerOf(context, botId, 1)];
  const { updateId } = await db.answer.update({ where: { id }, data: { asked: [7] } });
  const document = { file_id: "BQAC", file_name: "price.pdf" };
  const message = { message_id: 7, from: { first_name: "Dilnoza" }, document };
  await db.update.update({
    where: { id: updateId },
    data: { updateId: 1, payload: { message }, receivedAt: ago(20), doneAt: ago(20) },
  });
  await forgetAllUpdates();
  assert.equal(await db.update.findUnique({ where: { id: updateId } }), null);
  const { files } = await db.answer.findUniqueOrThrow({ where: { id } });
  assert.deepEqual(files, [{ message_id: 7, document }]);
});

test("a tenant that has chosen nothing has the defaults; calls never stay longer than their answers, and other numbers are refused", async () => {
  const { context } = await shop();
  assert.deepEqual(await readSpans(context), defaultSpans);
  await setSpans(context, { messageMonths: 1, callMonths: 12, updateDays: 2 });
  assert.deepEqual(await readSpans(context), { messageMonths: 1, callMonths: 1, updateDays: 2 });
  await setSpans(context, { messageMonths: 24, callMonths: 6, updateDays: 14 });
  assert.deepEqual(await readSpans(context), { messageMonths: 24, callMonths: 6, updateDays: 14 });
  assert.deepEqual(await readSpans((await shop()).context), defaultSpans, "of another tenant");
  const [entry] = await db.audit.findMany({
    where: { tenantId: context.tenantId, action: "tenant.retention" },
    orderBy: { id: "desc" },
  });
  assert.deepEqual(
    [entry?.before, entry?.after],
    [
      { messageMonths: 1, callMonths: 1, updateDays: 2 },
      { messageMonths: 24, callMonths: 6, updateDays: 14 },
    ],
  );
  await assert.rejects(setSpans(context, { ...defaultSpans, messageMonths: 0 }), {
    code: "invalid",
    field: "messageMonths",
  });
  await assert.rejects(setSpans(context, { ...defaultSpans, updateDays: 1 }), {
    code: "invalid",
    field: "updateDays",
  });
});
