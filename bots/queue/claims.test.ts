// Which lanes a worker gets, and which of their updates.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { BATCH, claimLanes, commandsSince } from "./claims.ts";
import { store } from "./inbox.ts";

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
  await readyIn(4, 60_000);
  assert.deepEqual(new Set(await chats(2)), new Set([2, 3]));
  assert.deepEqual(await chats(10), [1]);
  assert.deepEqual(await chats(10), []);
});

test("a command that was claimed with its lane is none that arrived later", async () => {
  const texts = ["salom", "qalay", "/stop"].map((text, i) => textUpdate(i + 1, 1, text));
  await store(botId, texts, null);
  const claims = await claimLanes(here, 1);
  assert.equal(claims[0]?.waiting.length, 3);
  assert.deepEqual(await commandsSince(claims), []);
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
  assert.deepEqual(await commandsSince([{ ...claim!, waiting: [] }]), []);
  await store(botId, [textUpdate(3, 1, "/stop")], null);
  assert.equal((await commandsSince([{ ...claim!, waiting: [] }])).length, 1);
});

test("commands that arrived after the claim are found, stored by any worker; texts and earlier commands are not", async () => {
  await store(botId, [textUpdate(1, 1, "/help"), textUpdate(2, 1)], null);
  await store(botId, [textUpdate(3, 2)], null);
  const claims = await claimLanes(here, 2);
  assert.deepEqual(await commandsSince(claims), []);
  await store(botId, [textUpdate(4, 1, "yana"), textUpdate(5, 1, "/stop"), textUpdate(6, 3, "/stop")], null);
  const [found, ...others] = await commandsSince(claims);
  assert.equal(found?.update.update_id, 5);
  assert.equal(found.laneId, claims.find(({ chatId }) => chatId === 1)!.laneId);
  assert.deepEqual(others, []);
  await db.update.updateMany({ where: { updateId: 5 }, data: { state: "done" } });
  assert.deepEqual(await commandsSince(claims), []);
});
