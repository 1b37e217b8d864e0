// Faults of the Postgres server itself: restarted, crashed, away, frozen, its disk really full.
import "./own-server.ts";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { db } from "#lib/db.ts";
import { ownServer } from "#test/database.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { further, times } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const server = ownServer ?? assert.fail("the file has a server of its own");
const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));

const AWAY_MS = times(5_000, 20_000);
const seconds = `${AWAY_MS / 1_000} s`;
let groups = 0;

/** Two workers, and four groups with questions in work. */
async function begin(firstTokenMs = 300): Promise<{ questions: Questions; askMore(): Promise<void> }> {
  await world.gemini("models", { [models.first]: { firstTokenMs, tokenMs: 100 } });
  await Promise.all([1, 2].map(() => world.startWorker()));
  const questions = new Questions(world);
  const askMore = () => questions.askGroups(--groups, --groups, --groups, --groups);
  // No answer ends before all have begun.
  await world.keepBack();
  await askMore();
  await until("all are being answered", async () => {
    return (await db.lane.count({ where: { workerId: { not: null } } })) >= 4;
  });
  await world.letGo();
  return { questions, askMore };
}

further("restarted again and again: each message is answered once, in order", async (t) => {
  const { questions, askMore } = await begin();
  const restarts = times(3, 10);
  for (let i = 0; i < restarts; i++) {
    await server.down();
    await askMore();
    await server.up();
    await sleep(1_000);
  }
  await assertPromise(t, `Postgres restarted ${restarts} times`, await questions.verdict());
});

test("crashed again and again: each message is answered once, in order", async (t) => {
  const { questions, askMore } = await begin();
  const crashes = times(2, 10);
  for (let i = 0; i < crashes; i++) {
    // The death of one process ends all sessions, and leads to a recovery.
    process.kill(server.processes().at(-1) ?? Number.NaN, "SIGKILL");
    await askMore();
    await sleep(2_000);
  }
  await assertPromise(t, `Postgres crashed ${crashes} times`, await questions.verdict());
});

further("away: each message is answered once, in order", async (t) => {
  const { questions, askMore } = await begin(1_500);
  await server.down();
  await askMore();
  await sleep(AWAY_MS);
  await server.up();
  await assertPromise(t, `Postgres away for ${seconds}`, await questions.verdict(Date.now()));
});

/** Longer than a lease. */
const FROZEN_MS = times(13_000, 20_000);
test("frozen for longer than a lease: each message is answered once, in order", async (t) => {
  const { questions, askMore } = await begin(1_500);
  const frozen = server.processes();
  for (const pid of frozen) process.kill(pid, "SIGSTOP");
  await askMore();
  await sleep(FROZEN_MS);
  for (const pid of frozen) process.kill(pid, "SIGCONT");
  await assertPromise(t, `Postgres frozen for ${FROZEN_MS / 1_000} s`, await questions.verdict(Date.now()));
});

/** Moves the database's tables and indexes to another tablespace. */
async function moveTo(client: pg.Client, space: string): Promise<void> {
  const from = space === "pg_default" ? "small" : "pg_default";
  for (const kind of ["TABLE", "INDEX"])
    await client.query(`ALTER ${kind} ALL IN TABLESPACE ${from} SET TABLESPACE ${space}`);
}

test("its disk is really full: each message is answered once, in order, when there is room", async (t) => {
  const disk = join(server.directory, "..", "small");
  mkdirSync(disk);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=32m", "none", disk]).status === 0;
  if (!mounted) return t.skip("a small disk needs root and mount");
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  try {
    const { uid, gid } = statSync(server.directory);
    chownSync(disk, uid, gid);
    await client.connect();
    await client.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await moveTo(client, "small");
    const { questions, askMore } = await begin();
    await questions.settled();
    assert.throws(() => writeFileSync(join(disk, "ballast"), Buffer.alloc(64 << 20)), /ENOSPC/);
    for (let i = 0; i < 4; i++) await askMore();
    await sleep(AWAY_MS);
    await assert.rejects(
      client.query(
        `CREATE TABLE filler TABLESPACE small AS SELECT repeat(md5(n::text), 50) FROM generate_series(1, 99) n`,
      ),
      { code: "53100" },
    );
    const { pending } = await world.telegram<{ pending: number }>("GET", "/bots/test_bot");
    t.diagnostic(`${pending} updates wait at Telegram`);
    rmSync(join(disk, "ballast"));
    await assertPromise(t, `Postgres's disk full for ${seconds}`, await questions.verdict(Date.now()));
    await world.endWorkers("SIGKILL");
    await moveTo(client, "pg_default");
    await client.query("DROP TABLESPACE small");
  } finally {
    await client.end();
    execFileSync("umount", ["-l", disk]);
  }
});
