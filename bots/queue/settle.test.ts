// What a settlement writes. Who may settle is in lanes.test.ts.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { answerRecord } from "../fixtures/answer-record.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { claimLanes } from "./claims.ts";
import { store } from "./inbox.ts";
import { recordSent } from "./record-sent.ts";
import { fateOf, settle } from "./settle.ts";
import type { PricedAttempt, Settlement } from "./settlement.ts";

const { signal } = new AbortController();
const startedAt = new Date("2026-11-23T12:00:00Z");

/** A claimed lane with two updates, in a conversation of its own. */
async function makeClaim() {
  const context = await createTenant();
  const { tenantId } = context;
  const botId = await createBot(context);
  await store(botId, [textUpdate(1, 7), textUpdate(2, 7)], null);
  const place = { tenantId, botId, chatId: 7, threadId: 0 };
  const conversations = [{ threadId: 0 }, { threadId: 1 }].map((more) => ({
    id: randomUUID(),
    ...place,
    ...more,
  }));
  await db.conversation.createMany({ data: conversations });
  const [claim] = await claimLanes(randomUUID(), 100);
  if (!claim) throw new Error("Nothing was claimed.");
  const [first, second] = claim.waiting.map(({ id }) => id);
  const answer = answerRecord({
    ...{ conversationId: conversations[0]?.id ?? "", updateId: first ?? 0, waitedMs: 3, outputTokens: 2 },
    ...{ receivedAt: startedAt, startedAt, firstTextAt: null },
  });
  return {
    ...{ claim, first: first ?? 0, second: second ?? 0, answer },
    settle: (settlement: Settlement) => settle(claim, settlement, signal),
    lane: () => db.lane.findFirstOrThrow({ where: { botId } }),
    updates: () => db.update.findMany({ where: { botId }, orderBy: { id: "asc" } }),
    closed: async () =>
      (await db.conversation.findMany({ where: { botId }, orderBy: { threadId: "asc" } })).map(
        ({ closedAt }) => closedAt !== null,
      ),
  };
}
const attempt: PricedAttempt = {
  ...{ model: "m1", modelVersion: "m1-001", key: { id: randomUUID(), label: "Key 1", last4: "9f3c" } },
  ...{
    class: "ok",
    httpStatus: 200,
    reason: null,
    parks: null,
    learned: null,
    startedAt: startedAt.getTime(),
  },
  ...{ firstTokenMs: 12.6, ms: 40.4, usage: { inputTokens: 10, outputTokens: 20 }, costMicros: 7 },
} as unknown as PricedAttempt;

test("a lane is kept until it is released: then it is due when something waits, or after the pause", async () => {
  const kept = await makeClaim();
  await kept.settle({ done: [kept.first] });
  const { workerId, until } = await kept.lane();
  assert.ok(workerId && until);
  await kept.settle({ done: [kept.second], release: { again: null } });
  const { readyAt: _, ...idle } = await kept.lane();
  assert.deepEqual([idle.workerId, idle.until, (await kept.lane()).readyAt], [null, null, null]);

  const again = await makeClaim();
  const from = Date.now();
  await again.settle({ returned: [again.first, again.second], release: { again: 5_000 } });
  const over = Date.now();
  const at = (await again.lane()).readyAt?.getTime() ?? 0;
  assert.ok(at >= from + 4_900 && at <= over + 5_100, `${at - from} ms`);
});

test("a conversation is closed where the settlement says so, and no other of the chat", async () => {
  const open = await makeClaim();
  await open.settle({ done: [open.first] });
  assert.deepEqual(await open.closed(), [false, false]);
  await open.settle({ done: [open.second], closed: true });
  assert.deepEqual(await open.closed(), [true, false]);
});

test("what a question cost is added to its first update, however it ends; a reason is kept to 500 characters", async () => {
  for (const outcome of ["done", "dead", "failed", "returned"] as const) {
    const { settle, first, second, updates } = await makeClaim();
    await settle({
      [outcome]: [first, second],
      error: "x".repeat(600),
      cost: { id: first, walks: 1, calls: 3 },
    });
    await settle({ [outcome]: [first, second], cost: { id: first, walks: 1, calls: 2 } });
    const [a, b] = await updates();
    // What is done is settled once.
    const sum = outcome === "done" ? [1, 3] : [2, 5];
    assert.deepEqual([a?.walks, a?.calls, b?.walks, b?.calls], [...sum, 0, 0], outcome);
    const kept = outcome === "failed" ? null : outcome === "returned" ? null : "x".repeat(500);
    assert.equal(a?.error, kept, outcome);
  }
});

