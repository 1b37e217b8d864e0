// Lanes under way: who hears of what arrives, who keeps a lane, and how all of them end.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach, type TestContext } from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { progress } from "../progress.ts";
import type { Claim } from "./claims.ts";
import { Contact } from "./contact.ts";
import { store } from "./inbox.ts";
import { startLanes } from "./lanes.ts";
import { settle } from "./settle.ts";

beforeEach(() => db.tenant.deleteMany().then(() => undefined));

/** A bot whose lanes stay under way until the test ends them. */
async function makeLanes({ atOnce = 10, handle }: { atOnce?: number; handle?: (claim: Claim) => void } = {}) {
  const context = await createTenant();
  const botId = await createBot(context);
  const workerId = randomUUID();
  const under = new Map<number, { claim: Claim; signal: AbortSignal; end(): void }>();
  const lanes = startLanes({
    workerId,
    contact: new Contact(),
    atOnce,
    async handle(claim, signal) {
      handle?.(claim);
      const { promise, resolve } = Promise.withResolvers<void>();
      under.set(claim.chatId, { claim, signal, end: resolve });
      signal.addEventListener("abort", () => resolve());
      await promise;
      under.delete(claim.chatId);
      if (signal.aborted) throw signal.reason;
      await settle(claim, { done: claim.waiting.map(({ id }) => id), release: { again: null } }, signal);
    },
  });
  return {
    ...{ lanes, botId, workerId, under },
    async write(id: number, chat: number, text?: string) {
      await store(botId, [textUpdate(id, chat, text)], null);
      lanes.arrived(botId, []);
    },
    busy: (count: number) => until(`${count} lanes are under way`, () => under.size === count),
    states: async () =>
      (await db.update.findMany({ where: { botId }, orderBy: { id: "asc" } })).map((each) => each.state),
  };
}
const ids = ({ arrived }: Claim) => arrived.map(({ update_id }) => update_id);

/** Mocks the intervals, and with `pass` the time on which a lane's age is measured. */
function mockIntervals(t: TestContext) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const real = performance.now.bind(performance);
  let passed = 0;
  t.mock.method(performance, "now", () => real() + passed);
  return (ms: number) => {
    passed += ms;
    t.mock.timers.tick(ms);
  };
}

test("what arrives in a lane under way is told to its turn, and to no other lane, thread or bot", async () => {
  const { lanes, under, botId, write, busy } = await makeLanes();
  await write(1, 7);
  await write(2, 8);
  await busy(2);
  const heard: number[] = [];
  const [seven, eight] = [7, 8].map((chat) => under.get(chat));
  seven?.claim.listeners.add(({ update_id }) => void heard.push(update_id));
  const threaded = textUpdate(4, 7);
  if ("message" in threaded)
    Object.assign(threaded.message, { message_thread_id: 5, is_topic_message: true });
  lanes.arrived(botId, [textUpdate(3, 7), threaded, textUpdate(5, 9)]);
  lanes.arrived(randomUUID(), [textUpdate(6, 7)]);
  lanes.arrived(botId, [textUpdate(7, 8)]);
  assert.deepEqual(heard, [3]);
  assert.deepEqual(
    [seven?.claim, eight?.claim].map((claim) => claim && ids(claim)),
    [[3], [7]],
  );
  for (const { end } of under.values()) end();
  await until("both are over", () => lanes.busy() === 0);
  lanes.arrived(botId, [textUpdate(8, 7)]);
  assert.deepEqual(heard, [3]);
  await lanes.stop(1_000);
});

test("a new update, and a lane that ends, wake the worker: it does not wait for its next look", async (t) => {
  // The time of the next look never comes.
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { lanes, under, write } = await makeLanes({ atOnce: 1 });
  const handled = async (chat: number) => {
    for (let tries = 0; tries < 2_000 && !under.has(chat); tries++) await db.$queryRaw`SELECT 1`;
    assert.ok(under.has(chat), `chat ${chat} is not handled`);
    under.get(chat)?.end();
  };
  await write(1, 7);
  await handled(7);
  await write(2, 8);
  await write(3, 9);
  await handled(8);
  await handled(9);
  await lanes.stop(1_000);
});

test("one bot gets at most half of the places; its next lane begins when one ends", async () => {
  const { lanes, under, write, busy } = await makeLanes({ atOnce: 4 });
  for (const chat of [1, 2, 3]) await write(chat, chat);
  await busy(2);
  assert.equal(lanes.busy(), 2);
  await db.$queryRaw`SELECT 1`;
  assert.equal(under.size, 2);
  const [first] = under.values();
  const before = progress.at();
  first?.end();
  await until("the third is under way", () => under.has(3) || under.has(1));
  await busy(2);
  assert.ok(progress.at() > before);
  for (const { end } of under.values()) end();
  await lanes.stop(1_000);
});

test("a message costs one claim, and its lane another only if more waits in it at the end", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] }); // no polls
  const looks = t.mock.method(Contact.prototype, "answered");
  const { lanes, under, botId, write } = await makeLanes();
  const claimed = async (before?: object) => {
    for (;;) {
      const now = under.get(7);
      if (now && now !== before) return now;
      await db.lane.count();
    }
  };
  await write(1, 7);
  const first = await claimed();
  await store(botId, [textUpdate(2, 7)], null); // by another worker
  first.end();
  const second = await claimed(first);
  second.end();
  while ((await db.lane.count({ where: { until: { not: null } } })) > 0);
  for (let i = 0; i < 5; i++) await db.lane.count(); // time for one look too many
  await lanes.stop(0);
  // The first look at the start, one for each claim.
  assert.equal(looks.mock.callCount(), 3);
});

