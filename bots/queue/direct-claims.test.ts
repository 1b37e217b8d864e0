// Claims by the statement that stores the updates: only where nothing waits and nobody handles the lane.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach, type TestContext } from "node:test";
import { openConversation } from "#lib/conversations/conversations.ts";
import { db, pool } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { isWaitingForLock } from "#test/row-locks.ts";
import { until } from "#test/until.ts";
import { answerRecord } from "../fixtures/answer-record.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { type Claim, claimLanes, hasRoom } from "./claims.ts";
import { Contact } from "./contact.ts";
import { storeOrBury } from "./dead-letters.ts";
import { store, storeAndClaim } from "./inbox.ts";
import { startLanes } from "./lanes.ts";
import { settle } from "./settle.ts";

const here = randomUUID();
const there = randomUUID();
const { signal } = new AbortController();
let tenantId: string;
let botId: string;

beforeEach(async () => {
  await db.tenant.deleteMany();
  ({ tenantId } = await createTenant());
  botId = await createBot({ tenantId });
});

const taken = (claims: Claim[] | null) =>
  claims?.map(({ chatId, waiting }) => [chatId, ...waiting.map(({ update }) => update.update_id)]);
const direct = (...updates: [id: number, chat: number][]) =>
  storeAndClaim(
    botId,
    updates.map(([id, chat]) => textUpdate(id, chat)),
    null,
    here,
  );
const end = (claim: Claim) =>
  settle(claim, { done: claim.waiting.map(({ id }) => id), release: { again: null } }, signal);

test("lanes where nothing waits are claimed by the statement that stores, each with its updates in order", async () => {
  const claims = await direct([3, 7], [1, 7], [2, 8]);
  assert.deepEqual(new Set(taken(claims)?.map(String)), new Set(["7,1,3", "8,2"]));
  const [claim] = claims ?? [];
  const { tries, payload } = await db.update.findFirstOrThrow({ where: { id: claim?.waiting[0]?.id ?? 0 } });
  assert.deepEqual([tries, payload], [1, claim?.waiting[0]?.update]);
  assert.deepEqual(await claimLanes(there, 10), []);
  for (const each of claims ?? []) assert.ok(await end(each));
  assert.equal(await db.update.count({ where: { state: "done" } }), 3);
  assert.equal(await db.lane.count({ where: { readyAt: null, until: null } }), 2);
  assert.deepEqual(taken(await direct([4, 7])), [[7, 4]], "again, once it is free");
});

test("a lane in which something waits, or that anybody handles, is not claimed, not even by the same worker", async () => {
  await store(botId, [textUpdate(1, 7)], null);
  assert.deepEqual(await direct([2, 7]), []);
  const [claim] = await claimLanes(here, 1);
  assert.deepEqual(taken([claim as Claim]), [[7, 1, 2]]);
  assert.deepEqual(await direct([3, 7]), []);
  assert.ok(await end(claim as Claim));
  assert.deepEqual(taken(await claimLanes(there, 1)), [[7, 3]], "due again, since it arrived meanwhile");
});

test("a worker that died with such a claim is followed by another, which tries the updates a second time", async () => {
  await direct([1, 7]);
  await pool.query(`UPDATE "Lane" SET "until" = now() - interval '1 second'`);
  const [claim] = await claimLanes(there, 1);
  assert.deepEqual([claim?.fence, claim?.waiting[0]?.tries], [2, 2]);
});

test("a duplicate is not handled again", async () => {
  for (const claim of (await direct([1, 7])) ?? []) await end(claim);
  const [claim] = (await direct([1, 7])) ?? [];
  assert.deepEqual(claim?.waiting, []);
});

test("a bot and a tenant leave half of the places that the others leave", () => {
  const running = [
    { tenantId: "a", botId: "a1" },
    { tenantId: "a", botId: "a2" },
    { tenantId: "b", botId: "b1" },
  ];
  const most = (tenantId: string, botId: string) =>
    Array.from({ length: 20 }, (_, i) => i + 1).findLast((more) =>
      hasRoom({ tenantId, botId, more }, running, 13),
    );
  assert.deepEqual([most("a", "a1"), most("b", "b2"), most("c", "c1")], [4, 4, 5]);
});

/** Ends the claim with an answer in its conversation, which is opened if it is not yet. */
async function answerIn(claim: Claim, text: string) {
  const [waiting] = claim.waiting;
  assert.ok(waiting);
  const { id: conversationId } = await openConversation(claim, "Dilnoza", waiting.id);
  const answer = answerRecord({ conversationId, updateId: waiting.id, text });
  assert.ok(await settle(claim, { done: [waiting.id], answer, release: { again: null } }, signal));
}
const one = async (id: number, chat = 7): Promise<Claim> => {
  const [claim] = (await direct([id, chat])) ?? [];
  assert.ok(claim);
  return claim;
};