test("what Postgres refuses in a text (NUL, a lone surrogate) stops neither a settlement nor a record of what was sent", async () => {
  const { claim, answer, first, settle, updates } = await makeClaim();
  const odd = "a\0b \ud83d c";
  const { id, conversationId, updateId, asked, receivedAt, sent } = answer;
  const record = { id, conversationId, updateId, question: odd, asked, receivedAt, startedAt, sent };
  assert.equal(await recordSent(claim, record, signal), true);
  assert.equal(
    await settle({ done: [first], error: odd, answer: { ...answer, question: odd, text: odd } }),
    true,
  );
  const [update] = await updates();
  const stored = await db.answer.findFirstOrThrow({ where: { id } });
  assert.deepEqual([update?.error, stored.question, stored.text], Array(3).fill("ab \ufffd c"));
});

test("an answer's attempts are kept in order with what each cost, and go on where earlier ones ended", async () => {
  const { settle, first, answer, claim } = await makeClaim();
  const refused = {
    ...{ ...attempt, class: "rate_day", httpStatus: 429, reason: "spent", firstTokenMs: null, usage: null },
    ...{ parks: { scope: "key", id: "k", until: null }, costMicros: 0, modelVersion: null },
    learned: { quotas: [{ quotaId: "PerDay" }, { quotaId: "PerMinute" }] },
  } as unknown as PricedAttempt;
  await settle({ done: [first], answer: { ...answer, state: "apologised", attempts: [refused] } });
  await db.update.updateMany({ where: { botId: claim.botId }, data: { state: "waiting" } });
  const unnamed = { ...attempt, learned: { quotas: [] } } as unknown as PricedAttempt;
  await settle({ done: [first], answer: { ...answer, attempts: [attempt, unnamed] } });
  const { attempts } = await db.answer.findFirstOrThrow({
    where: { botId: claim.botId },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  const row = {
    ...{ model: "m1", modelVersion: "m1-001", keyId: attempt.key.id, keyLabel: "Key 1", keyLast4: "9f3c" },
    ...{ class: "ok", httpStatus: 200, reason: null, quotaId: null, parks: null, startedAt, ms: 40 },
    ...{ firstTokenMs: 13, inputTokens: 10, outputTokens: 20, costMicros: 7n },
  };
  const spent = {
    ...{ ...row, modelVersion: null, class: "rate_day", httpStatus: 429, reason: "spent", quotaId: "PerDay" },
    ...{ parks: { scope: "key", id: "k", until: null }, firstTokenMs: null, costMicros: 0n },
    ...{ inputTokens: null, outputTokens: null },
  };
  assert.deepEqual(
    attempts.map(({ tenantId: _, answerId: __, ...each }) => each),
    [spent, row, row].map((each, position) => ({ position, ...each })),
  );
});

test("a message that is sent is recorded at once under the lane's fence", async () => {
  const { claim, answer } = await makeClaim();
  assert.equal(await recordSent(claim, answer, signal), true);
  assert.equal(await recordSent(claim, { ...answer, sent: [5, 6] }, signal), true);
  assert.equal(
    await recordSent({ ...claim, fence: claim.fence + 1 }, { ...answer, sent: [] }, signal),
    false,
  );
  const stored = await db.answer.findFirstOrThrow({ where: { botId: claim.botId } });
  assert.partialDeepStrictEqual(stored, { state: "running", sent: [5, 6], question: "salom", asked: [1] });
});

test("what became of a settlement is told: it may still be written, it was, or the lane is another claim's and it never will be", async () => {
  const { claim, first, second, answer, settle } = await makeClaim();
  assert.equal(await fateOf(claim, [first]), "open");
  assert.equal(await settle({ done: [first], answer }), true);
  assert.equal(await fateOf(claim, [first]), "settled");
  assert.equal(await fateOf(claim, [second]), "open");
  await db.lane.update({ where: { id: claim.laneId }, data: { fence: { increment: 1 } } });
  assert.equal(await fateOf(claim, [first]), "settled", "whoever has the lane now, it was written");
  assert.equal(await fateOf(claim, [second]), "lost");
  // Of two tenants neither learns of the other's.
  const { tenantId } = await createTenant();
  assert.equal(await fateOf({ ...claim, tenantId }, [first]), "lost");
  await db.bot.deleteMany({ where: { id: claim.botId } });
  assert.equal(await fateOf(claim, [first]), "lost");
});
