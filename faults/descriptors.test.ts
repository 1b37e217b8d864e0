// A worker that may open no more files: it says so, claims nothing, and answers once it may again.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { times } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const limit = (pid: number, most: number) =>
  spawnSync("prlimit", [`--pid=${pid}`, `--nofile=${most}:`]).status === 0;
const skip = limit(process.pid, 4_096) ? false : "prlimit is not installed (Debian: util-linux)";
const world = makeWorld();

test("too few descriptors: the bot's state says so, nothing is given up, all is answered afterwards", {
  skip,
}, async (t) => {
  await world.gemini("models", { [models.first]: { firstTokenMs: 500, tokenMs: 20 } });
  const { child } = await world.startWorker();
  const pid = child.pid ?? 0;
  await world.state("working");
  const questions = new Questions(world);
  const groups = (first: number) => Array.from({ length: times(8, 24) }, (_, i) => -first - i);
  // In the midst of answers there is none left for those that begin.
  await questions.askGroups(...groups(100));
  limit(pid, readdirSync(`/proc/${pid}/fd`).length + 2);
  await questions.askGroups(...groups(200));
  // A poll, or the look at the worker's own descriptors: either may be the first to say so.
  await until("the bot's state says so", () =>
    db.botLease.findFirst({ where: { state: "unreachable", detail: { startsWith: "EMFILE: " } } }),
  );
  await sleep(times(5_000, 60_000));
  limit(pid, 4_096);
  const endedAt = Date.now();
  await assertPromise(t, "too few file descriptors", await questions.verdict(endedAt));
  await world.state("working");
  assert.equal(await db.park.count(), 0, "no model is to blame");
});
