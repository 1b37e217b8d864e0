// Broadcasts of two tenants while people chat and workers are killed: everybody gets one, whoever chats is answered.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { importBot } from "#lib/bots/import.ts";
import { subscribe } from "#lib/broadcasts/subscription.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { addPeople, orderText, received } from "#test/broadcasting.ts";
import { createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld } from "../bots/fixtures/world.ts";
import { times } from "./form.ts";

const PEOPLE = times(300, 3_000);
const KILLS = times(1, 5);
const OTHER = "other_shop_bot";
const TEXT = "Salom, {name}! Yangi mahsulotlar keldi.";
const FOUND = "Yangi mahsulotlar keldi";

let other: Context;
const world = makeWorld({
  async prepare(world) {
    other = await createTenant({ name: "Other" });
    const token = "400400:AAothershop";
    await world.telegram("POST", "/bots", { token, username: OTHER, name: "Other" });
    await importBot(other, token);
  },
});

const chatsFrom = (first: number) => Array.from({ length: PEOPLE }, (_, i) => first + i);

test("killed in the middle, broadcasts of two tenants go on: nobody is left out, one person of each may get it twice for each kill, nothing is refused for its speed", async (t) => {
  const bots = [
    { context: world.context, username: BOT, first: 10_000 },
    { context: other, username: OTHER, first: 50_000 },
  ];
  const ids: string[] = [];
  for (const { context, username, first } of bots) {
    const { id: botId } = await db.bot.findFirstOrThrow({ where: { tenantId: context.tenantId } });
    await addPeople(world.sandbox, { tenantId: context.tenantId, botId, username }, chatsFrom(first));
    ids.push(await orderText(context, botId, TEXT));
  }
  // Blocks the bot without its being told, as a deleted account does.
  const gone = { bot: BOT, chat: { id: 10_005 }, shut: "deactivated" };
  await world.telegram("POST", "/block", gone);
  await Promise.all([world.startWorker(), world.startWorker()]);

  const runs = () => db.broadcastRun.findMany({ where: { broadcastId: { in: ids } } });
  const sentAtLeast = (count: number) =>
    until(`${count} of each are sent`, async () => (await runs()).every(({ sent }) => sent >= count));
  // Whoever unsubscribes while it is under way is left out: early, since broadcasts go on while workers are killed and started.
  await sentAtLeast(1);
  await subscribe({ ...world.context, botId: world.botId, chatId: 10_000 + PEOPLE - 1 }, false);
  for (let kill = 1; kill <= KILLS; kill++) {
    await sentAtLeast((PEOPLE * kill) / (KILLS + 2));
    await world.workers.shift()?.end("SIGKILL");
    await world.startWorker();
  }
  // Whoever chats meanwhile is answered, whoever comes now is not written to.
  const asked = await world.ask(10_001, "Narxi qancha?");
  assert.match(asked.at(-1) ?? "", /Narxi qancha/);
  await world.ask(90_000, "Salom");

  await until("both are done", async () => {
    const states = await db.broadcast.findMany({ where: { id: { in: ids } } });
    return states.every(({ state }) => state === "done");
  });
  for (const [i, { username }] of bots.entries()) {
    const { chats, repeated, statuses } = await received(world.sandbox, username, FOUND);
    t.diagnostic(
      `${username}: ${chats} people, ${repeated.length} twice, statuses ${JSON.stringify(statuses)}`,
    );
    assert.equal(chats, username === BOT ? PEOPLE - 2 : PEOPLE);
    assert.ok(repeated.length <= KILLS, `${repeated.length} got it twice`);
    assert.equal(statuses[429], undefined);
    const run = await db.broadcastRun.findUniqueOrThrow({ where: { broadcastId: ids[i] ?? "" } });
    assert.deepEqual(
      [run.sent, run.blocked, run.refused],
      username === BOT ? [PEOPLE - 2, 1, 0] : [PEOPLE, 0, 0],
    );
    assert.deepEqual([run.cursor, run.postponed], [0n, []], "whose chats they were is forgotten");
  }
  assert.deepEqual(
    await world.texts(90_000),
    (await world.texts(90_000)).slice(0, 1),
    "a late comer gets no broadcast",
  );
  const closed = await db.conversation.findFirstOrThrow({ where: { botId: world.botId, chatId: 10_005 } });
  assert.ok(closed.closedAt, "whoever is gone is noted");
});

test("paused it stops within a message, resumed it goes on where it was, stopped it is over", async () => {
  const { stepBroadcast } = await import("#lib/broadcasts/control.ts");
  const id = await orderText(world.context, world.botId, "Ikkinchi xabar");
  const sent = async () => (await db.broadcastRun.findUnique({ where: { broadcastId: id } }))?.sent ?? 0;
  await until("it has begun", async () => (await sent()) > 5);
  await stepBroadcast(world.context, id, "pause");
  await until("the worker has let go of it", async () => {
    return (await db.broadcastRun.findUnique({ where: { broadcastId: id } }))?.workerId === null;
  });
  const paused = await sent();
  await sleep(1_500);
  assert.equal(await sent(), paused);
  await stepBroadcast(world.context, id, "resume");
  await until("it goes on", async () => (await sent()) > paused + 5);
  await stepBroadcast(world.context, id, "stop");
  await until("it is over", async () => {
    return (await db.broadcastRun.findUnique({ where: { broadcastId: id } }))?.workerId === null;
  });
  const { chats, repeated } = await received(world.sandbox, BOT, "Ikkinchi xabar");
  assert.deepEqual(repeated, []);
  assert.equal(chats, await sent());
});
