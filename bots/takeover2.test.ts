// Who answers when workers are frozen or cut off from the database: each message gets one answer.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { importBot } from "#lib/bots/import.ts";
import { db } from "#lib/db.ts";
import { startProxy } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));

const words = "bir ikki uch tort besh olti yetti sakkiz toqqiz on";
const whole = `${models.first}: A ${words}`;

/** Writes in these chats, and resolves once each of them is being answered. */
async function begin(chats: readonly number[]): Promise<void> {
  await world.gemini("models", { [models.first]: { firstTokenMs: 1_500, tokenMs: 50 } });
  for (const chat of chats) await world.write(chat, `A ${words}`);
  await until("all are being answered", async () => {
    return (await db.lane.count({ where: { workerId: { not: null } } })) === chats.length;
  });
}

async function answeredOnce(chats: readonly number[]): Promise<void> {
  await world.settled();
  await sleep(15_000);
  for (const chat of chats) {
    const t = await world.texts(chat);
    if (t.join("|") !== whole)
      console.log(
        chat,
        JSON.stringify(await world.shown(chat)),
        JSON.stringify(
          await db.answer
            .findMany({ where: {}, take: 40 })
            .then((a) =>
              a.filter((x) => x.sent.length).map((x) => [Number(x.updateId), x.state, x.sent, x.text]),
            ),
        ),
      );
  }
  for (const chat of chats)
    await until(`chat ${chat} shows one answer`, async () => (await world.texts(chat)).join("|") === whole);
  const answers = await db.answer.findMany();
  assert.equal(answers.filter(({ state }) => state === "answered").length, answers.length);
}

test("the database is away for 20 s while answers begin: two workers go on with their own bots and answers, nobody gets two", async (t) => {
  const proxy = await startProxy(process.env.DATABASE_URL ?? "");
  t.after(() => proxy.end());
  for (const n of [1, 2, 3]) {
    const token = `300${n}:AAtakeovertest`;
    await world.telegram("POST", "/bots", { token, username: `takeover_${n}_bot`, name: "Takeover" });
    await importBot(world.context, token);
  }
  await Promise.all([1, 2].map(() => world.startWorker({ DATABASE_URL: proxy.url })));
  const leases = () =>
    db.botLease.findMany({ select: { botId: true, workerId: true, fence: true }, orderBy: { botId: "asc" } });
  await until("each worker runs two bots", async () => {
    const holders = (await leases()).map(({ workerId }) => workerId);
    return holders.every((id) => holders.filter((other) => other === id && id !== null).length === 2);
  });
  const before = await leases();
  const chats = Array.from({ length: 12 }, (_, i) => 500 + i);
  await begin(chats);
  proxy.cut();
  await sleep(20_000);
  proxy.restore();
  await answeredOnce(chats);
  for (const chat of chats) assert.deepEqual(await world.texts(chat), [whole]);
  await sleep(4_000);
  assert.deepEqual(await leases(), before, "no bot changed its worker");
  assert.equal(await db.botLease.count({ where: { state: "conflict" } }), 0);
});

test("one worker frozen past its lease, one cut off: a third answers, and what they do afterwards changes nothing", async (t) => {
  await db.update.deleteMany();
  await db.answer.deleteMany();
  const proxy = await startProxy(process.env.DATABASE_URL ?? "");
  t.after(() => proxy.end());
  const frozen = await world.startWorker();
  await world.startWorker({ DATABASE_URL: proxy.url });
  const chats = Array.from({ length: 12 }, (_, i) => 600 + i);
  await begin(chats);
  frozen.child.kill("SIGSTOP");
  proxy.cut();
  await world.startWorker();
  await world.settled();
  frozen.child.kill("SIGCONT");
  proxy.restore();
  await answeredOnce(chats);
  // Both are back: they hold nothing, and show it.
  await until("three workers live", async () => (await db.worker.count()) === 3);
  await sleep(3_000);
  for (const chat of chats) assert.deepEqual(await world.texts(chat), [whole]);
});