/** A person stops the draft of an answer. */
const stopUpdate = (update_id: number, chat: number) =>
  ({
    update_id,
    stopped_message_generation: { chat: { id: chat, type: "private" }, draft_id: 1 },
  }) as unknown as Update;

test("a command and a stop that another worker stored reach the turn, once it lasts a second; a text does not", async (t) => {
  const pass = mockIntervals(t);
  const { lanes, under, botId, write, busy } = await makeLanes();
  await write(1, 7);
  await write(2, 8);
  await busy(2);
  await store(botId, [textUpdate(3, 7, "/stop"), textUpdate(4, 7, "yana"), stopUpdate(5, 8)], null);
  const lane = (chat: number) => under.get(chat)?.claim ?? ({} as Claim);
  pass(1_000);
  await until("both are told", () => ids(lane(7)).length > 0 && ids(lane(8)).length > 0);
  assert.deepEqual([ids(lane(7)), ids(lane(8))], [[3], [5]]);
  for (const { end } of under.values()) end();
  await lanes.stop(1_000);
});

test("lanes under way are renewed long before their lease ends; a turn whose lane is lost is aborted, others go on", async (t) => {
  const pass = mockIntervals(t);
  const { lanes, under, botId, write, busy } = await makeLanes();
  pass(10_000);
  await write(1, 7);
  await write(2, 8);
  await busy(2);
  const kept = under.get(8);
  await db.lane.updateMany({ where: { botId, chatId: 7 }, data: { fence: { increment: 1 } } });
  await db.lane.updateMany({ where: { botId }, data: { until: new Date(Date.now() + 1_000) } });
  const lost = under.get(7)?.signal;
  const from = Date.now();
  pass(10_000);
  await until("the lost one is aborted", () => lost?.aborted);
  assert.match(String(lost?.reason), /lane lost/);
  assert.equal(kept?.signal.aborted, false);
  const { until: renewed } = await db.lane.findFirstOrThrow({ where: { botId, chatId: 8 } });
  assert.ok(renewed && renewed.getTime() > from + 7_000);
  // While the database is away nobody is aborted: it is not known who holds the lane.
  await asOwner(`ALTER TABLE "Lane" RENAME TO "Away"`);
  pass(10_000);
  await asOwner(`ALTER TABLE "Away" RENAME TO "Lane"`);
  assert.equal(kept?.signal.aborted, false);
  kept?.end();
  await lanes.stop(1_000);
});

test("stopping waits for the lanes under way, and hands back those that are not over in time, without a failure", async () => {
  const quick = await makeLanes();
  await quick.write(1, 7);
  await quick.busy(1);
  const stopped = quick.lanes.stop(60_000);
  quick.under.get(7)?.end();
  await stopped;
  assert.deepEqual(await quick.states(), ["done"]);
  await quick.write(2, 7);
  assert.equal(quick.lanes.busy(), 0, "nothing is claimed after the stop");
  await db.tenant.deleteMany();

  const slow = await makeLanes();
  await slow.write(3, 7);
  await slow.busy(1);
  const signal = slow.under.get(7)?.signal;
  await slow.lanes.stop(10);
  assert.match(String(signal?.reason), /stopping/);
  const update = await db.update.findFirstOrThrow({ where: { botId: slow.botId } });
  assert.deepEqual([update.state, update.failures, update.tries], ["waiting", 0, 0]);
  assert.equal((await db.lane.findFirstOrThrow({ where: { botId: slow.botId } })).workerId, null);
});

test("while the database is away the worker waits; afterwards it claims as before", async () => {
  const { lanes, under, write, busy } = await makeLanes();
  await asOwner(`ALTER TABLE "Lane" RENAME TO "Away"`);
  const before = progress.at();
  lanes.arrived("", []);
  await until("it looked in vain", () => progress.at() > before);
  await asOwner(`ALTER TABLE "Away" RENAME TO "Lane"`);
  await write(1, 7);
  await busy(1);
  under.get(7)?.end();
  await lanes.stop(1_000);
});

test("a turn that throws gives its updates back for a second, and its lane is free for what comes then", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] }); // no looks but those of the test
  let turns = 0;
  const { lanes, botId, write, under } = await makeLanes({
    handle() {
      if (turns++ === 0) throw new Error("no");
    },
  });
  const from = Date.now();
  await write(1, 7);
  const readyAt = await until("it is given back", async () => {
    // Not the row of before the claim.
    if (turns === 0) return null;
    const lane = await db.lane.findFirstOrThrow({ where: { botId } });
    return lane.workerId === null && lane.readyAt;
  });
  assert.ok(readyAt.getTime() > from + 900, `${readyAt.getTime() - from} ms`);
  const update = await db.update.findFirstOrThrow({ where: { botId } });
  assert.deepEqual([update.tries, update.failures], [0, 0]);
  await until("it is claimed again", () => {
    t.mock.timers.tick(1_000);
    return under.size === 1;
  });
  under.get(7)?.end();
  await lanes.stop(1_000);
});
