// Who answers when workers are frozen or cut off from the database: each message gets one answer.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after, afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { importBot } from "#lib/bots/import.ts";
import { db, pool } from "#lib/db.ts";
import { databaseFaults } from "#test/database-faults.ts";
import { startProxy } from "#test/proxy.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { further, isLong, times } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const faults = databaseFaults();
const world = makeWorld({
  async prepare(world) {
    await faults.open();
    for (const n of [1, 2, 3]) {
      const token = `300${n}:AAtakeovertest`;
      await world.telegram("POST", "/bots", { token, username: `takeover_${n}_bot`, name: "Takeover" });
      await importBot(world.context, token);
    }
  },
});
afterEach(() => world.endWorkers("SIGKILL"));
after(() => faults.close());

const words = "bir ikki uch tort besh olti yetti sakkiz toqqiz on";
let chats = 500;

/** Asks in twelve chats, and resolves once each of them is being answered; no answer ends before. */
async function begin(firstTokenMs = 1_500): Promise<Questions> {
  await world.gemini("models", { [models.first]: { firstTokenMs, tokenMs: 50 } });
  await world.keepBack();
  const questions = new Questions(world);
  for (let i = 0; i < 12; i++) await questions.ask(chats++, `A ${words}`);
  await until("all are being answered", async () => {
    return (await db.lane.count({ where: { workerId: { not: null } } })) === questions.count;
  });
  await world.letGo();
  return questions;
}

/** Which worker runs each bot, once all four are run by somebody and no worker runs all. */
async function holders() {
  const select = { botId: true, workerId: true, fence: true };
  return until("the bots are shared out", async () => {
    const leases = await db.botLease.findMany({ select, orderBy: { botId: "asc" } });
    const ids = leases.flatMap(({ workerId }) => workerId ?? []);
    return ids.length === leases.length && new Set(ids).size > 1 ? leases : null;
  });
}

for (const workers of isLong ? [2, 3] : [2]) {
  test(`the database is away for 20 s while answers begin: ${workers} workers go on with their own bots and answers, nobody gets two`, async (t) => {
    const proxy = await startProxy(process.env.DATABASE_URL ?? "");
    t.after(() => proxy.end());
    for (let i = 0; i < workers; i++) await world.startWorker({ DATABASE_URL: proxy.url });
    const questions = await begin();
    const before = await holders();
    proxy.cut();
    await sleep(20_000);
    proxy.restore();
    const verdict = await questions.verdict(Date.now());
    assert.deepEqual(await holders(), before, "no bot changed its worker");
    assert.equal(await db.botLease.count({ where: { state: "conflict" } }), 0);
    await assertPromise(t, `the database away for 20 s, ${workers} workers`, verdict);
  });
}

further(
  "a worker is told to stop while the database is away, and ends before it is back: the next one answers, nobody gets two",
  async (t) => {
    const proxy = await startProxy(process.env.DATABASE_URL ?? "");
    t.after(() => proxy.end());
    const worker = await world.startWorker({ DATABASE_URL: proxy.url });
    const questions = await begin(700);
    proxy.cut();
    // The answers are whole, and none of them is settled.
    await sleep(4_000);
    await worker.end("SIGTERM");
    proxy.restore();
    const endedAt = Date.now();
    await world.startWorker();
    await assertPromise(t, "SIGTERM while the database is away", await questions.verdict(endedAt));
  },
);

const LONGER_THAN_LEASE_MS = 13_000;
const NO_CONNECTION_MS = times(13_000, 30_000);
further(
  "no connection is to be had for longer than a lease, with three workers: each is answered once, in order",
  async (t) => {
    for (let i = 0; i < 3; i++) await world.startWorker(faults.env);
    const questions = await begin();
    await faults.noConnection.begin();
    await questions.askGroups(-1, -2, -3);
    await sleep(NO_CONNECTION_MS);
    await faults.noConnection.end();
    const verdict = await questions.verdict(Date.now());
    await assertPromise(t, `no connection to be had for ${NO_CONNECTION_MS / 1_000} s, 3 workers`, verdict);
  },
);

