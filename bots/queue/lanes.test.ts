// The rules of inbox, claims and leases, on a real Postgres.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { db, pool } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { whileReferredTo } from "#test/row-locks.ts";
import { until } from "#test/until.ts";
import { answerRecord } from "../fixtures/answer-record.ts";
import { textUpdate } from "../fixtures/updates.ts";
import type { Engine } from "../turn/ask.ts";
import { handleClaim } from "../turn/turn.ts";
import { claimBots, releaseBot, renewBots } from "./bot-leases.ts";
import { type Claim, claimLanes, renewLanes } from "./claims.ts";
import { Contact } from "./contact.ts";
import { store } from "./inbox.ts";
import { startLanes } from "./lanes.ts";
import { startAgain } from "./late-answers.ts";
import { recordSent } from "./record-sent.ts";
import { settle } from "./settle.ts";
import type { AnswerRecord } from "./settlement.ts";

const here = randomUUID();
const there = randomUUID();
const signal = new AbortController().signal;
let tenantId: string;
let botId: string;

const claimOne = async (worker = here) => (await claimLanes(worker, 1))[0]!;
const expire = () => pool.query(`UPDATE "Lane" SET "until" = now() - interval '1 second'`);

beforeEach(async () => {
  await db.tenant.deleteMany();
  ({ tenantId } = await createTenant());
  botId = await createBot({ tenantId });
});

async function answerOf(claim: Claim): Promise<AnswerRecord> {
  const conversation = await db.conversation.create({
    data: { id: randomUUID(), tenantId, botId, chatId: claim.chatId },
  });
  return answerRecord({ conversationId: conversation.id, updateId: claim.waiting[0]!.id });
}

test("an update delivered twice is stored once, and the offset moves with it", async () => {
  const [lease] = await claimBots(here, 1);
  const holder = { workerId: here, fence: lease!.fence };
  assert.ok(await store(botId, [textUpdate(10, 1), textUpdate(11, 1)], holder));
  assert.ok(await store(botId, [textUpdate(11, 1), textUpdate(12, 2)], holder));
  assert.equal(await db.update.count(), 3);
  assert.equal(Number((await db.botLease.findFirstOrThrow()).nextUpdate), 13);
});

test("a worker that lost the bot's lease stores nothing and does not move the offset", async () => {
  const [lost] = await claimBots(here, 1);
  await pool.query(`UPDATE "BotLease" SET "until" = now() - interval '1 second'`);
  const [taken] = await claimBots(there, 1);
  assert.ok(taken!.fence > lost!.fence);
  assert.equal(await store(botId, [textUpdate(10, 1)], { workerId: here, fence: lost!.fence }), false);
  assert.equal(await db.update.count(), 0);
  assert.equal(Number((await db.botLease.findFirstOrThrow()).nextUpdate), 0);
  assert.deepEqual(await renewBots(here, [lost!]), new Set());
  await releaseBot(here, lost!);
  assert.deepEqual(await renewBots(there, [taken!]), new Set([botId]));
});

test("a lane belongs to one worker at a time, with its updates in order", async () => {
  await store(botId, [textUpdate(3, 1), textUpdate(1, 1), textUpdate(2, 1)], null);
  const claim = await claimOne();
  assert.deepEqual(
    claim.waiting.map(({ update }) => update.update_id),
    [1, 2, 3],
  );
  assert.deepEqual(await claimLanes(there, 10), []);
});

test("a worker that lost its lane writes no answer, no settlement and no sent message", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const lost = await claimOne();
  await expire();
  const taken = await claimOne(there);
  const answer = await answerOf(lost);
  assert.equal(await recordSent(lost, answer, signal), false);
  assert.equal(
    await settle(lost, { done: [lost.waiting[0]!.id], answer, release: { again: null } }, signal),
    false,
  );
  assert.deepEqual(await renewLanes(here, [lost]), new Set());
  assert.equal(await db.answer.count(), 0);
  assert.equal((await db.update.findFirstOrThrow()).state, "waiting");
  assert.equal(await settle(taken, { done: [taken.waiting[0]!.id], release: { again: null } }, signal), true);
});

test("a lease is renewed only under its own fence: of two claims by one worker the older is lost", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const older = await claimOne();
  await expire();
  const newer = await claimOne();
  assert.equal(newer.laneId, older.laneId);
  await expire();
  assert.deepEqual(await renewLanes(here, [older]), new Set());
  const { until } = await db.lane.findFirstOrThrow();
  assert.ok(until! < new Date(), "the older claim renewed it");
  assert.deepEqual(await renewLanes(here, [newer]), new Set([newer.laneId]));
});

test("settling twice (the connection broke after the first) keeps one answer", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const claim = await claimOne();
  const answer = await answerOf(claim);
  const settlement = { done: [claim.waiting[0]!.id], answer, release: { again: null } };
  await settle(claim, settlement, signal);
  await settle(claim, settlement, signal);
  assert.equal(await db.answer.count(), 1);
});

