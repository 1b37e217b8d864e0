// How a batch of updates is stored, and in which lanes.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { claimBots } from "./bot-leases.ts";
import { store } from "./inbox.ts";
import { laneOf } from "./payload.ts";

const here = randomUUID();
let botId: string;

beforeEach(async () => {
  await db.tenant.deleteMany();
  botId = await createBot(await createTenant());
});

const nextUpdate = async () => Number((await db.botLease.findFirstOrThrow()).nextUpdate);
const stored = async () =>
  (await db.update.findMany({ orderBy: { id: "asc" } })).map(({ updateId }) => Number(updateId));

test("an update belongs to its chat and thread, a button to those of its message", () => {
  const chat = { id: -5 };
  const lane = (update: object) => laneOf(update as Update);
  const topic = { message_thread_id: 7, is_topic_message: true };
  assert.deepEqual(lane({ message: { chat, ...topic } }), { chatId: -5, threadId: 7 });
  // A reply outside of topics: its thread is no conversation.
  assert.deepEqual(lane({ message: { chat, message_thread_id: 7 } }), { chatId: -5, threadId: 0 });
  assert.deepEqual(lane({ message: { chat } }), { chatId: -5, threadId: 0 });
  assert.deepEqual(lane({ edited_message: { chat } }), { chatId: -5, threadId: 0 });
  assert.deepEqual(lane({ my_chat_member: { chat } }), { chatId: -5, threadId: 0 });
  const from = { id: 9 };
  const message = { chat, ...topic };
  assert.deepEqual(lane({ callback_query: { message, from } }), { chatId: -5, threadId: 7 });
  assert.deepEqual(lane({ callback_query: { from } }), { chatId: 9, threadId: 0 });
  assert.deepEqual(lane({ inline_query: { from } }), { chatId: 0, threadId: 0 });
});

test("a batch is stored in Telegram's order, in one lane per chat", async () => {
  assert.ok(await store(botId, [textUpdate(3, 1), textUpdate(1, 1), textUpdate(2, 2)], null));
  assert.deepEqual(await stored(), [1, 2, 3]);
  const lanes = await db.lane.findMany({ orderBy: { chatId: "asc" } });
  assert.deepEqual(
    lanes.map(({ chatId, arrivals }) => [Number(chatId), arrivals]),
    [
      [1, 1],
      [2, 1],
    ],
  );
  await store(botId, [textUpdate(4, 1)], null);
  assert.equal((await db.lane.findFirstOrThrow({ where: { chatId: 1 } })).arrivals, 2);
});

test("the offset never goes back", async () => {
  await store(botId, [textUpdate(10, 1)], null);
  assert.equal(await nextUpdate(), 11);
  await store(botId, [textUpdate(4, 1)], null);
  assert.equal(await nextUpdate(), 11);
});

test("only the holder of the bot's lease, under its fence, stores and moves the offset", async () => {
  const [claim] = await claimBots(here, 1);
  const fence = claim!.fence;
  assert.equal(await store(botId, [textUpdate(1, 1)], { workerId: here, fence: fence - 1 }), false);
  assert.equal(await store(botId, [textUpdate(1, 1)], { workerId: randomUUID(), fence }), false);
  assert.deepEqual([await stored(), await nextUpdate()], [[], 0]);
  assert.equal(await store(botId, [textUpdate(1, 1)], { workerId: here, fence }), true);
  assert.deepEqual([await stored(), await nextUpdate()], [[1], 2]);
});

test("an update of a deleted bot is not stored", async () => {
  assert.equal(await store(randomUUID(), [textUpdate(1, 1)], null), false);
});

test("a new message does not change when a waiting lane is ready", async () => {
  await store(botId, [textUpdate(1, 1)], null);
  const later = new Date(Date.now() + 60_000);
  await db.lane.updateMany({ data: { readyAt: later } });
  await store(botId, [textUpdate(2, 1)], null);
  assert.equal((await db.lane.findFirstOrThrow()).readyAt?.getTime(), later.getTime());
});
