// What is known of a chat as a whole comes with the claim of each of its lanes.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { Pacer } from "../telegram/pacer.ts";
import { keepPolicy, keepWait, resumeWaits } from "./chat-facts.ts";
import { type Claim, claimLanes } from "./claims.ts";
import { storeAndClaim } from "./inbox.ts";

let updates = 0;
const written = (id: number, topic?: number) => {
  const thread = topic ? { message_thread_id: topic, is_topic_message: true } : {};
  const message = { message_id: 1, date: 0, chat: { id, type: "supergroup" }, text: "salom", ...thread };
  return { update_id: ++updates, message } as unknown as Update;
};

async function makeBot() {
  const { tenantId } = await createTenant();
  const botId = await createBot({ tenantId });
  const claimed = (claims: Claim[] | null | undefined) => {
    const [claim] = claims ?? [];
    if (!claim) throw new Error("Nothing was claimed.");
    return claim;
  };
  return {
    tenantId,
    botId,
    /** Claims the lane as the statement that stores does. */
    store: async (chat: number, topic?: number) =>
      claimed(await storeAndClaim(botId, [written(chat, topic)], null, randomUUID())),
    /** Claims the bot's lanes as a worker does after the one that stored has died. A claim leaves out a row that is being written. */
    async again() {
      await db.lane.updateMany({ where: { botId }, data: { readyAt: new Date(0), until: null } });
      const own = async () => (await claimLanes(randomUUID(), 9)).find((each) => each.botId === botId);
      return until("the lane is claimed", own);
    },
  };
}

test("how long Telegram wants a chat to wait outlives the worker: the next one waits too, in each topic, and nobody else does", async () => {
  const { tenantId, botId, store, again } = await makeBot();
  const place = { tenantId, botId, chatId: -7 };
  const first = await store(-7);
  assert.deepEqual([first.sendsAfter, first.framesAfter], [null, null]);
  keepWait(place, "sends", 60);
  keepWait(place, "frames", 90);
  keepWait(place, "frames", 30);
  keepWait(place, "sends", 1);
  const claim = await until("it is kept", async () => {
    const next = await again();
    return next.sendsAfter && next.framesAfter ? next : null;
  });
  let at = 1_000_000;
  const pacer = new Pacer(() => at);
  resumeWaits(pacer, claim);
  const isFree = () => [pacer.free(-7), pacer.isHeld(-7), pacer.free(-8)];
  assert.deepEqual(isFree(), [false, true, true]);
  at += 59_000;
  assert.deepEqual(isFree(), [false, true, true]);
  at += 32_000;
  assert.deepEqual(isFree(), [true, false, true]);
  assert.equal((await store(-9)).sendsAfter, null, "another chat");
  const other = await makeBot();
  assert.equal((await other.store(-7)).sendsAfter, null, "another tenant's bot in the same chat");
});

test("a wait that is over holds up nobody", () => {
  const pacer = new Pacer(() => 0);
  resumeWaits(pacer, { chatId: 7, sendsAfter: new Date(Date.now() - 1_000), framesAfter: null });
  assert.deepEqual([pacer.free(7), pacer.isHeld(7)], [true, false]);
});

test("a group's own policy comes with each of its lanes, those of topics that are made later too; other groups and bots have theirs", async () => {
  const { tenantId, botId, store, again } = await makeBot();
  assert.equal((await store(-7)).policy, null);
  await keepPolicy({ tenantId, botId, chatId: -7 }, "all");
  assert.equal((await again()).policy, "all");
  assert.equal((await store(-7, 33)).policy, "all");
  assert.equal((await store(-8)).policy, null);
  // Of a group that is known by its topics only.
  await keepPolicy({ tenantId, botId, chatId: -9 }, "off");
  assert.equal((await store(-9, 5)).policy, "off");
  const other = await makeBot();
  assert.equal((await other.store(-7)).policy, null);
});