test("an answer that starts over costs what all its attempts cost; unknown if one is", async () => {
  await store(botId, [textUpdate(10, 1)], null);
  const claim = await claimOne();
  const answer = await answerOf(claim);
  const costs: (number | null)[] = [];
  for (const costMicros of [4, 3, null, 5]) {
    // As when a promise is due: its update waits again.
    await db.update.updateMany({ data: { state: "waiting" } });
    assert.ok(
      await settle(claim, { done: [claim.waiting[0]!.id], answer: { ...answer, costMicros } }, signal),
    );
    const stored = await db.answer.findFirstOrThrow();
    costs.push(stored.costMicros === null ? null : Number(stored.costMicros));
  }
  assert.deepEqual(costs, [4, 7, null, null]);
});

test("updates that arrive while a lane is handled are claimed after its release", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const claim = await claimOne();
  await store(botId, [textUpdate(2, 1)], null);
  assert.deepEqual(await claimLanes(there, 10), []);
  await settle(claim, { done: [claim.waiting[0]!.id], release: { again: null } }, signal);
  assert.equal((await claimOne(there)).waiting[0]!.update.update_id, 2);
});

test("a lane with nothing waiting is not claimed again", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const claim = await claimOne();
  await settle(claim, { done: [claim.waiting[0]!.id], release: { again: null } }, signal);
  assert.deepEqual(await claimLanes(here, 10), []);
});

test("a failed update waits with one more failure, a returned one without; neither counts as an unfinished claim", async () => {
  await store(botId, [textUpdate(1, 1, "zahar"), textUpdate(2, 1, "keyingi")], null);
  const claim = await claimOne();
  const [poison, next] = claim.waiting;
  const settlement = { failed: [poison!.id], returned: [next!.id], error: "zaharli" };
  await settle(claim, { ...settlement, release: { again: 0 } }, signal);
  const again = await claimOne();
  assert.deepEqual(
    again.waiting.map(({ update, failures, tries }) => [update.update_id, failures, tries]),
    [
      [1, 1, 1],
      [2, 0, 1],
    ],
  );
  assert.equal((await db.update.findFirstOrThrow({ where: { id: poison!.id } })).error, "zaharli");
});

test("a dead update keeps its reason, its started answer is given up, and its lane goes on", async () => {
  await store(botId, [textUpdate(1, 1, "zahar"), textUpdate(2, 1, "keyingi")], null);
  const claim = await claimOne();
  const [poison, next] = claim.waiting;
  await recordSent(claim, await answerOf(claim), signal);
  await settle(
    claim,
    { dead: [poison!.id], returned: [next!.id], error: "zaharli", release: { again: 0 } },
    signal,
  );
  const dead = await db.update.findFirstOrThrow({ where: { id: poison!.id } });
  assert.deepEqual([dead.state, dead.error], ["dead", "zaharli"]);
  assert.equal((await db.answer.findFirstOrThrow()).state, "apologised");
  const waiting = (await claimOne()).waiting.map(({ update }) => update.update_id);
  assert.deepEqual(waiting, [2]);
});

test("a suspect is handled alone: what waits behind it is handed back first, and no crash of it counts against them", async () => {
  const texts = ["gumon", "keyingi", "yana"];
  const batch = texts.map((text, i) => textUpdate(i + 1, 1, text));
  await store(botId, batch, null);
  await db.update.updateMany({ where: { updateId: 1 }, data: { tries: 3 } });
  const handled: number[][] = [];
  const counted: number[][] = [];
  const lanes = startLanes({
    workerId: here,
    contact: new Contact(),
    atOnce: 10,
    async handle(claim, signal) {
      handled.push(claim.waiting.map(({ update }) => update.update_id));
      const rows = await db.update.findMany({ where: { state: "waiting" }, orderBy: { updateId: "asc" } });
      counted.push(rows.map(({ tries }) => tries));
      const done = claim.waiting.map(({ id }) => id);
      await settle(claim, { done, release: { again: claim.more ? 0 : null } }, signal);
    },
  });
  await until("all is settled", async () => !(await db.update.count({ where: { state: "waiting" } })));
  await lanes.stop(1_000);
  assert.deepEqual(handled, [[1], [2, 3]]);
  assert.deepEqual(counted, [
    [4, 0, 0],
    [1, 1],
  ]);
});

