// What a queue must keep, whatever engine it is made of.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { until } from "#test/until.ts";
import { textUpdate } from "../fixtures/updates.ts";
import type { Claim } from "./claims.ts";
import { Contact } from "./contact.ts";
import { startLanes } from "./lanes.ts";
import type { Queue } from "./queue.ts";

export interface TriedQueue {
  queue: Queue;
  /** A bot in an empty queue's database, of a new tenant. */
  addBot(): Promise<{ botId: string; tenantId: string }>;
  /** Lets all leases run out, as if their workers had died. */
  expire(): Promise<void>;
}

const { signal } = new AbortController();
const idsOf = ({ waiting }: Claim) => waiting.map(({ update }) => update.update_id);
const rowsOf = ({ waiting }: Claim) => waiting.map(({ id }) => id);

/** Registers the tests. @param makeQueue called for each: an empty queue */
export function queueContract(makeQueue: () => Promise<TriedQueue>): void {
  test("a lane's updates are claimed in their order, and those that arrive meanwhile after it was released", async () => {
    const { queue, addBot } = await makeQueue();
    const { botId } = await addBot();
    await queue.store(botId, [textUpdate(1, 7), textUpdate(2, 7)], null, null);
    await queue.store(botId, [textUpdate(3, 7)], null, null);
    const [claim] = await queue.claim(randomUUID(), 5);
    assert.ok(claim);
    assert.deepEqual(idsOf(claim), [1, 2, 3]);
    await queue.store(botId, [textUpdate(4, 7)], null, null);
    assert.deepEqual(await queue.claim(randomUUID(), 5), [], "held");
    assert.ok(await queue.settle(claim, { done: rowsOf(claim), release: { again: null } }, signal));
    const [next] = await queue.claim(randomUUID(), 5);
    assert.deepEqual(next && idsOf(next), [4]);
  });

  test("however many workers claim and store at once, a lane has one holder", async () => {
    const { queue, addBot } = await makeQueue();
    const { botId } = await addBot();
    const updates = Array.from({ length: 60 }, (_, i) => textUpdate(i + 1, i + 1));
    const workers = Array.from({ length: 6 }, () => randomUUID());
    const claimed = await Promise.all([
      ...updates.map((update, i) => queue.store(botId, [update], null, workers[i % 6] ?? null)),
      ...workers.flatMap((id) => Array.from({ length: 5 }, () => queue.claim(id, 30))),
    ]);
    claimed.push(await queue.claim(randomUUID(), 100), await queue.claim(randomUUID(), 100));
    const lanes = claimed.flatMap((claims) => (claims ?? []).map(({ laneId }) => laneId));
    assert.equal(lanes.length, 60);
    assert.equal(new Set(lanes).size, 60);
  });

  test("who lost a lane neither settles nor renews it; its successor gets all that was not settled", async () => {
    const { queue, addBot, expire } = await makeQueue();
    const { botId } = await addBot();
    await queue.store(botId, [textUpdate(1, 7), textUpdate(2, 7)], null, null);
    const [late, next] = [randomUUID(), randomUUID()];
    const [lost] = await queue.claim(late, 5);
    assert.ok(lost);
    assert.deepEqual(await queue.renew(late, [lost]), new Set([lost.laneId]));
    const [first = 0] = rowsOf(lost);
    assert.ok(await queue.settle(lost, { done: [first] }, signal), "a part, and the lane is kept");
    await expire();
    const [held] = await queue.claim(next, 5);
    assert.ok(held && held.fence > lost.fence);
    assert.deepEqual(idsOf(held), [2]);
    assert.equal(await queue.settle(lost, { done: rowsOf(lost), release: { again: null } }, signal), false);
    assert.deepEqual(await queue.renew(late, [lost]), new Set());
    assert.ok(await queue.settle(held, { done: rowsOf(held), release: { again: null } }, signal));
    assert.deepEqual(await queue.claim(next, 5), []);
  });

  test("nothing is stored twice, and a settlement that is repeated changes nothing", async () => {
    const { queue, addBot } = await makeQueue();
    const { botId } = await addBot();
    const same = () => queue.store(botId, [textUpdate(1, 7)], null, null);
    await Promise.all([same(), same(), same()]);
    const worker = randomUUID();
    const [claim] = await queue.claim(worker, 5);
    assert.ok(claim);
    assert.deepEqual(idsOf(claim), [1]);
    const end = { done: rowsOf(claim), release: { again: null } };
    assert.ok(await queue.settle(claim, end, signal));
    assert.equal(await queue.settle(claim, end, signal), false);
    await same();
    // A duplicate may wake its lane; there is nothing in it.
    assert.deepEqual((await queue.claim(worker, 5)).flatMap(idsOf), []);
  });

  test("a lane that is given back for later is due then, not before", async () => {
    const { queue, addBot } = await makeQueue();
    const { botId } = await addBot();
    await queue.store(botId, [textUpdate(1, 7)], null, null);
    const worker = randomUUID();
    const [claim] = await queue.claim(worker, 5);
    assert.ok(claim);
    const givenBack = { returned: rowsOf(claim), release: { again: 1_500 } };
    assert.ok(await queue.settle(claim, givenBack, signal));
    assert.deepEqual(await queue.claim(worker, 5), []);
    const found: number[] = [];
    await until("it is due", async () => {
      found.push(...(await queue.claim(worker, 5)).flatMap(idsOf));
      return found.length > 0;
    });
    assert.deepEqual(found, [1]);
  });

  test("of two tenants neither takes the places of the other, however much it sends", async () => {
    const { queue, addBot } = await makeQueue();
    const [busy, quiet] = [await addBot(), await addBot()];
    const flood = Array.from({ length: 100 }, (_, i) => textUpdate(i + 1, i + 1));
    await queue.store(busy.botId, flood, null, null);
    await queue.store(quiet.botId, [textUpdate(1, 1)], null, null);
    const claims = await queue.claim(randomUUID(), 10, { total: 10 });
    assert.ok(claims.some(({ tenantId }) => tenantId === quiet.tenantId));
    assert.ok(claims.filter(({ tenantId }) => tenantId === busy.tenantId).length <= 5);
  });

  test("who waits is woken: what is stored is handled at once, and without a word by the next poll", async () => {
    const { queue, addBot } = await makeQueue();
    const { botId } = await addBot();
    const handled: number[] = [];
    const lanes = startLanes({
      workerId: randomUUID(),
      atOnce: 10,
      contact: new Contact(),
      async handle(claim) {
        handled.push(...idsOf(claim));
        await queue.settle(claim, { done: rowsOf(claim), release: { again: null } }, signal);
      },
    });
    try {
      const update = textUpdate(1, 7);
      await queue.store(botId, [update], null, null);
      lanes.arrived(botId, [update]);
      await until("it is handled", async () => handled.includes(1));
      await queue.store(botId, [textUpdate(2, 7)], null, null);
      await until("the poll finds it", async () => handled.includes(2));
      assert.deepEqual(handled, [1, 2]);
    } finally {
      await lanes.stop(1_000);
    }
  });
}