test("such a claim brings its conversation along, with the history, unless it has to be opened", async () => {
  const first = await one(1);
  assert.equal(first.opened, undefined, "there is none yet");
  await answerIn(first, "alik");
  await answerIn(await one(2, 8), "another chat's");
  const second = await one(3);
  const { id } = await db.conversation.findFirstOrThrow({ where: { botId, chatId: 7 } });
  const history = [{ question: "salom", answer: "alik" }];
  assert.partialDeepStrictEqual(second.opened, { id, locale: null, title: "Dilnoza", history });
  await end(second);
  await db.conversation.update({ where: { tenantId_id: { tenantId, id } }, data: { since: new Date() } });
  const third = await one(4);
  assert.deepEqual(third.opened?.history, null, "since /new");
  await end(third);
  const takenUntil = new Date(Date.now() + 60_000);
  await db.conversation.update({ where: { tenantId_id: { tenantId, id } }, data: { takenUntil } });
  const fourth = await one(5);
  assert.deepEqual([third.opened?.taken, fourth.opened?.taken], [false, true], "an operator has it");
  await end(fourth);
  await db.conversation.update({ where: { tenantId_id: { tenantId, id } }, data: { closedAt: new Date() } });
  assert.equal((await one(6)).opened, undefined, "closed");
});

test("a claim that waited for the last settlement of its lane does not bring the history that lacks its answer", async () => {
  await answerIn(await one(1), "bir");
  const second = await one(2);
  // The settlement's change of the lane; the claim begins before it is committed, and waits for it.
  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query(
    `UPDATE "Lane" SET "until" = NULL, "workerId" = NULL, "readyAt" = NULL WHERE "id" = $1`,
    [second.laneId],
  );
  const claimed = one(3);
  await until("the claim waits", isWaitingForLock);
  await client.query("COMMIT");
  client.release();
  const third = await claimed;
  assert.deepEqual(taken([third]), [[7, 3]]);
  assert.equal(third.opened, undefined);
});

test("another tenant's conversation in a chat of the same number is not brought along", async () => {
  await answerIn(await one(1), "ours");
  const other = await createTenant();
  const otherBot = await createBot(other);
  const [foreign] = (await storeAndClaim(otherBot, [textUpdate(1, 7)], null, here)) ?? [];
  assert.ok(foreign);
  assert.equal(foreign.opened, undefined);
  await answerIn(foreign, "theirs");
  const [again] = (await storeAndClaim(otherBot, [textUpdate(2, 7)], null, here)) ?? [];
  assert.deepEqual(
    again?.opened?.history?.map(({ answer }) => answer),
    ["theirs"],
  );
});

/** Lanes whose claims stay under way until the test ends them. @param looks how often they may claim by themselves */
async function makeLanes(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] }); // no polls
  const looks = t.mock.method(Contact.prototype, "answered");
  const handled: Claim[] = [];
  const ends: (() => void)[] = [];
  const lanes = startLanes({
    workerId: here,
    contact: new Contact(),
    atOnce: 10,
    async handle(claim) {
      handled.push(claim);
      await new Promise<void>((done) => ends.push(done));
      await end(claim);
    },
  });
  const write = async (id: number, chat: number) => {
    const updates = [textUpdate(id, chat)];
    await storeOrBury(botId, updates, null, lanes.storing({ id: botId, tenantId }));
    lanes.arrived(botId, updates);
  };
  return { lanes, handled, ends, write, looks: () => looks.mock.callCount() };
}

test("what this worker stores is handled without another statement, and what follows it is told to its turn", async (t) => {
  const { lanes, handled, ends, write, looks } = await makeLanes(t);
  await until("the first look is over", () => looks() === 1);
  await write(1, 7);
  assert.deepEqual([taken(handled), looks()], [[[7, 1]], 1]);
  await write(2, 7);
  assert.deepEqual(
    handled[0]?.arrived.map(({ update_id }) => update_id),
    [2],
  );
  ends[0]?.();
  await until("the second is handled", () => handled.length === 2);
  ends[1]?.();
  await lanes.stop(1_000);
  assert.equal(await db.update.count({ where: { state: "done" } }), 2);
});

test("when the reply to the statement is lost, its lane is claimed anew by the same worker, once", async (t) => {
  const { lanes, handled, ends, looks } = await makeLanes(t);
  await until("the first look is over", () => looks() === 1);
  const updates = [textUpdate(1, 7)];
  const storing = lanes.storing({ id: botId, tenantId });
  const lost = storing(updates, async (claimFor) => {
    await storeAndClaim(botId, updates, null, claimFor);
    throw new Error("the connection broke");
  });
  await assert.rejects(lost, /broke/);
  await storing(updates, async (claimFor) => {
    assert.equal(claimFor, null, "nothing else is claimed before that");
    return storeAndClaim(botId, updates, null, claimFor);
  });
  await until("it is handled", () => handled.length === 1);
  assert.deepEqual([taken(handled), handled[0]?.fence], [[[7, 1]], 2]);
  ends[0]?.();
  await lanes.stop(1_000);
  assert.equal(handled.length, 1);
});

test("a worker that stops claims nothing more, and ends what the last statement claimed", async (t) => {
  const { lanes, handled, ends } = await makeLanes(t);
  const storing = lanes.storing({ id: botId, tenantId });
  const updates = [textUpdate(1, 7)];
  const answer = Promise.withResolvers<void>();
  const stored = storing(updates, async (claimFor) => {
    await answer.promise;
    return storeAndClaim(botId, updates, null, claimFor);
  });
  const stopped = lanes.stop(1_000);
  answer.resolve();
  await stored;
  await until("it is handled", () => handled.length === 1);
  ends[0]?.();
  await stopped;
  assert.equal(await db.update.count({ where: { state: "done" } }), 1);
  await storing(updates, async (claimFor) => {
    assert.equal(claimFor, null);
    return [];
  });
});