test("a suspect that may not run yet waits without using up a try, and holds up no other lane", async () => {
  await store(botId, [textUpdate(1, 1, "gumon"), textUpdate(2, 2, "begunoh")], null);
  await db.update.updateMany({ where: { updateId: 1 }, data: { tries: 30, lone: 2 } });
  const handled: number[] = [];
  let [lived, lone] = [59_000, 0];
  const suspect = () => db.update.findFirstOrThrow({ where: { updateId: 1 } });
  const lanes = startLanes({
    workerId: here,
    contact: new Contact(),
    atOnce: 10,
    livedMs: () => lived,
    async handle(claim, signal) {
      lone = (await suspect()).lone;
      handled.push(...claim.waiting.map(({ update }) => update.update_id));
      await settle(claim, { done: claim.waiting.map(({ id }) => id), release: { again: null } }, signal);
    },
  });
  await until("the other is done", () => db.update.findFirst({ where: { updateId: 2, state: "done" } }));
  await until("it is handed back", async () => (await suspect()).tries === 30);
  assert.deepEqual(handled, [2]);
  lived = 60_000;
  await until("it is handled", async () => (await suspect()).state === "done");
  assert.equal(lone, 3, "its death would have counted");
  await until("it is outlived", async () => (await suspect()).lone === 0);
  await lanes.stop(1_000);
});

test("lanes are handled concurrently, each in order, whatever their handlers throw", async () => {
  const batch = Array.from({ length: 60 }, (_, i) => textUpdate(i + 1, (i % 6) + 1));
  await store(botId, batch, null);
  const seen = new Map<number, number[]>();
  let [now, most] = [0, 0];
  const lanes = startLanes({
    workerId: here,
    contact: new Contact(),
    atOnce: 10,
    async handle(claim, signal) {
      most = Math.max(most, ++now);
      const ids = claim.waiting.slice(0, 2).map(({ id }) => id);
      await new Promise((done) => setTimeout(done, 5));
      now--;
      // A failed one is handed back and claimed again.
      if (claim.chatId === 3 && !seen.has(3)) {
        seen.set(3, []);
        throw new Error("bir marta");
      }
      const known = seen.get(claim.chatId) ?? [];
      known.push(...claim.waiting.slice(0, 2).map(({ update }) => update.update_id));
      seen.set(claim.chatId, known);
      const returned = claim.waiting.slice(2).map(({ id }) => id);
      await settle(claim, { done: ids, returned, release: { again: returned.length ? 0 : null } }, signal);
    },
  });
  await until("all is settled", async () => !(await db.update.count({ where: { state: "waiting" } })));
  await lanes.stop(1_000);
  assert.ok(most > 1, "lanes go on side by side");
  for (const [chat, ids] of seen) {
    assert.deepEqual(
      ids,
      batch.flatMap(({ update_id }) => (((update_id - 1) % 6) + 1 === chat ? [update_id] : [])),
    );
  }
});

test("an invalid update is dead at once, and everything behind it is handled", async () => {
  await store(
    botId,
    Array.from({ length: 25 }, (_, i) => textUpdate(i + 1, 1)),
    null,
  );
  await pool.query(
    `UPDATE "Update" SET "payload" = '{"update_id": 1, "message": "salom"}' WHERE "updateId" <= 22`,
  );
  const handled: number[] = [];
  const lanes = startLanes({
    workerId: here,
    contact: new Contact(),
    atOnce: 10,
    async handle(claim, signal) {
      handled.push(...claim.waiting.map(({ update }) => update.update_id));
      const done = claim.waiting.map(({ id }) => id);
      await settle(claim, { done, release: { again: claim.more ? 0 : null } }, signal);
    },
  });
  await until("all is settled", async () => !(await db.update.count({ where: { state: "waiting" } })));
  await lanes.stop(1_000);
  assert.deepEqual(handled, [23, 24, 25]);
  assert.equal(await db.update.count({ where: { state: "dead", error: "it is no update" } }), 22);
});

test("a claim with nothing left to handle releases its lane at once if more waits in it", async () => {
  await store(
    botId,
    Array.from({ length: 21 }, (_, i) => textUpdate(i + 1, 1)),
    null,
  );
  const claim = await claimOne();
  const done = claim.waiting.map(({ id }) => id);
  await settle(claim, { done }, signal);
  await handleClaim({ ...claim, waiting: [] }, () => undefined, {} as Engine, signal);
  assert.deepEqual(
    (await claimOne(there)).waiting.map(({ update }) => update.update_id),
    [21],
  );
});

test("a lane is claimed even while an update of it is being written", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  await whileReferredTo("Lane", "true", async () => {
    assert.equal((await claimLanes(here, 10)).length, 1);
  });
});

test("a bot is claimed even while a row that refers to its lease is being written", async () => {
  await whileReferredTo("BotLease", "true", async () => {
    assert.equal((await claimBots(here, 10)).length, 1);
  });
});

test("a promised question is asked again even while an attempt of its answer is being written", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const claim = await claimOne();
  const answer = { ...(await answerOf(claim)), againAt: Date.now() - 1_000 };
  await settle(claim, { done: [answer.updateId], answer, release: { again: null } }, signal);
  await whileReferredTo("Answer", "true", async () => {
    const again = startAgain();
    await until("it waits again", async () => (await db.update.count({ where: { state: "waiting" } })) === 1);
    again.stop();
  });
});