further(
  "a migration locks the lanes for longer than a lease, without a time-out: each is answered once, in order",
  async (t) => {
    await Promise.all([1, 2].map(() => world.startWorker()));
    const questions = await begin();
    const migration = await pool.connect();
    await migration.query(`BEGIN; LOCK TABLE "Lane" IN ACCESS EXCLUSIVE MODE`);
    await questions.askGroups(-20, -21);
    await sleep(LONGER_THAN_LEASE_MS);
    await migration.query("COMMIT");
    migration.release();
    await assertPromise(t, "locked by a migration", await questions.verdict(Date.now()));
  },
);

further(
  "the database's host vanishes, another takes its address: connections that never end are given up",
  async (t) => {
    const proxy = await startProxy(process.env.DATABASE_URL ?? "");
    t.after(() => proxy.end());
    await Promise.all([1, 2].map(() => world.startWorker({ DATABASE_URL: proxy.url })));
    const questions = await begin();
    proxy.strand();
    const strandedAt = Date.now();
    await questions.askGroups(-30, -31);
    await assertPromise(t, "connections that never end", await questions.verdict(strandedAt));
  },
);

further("the listening connections end again and again: each is answered once", async (t) => {
  const proxy = await startProxy(process.env.DATABASE_URL ?? "");
  t.after(() => proxy.end());
  for (let i = 0; i < 2; i++) await world.startWorker({ DATABASE_URL: proxy.url });
  const questions = await begin();
  for (let i = 0; i < times(3, 20); i++) {
    proxy.cut("other");
    await questions.askGroups(-10 - i);
    await sleep(300);
    proxy.restore();
  }
  await assertPromise(t, "the listening connections killed", await questions.verdict());
});

test("one worker frozen past its lease, one cut off: a third answers, and what they do afterwards changes nothing", async (t) => {
  const proxy = await startProxy(process.env.DATABASE_URL ?? "");
  t.after(() => proxy.end());
  const frozen = await world.startWorker();
  await world.startWorker({ DATABASE_URL: proxy.url });
  const questions = await begin();
  frozen.child.kill("SIGSTOP");
  proxy.cut();
  const from = Date.now();
  await world.startWorker();
  await questions.settled();
  frozen.child.kill("SIGCONT");
  proxy.restore();
  await questions.settled();
  // Both are back: they hold nothing, and show it.
  await until("three workers live", async () => (await db.worker.count()) === 3);
  await sleep(3_000);
  const verdict = await questions.verdict(from);
  // The third has just started: it waits for the others to show that they live, and for their leases to end.
  await assertPromise(t, "a worker frozen, another cut off", verdict, { backWithinMs: 30_000 });
});

test("a worker of another machine dies, and is started anew: it answers within 15 s", async (t) => {
  const worker = await world.startWorker();
  await world.state("working");
  const questions = await begin(700);
  const killedAt = Date.now();
  await worker.end("SIGKILL");
  // From another machine, nobody can tell that its process is gone.
  await db.worker.updateMany({ data: { host: "another machine" } });
  await world.startWorker();
  await questions.askGroups(-100);
  const verdict = await questions.verdict(killedAt);
  await assertPromise(t, "kill -9 on another machine", verdict, { repeats: true });
});

further(
  "of two workers, the one that polls is frozen: the other takes the bot and the answers over within 15 s",
  async (t) => {
    const frozen = await world.startWorker();
    await world.state("working");
    await world.startWorker();
    // A worker that has just started waits for others to show that they live.
    await sleep(10_000);
    const questions = await begin(700);
    const frozenAt = Date.now();
    frozen.child.kill("SIGSTOP");
    await questions.askGroups(-110, -111);
    await questions.settled();
    frozen.child.kill("SIGCONT");
    await until("both live", async () => (await db.worker.count()) === 2);
    await sleep(3_000);
    await assertPromise(t, "a worker frozen past its leases", await questions.verdict(frozenAt));
  },
);
