// Which lanes a worker gets, and which of their updates.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { arrivedSince, BATCH, type Claim, claimLanes, renewLanes, takeMore } from "./claims.ts";
import { store } from "./inbox.ts";
import { settle } from "./settle.ts";

const here = randomUUID();
let botId: string;

beforeEach(async () => {
  await db.tenant.deleteMany();
  botId = await createBot(await createTenant());
});

const chats = async (limit: number) => (await claimLanes(here, limit)).map(({ chatId }) => chatId);
const readyIn = (chatId: number, ms: number) =>
  db.lane.updateMany({ where: { chatId }, data: { readyAt: new Date(Date.now() + ms) } });

test("lanes that wait longest are claimed first, up to the limit, and none before it is ready", async () => {
  for (const chat of [1, 2, 3, 4]) await store(botId, [textUpdate(chat, chat)], null);
  await readyIn(1, -1_000);
  await readyIn(2, -3_000);
  await readyIn(3, -2_000);
  await readyIn(4, 50_000);
  assert.deepEqual(new Set(await chats(2)), new Set([2, 3]));
  assert.deepEqual(await chats(10), [1]);
  assert.deepEqual(await chats(10), []);
});

test("a command that was claimed with its lane is none that arrived later", async () => {
  const texts = ["salom", "qalay", "/stop"].map((text, i) => textUpdate(i + 1, 1, text));
  await store(botId, texts, null);
  const claims = await claimLanes(here, 1);
  assert.equal(claims[0]?.waiting.length, 3);
  assert.deepEqual((await arrivedSince(claims)).commands, []);
});

test("a tenant or a bot gets at most half of the places that others leave, and who has least under way comes first", async () => {
  const neighbour = await createTenant();
  const [second, third] = [await createBot(neighbour), await createBot(neighbour)];
  const botOf = new Map([botId, second, third].map((id, i) => [id, "ABC"[i] ?? ""]));
  const write = (bot: string, count: number) =>
    store(
      bot,
      Array.from({ length: count }, (_, i) => textUpdate(i + 1, i + 1)),
      null,
    );
  const running: Claim[] = [];
  const claim = async (limit: number) => {
    const claims = await claimLanes(here, limit, { total: 16, running });
    running.push(...claims);
    return claims.map(({ botId }) => botOf.get(botId)).join("");
  };
  await write(botId, 30);
  assert.equal(await claim(16), "A".repeat(8), "half of all");
  assert.equal(await claim(8), "", "it has its half");
  await write(second, 30);
  assert.equal(await claim(8), "B".repeat(4), "half of what the first leaves");
  await write(third, 30);
  assert.equal(await claim(4), "", "its tenant has its half, whichever bot asks");
  // Three places come free.
  running.splice(0, 3);
  running.pop();
  assert.equal(await claim(1), "C", "the tenant that has less, and of it the bot that has nothing under way");
});

test("what a lost reply had claimed is claimed at once by the same worker, without what it handles", async () => {
  for (const chat of [1, 2]) await store(botId, [textUpdate(chat, chat)], null);
  const [handled] = await claimLanes(here, 1);
  await claimLanes(here, 1);
  const running = handled ? [handled] : [];
  assert.deepEqual(await claimLanes(here, 5, { running }), []);
  assert.deepEqual(await claimLanes(randomUUID(), 5, { running, unheard: true }), []);
  const [again, ...others] = await claimLanes(here, 5, { running, unheard: true });
  assert.deepEqual([again?.chatId, others], [handled?.chatId === 1 ? 2 : 1, []]);
});

test("a lease that ran out is taken only with leave, and never from the worker's own turn", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const running = await claimLanes(randomUUID(), 1);
  await db.lane.updateMany({ data: { until: new Date(Date.now() - 1_000) } });
  assert.deepEqual(await claimLanes(here, 1, { takeOver: false }), []);
  assert.deepEqual(await claimLanes(here, 1, { running }), []);
  assert.equal((await claimLanes(here, 1)).length, 1);
});

test("times written before the database's clock stepped back hold up no lane", async () => {
  const future = new Date(Date.now() + 600_000);
  await store(botId, [textUpdate(1, 1)], null);
  await store(botId, [textUpdate(2, 2)], null);
  await db.lane.updateMany({ where: { chatId: 1 }, data: { readyAt: future } });
  await db.lane.updateMany({ where: { chatId: 2 }, data: { until: future, workerId: randomUUID() } });
  assert.deepEqual(new Set(await chats(5)), new Set([1, 2]));
});

test("a claim is surely ours for less than its lease, and again after a renewal", async (t) => {
  const real = performance.now.bind(performance);
  let passed = 0;
  t.mock.method(performance, "now", () => real() + passed);
  await store(botId, [textUpdate(1, 1)], null);
  const claims = await claimLanes(here, 1);
  const hold = claims[0]!.hold;
  assert.ok(hold.sure);
  passed = 13_000;
  assert.ok(!hold.sure);
  const stopping = new AbortController();
  let sent = false;
  const waiting = hold.untilSure(stopping.signal).then(() => {
    sent = true;
  });
  await db.$queryRaw`SELECT 1`;
  assert.ok(!sent);
  assert.equal((await renewLanes(here, claims)).size, 1);
  await waiting;
  assert.ok(hold.sure);
  passed = 60_000;
  stopping.abort(new Error("lane lost"));
  await assert.rejects(hold.untilSure(stopping.signal), /lane lost/);
});

