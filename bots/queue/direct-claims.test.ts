// Claims by the statement that stores the updates: only where nothing waits and nobody handles the lane.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach, type TestContext } from "node:test";
import { db, pool } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
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