test("a lane with an expired lease is claimed again under a higher fence", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const [first] = await claimLanes(here, 1);
  await db.lane.updateMany({ data: { until: new Date(Date.now() - 1_000) } });
  const [second] = await claimLanes(here, 1);
  assert.ok(second!.fence > first!.fence);
  assert.equal(second!.waiting[0]!.tries, 2);
});

test("a claim takes a batch of waiting updates, oldest first, without done or dead ones", async () => {
  const updates = Array.from({ length: BATCH + 3 }, (_, i) => textUpdate(i + 1, 1));
  await store(botId, updates, null);
  await db.update.updateMany({ where: { updateId: 1 }, data: { state: "done" } });
  await db.update.updateMany({ where: { updateId: 2 }, data: { state: "dead" } });
  const [claim] = await claimLanes(here, 1);
  assert.deepEqual(
    claim!.waiting.map(({ update }) => update.update_id),
    Array.from({ length: BATCH }, (_, i) => i + 3),
  );
  assert.deepEqual([claim!.more, claim!.arrived, claim!.unreadable], [true, [], []]);
});

test("a claim that took all that waits knows it; what is no update is named, not handled", async () => {
  await store(botId, [textUpdate(1, 1), textUpdate(2, 1)], null);
  await db.update.updateMany({ where: { updateId: 2 }, data: { payload: { no: "update" } } });
  const [claim] = await claimLanes(here, 1);
  assert.deepEqual(
    claim!.waiting.map(({ update }) => update.update_id),
    [1],
  );
  assert.deepEqual([claim!.more, claim!.unreadable.length], [false, 1]);
  // Of a claim whose updates are all handled, every command that waits is news.
  assert.deepEqual((await arrivedSince([{ ...claim!, waiting: [] }])).commands, []);
  await store(botId, [textUpdate(3, 1, "/stop")], null);
  assert.equal((await arrivedSince([{ ...claim!, waiting: [] }])).commands.length, 1);
});

test("commands that arrived after the claim are found, stored by any worker; texts and earlier commands are not", async () => {
  await store(botId, [textUpdate(1, 1, "/help"), textUpdate(2, 1)], null);
  await store(botId, [textUpdate(3, 2)], null);
  const claims = await claimLanes(here, 2);
  assert.deepEqual((await arrivedSince(claims)).commands, []);
  await store(botId, [textUpdate(4, 1, "yana"), textUpdate(5, 1, "/stop"), textUpdate(6, 3, "/stop")], null);
  const [found, ...others] = (await arrivedSince(claims)).commands;
  assert.equal(found?.update.update_id, 5);
  assert.equal(found.laneId, claims.find(({ chatId }) => chatId === 1)!.laneId);
  assert.deepEqual(others, []);
  await db.update.updateMany({ where: { updateId: 5 }, data: { state: "done" } });
  assert.deepEqual((await arrivedSince(claims)).commands, []);
});

test("a group's lane grows while it is handled: what arrived is taken once, and its release misses nothing", async () => {
  await store(botId, [textUpdate(1, -5)], null);
  const [claim] = await claimLanes(here, 1);
  assert.deepEqual([claim!.mayGrow, (await arrivedSince([claim!])).grown], [true, new Set()]);
  await store(botId, [textUpdate(2, -5), textUpdate(3, -5)], null);
  assert.deepEqual((await arrivedSince([claim!])).grown, new Set([claim!.laneId]));
  claim!.arrived.push(textUpdate(2, -5), textUpdate(4, -5));
  assert.deepEqual(
    (await takeMore(claim!)).map(({ update, tries }) => [update.update_id, tries]),
    [
      [2, 1],
      [3, 1],
    ],
  );
  assert.deepEqual(
    claim!.waiting.map(({ update }) => update.update_id),
    [1, 2, 3],
  );
  assert.deepEqual(
    claim!.arrived.map(({ update_id }) => update_id),
    [4],
  );
  assert.deepEqual(await takeMore(claim!), []);
  assert.deepEqual((await arrivedSince([claim!])).grown, new Set());
  assert.deepEqual(await takeMore({ ...claim!, fence: claim!.fence - 1 }), [], "a lost lane gives nothing");
  const { signal } = new AbortController();
  await settle(claim!, { done: claim!.waiting.map(({ id }) => id), release: { again: null } }, signal);
  assert.equal((await db.lane.findUniqueOrThrow({ where: { id: claim!.laneId } })).readyAt, null);
});

test("what was tried before is not taken, nor what is behind it; a private chat's lane does not grow", async () => {
  await store(botId, [textUpdate(1, -5), textUpdate(2, 5)], null);
  const claims = await claimLanes(here, 2);
  const [group, single] = [-5, 5].map((id) => claims.find(({ chatId }) => chatId === id)!);
  await store(botId, [textUpdate(3, -5), textUpdate(4, -5), textUpdate(5, 5)], null);
  await db.update.updateMany({ where: { updateId: 4 }, data: { tries: 1 } });
  assert.deepEqual(await takeMore(group!), []);
  assert.deepEqual([single!.mayGrow, (await arrivedSince([single!])).grown], [false, new Set()]);
});
