import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import pg from "pg";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { countTry, forgetTries, hashedKey, returnTry, type TryScope } from "./tries.ts";

const minute = 60_000;
const newKey = () => hashedKey(randomUUID());

/** @returns how many minutes to wait; 0 if the try was allowed and counted */
async function waitOf(scope: TryScope, key: string): Promise<number> {
  try {
    await countTry(scope, key);
    return 0;
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === "too_many_tries");
    return Number(error.values.minutes);
  }
}
async function spendFree(scope: TryScope, key: string, free: number): Promise<void> {
  for (let i = 0; i < free; i++) assert.equal(await waitOf(scope, key), 0, `try ${i + 1}`);
}
/** What a restart forgets. */
const forgetMemory = () => Reflect.deleteProperty(globalThis, "botfactoryTries");

test("after the free tries the next ones wait, twice as long each time, up to a bound, and never for good", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const key = newKey();
  for (const minutes of [1, 2, 4, 8, 15, 15]) {
    await spendFree("familiar", key, 6);
    assert.equal(await waitOf("familiar", key), minutes);
    t.mock.timers.tick(minutes * minute - 1);
    assert.ok((await waitOf("familiar", key)) > 0, "the delay ended early");
    t.mock.timers.tick(2);
  }
  assert.equal(await waitOf("familiar", key), 0);
});

test("a day later the first delay is the short one again", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const key = newKey();
  for (const minutes of [1, 2]) {
    await spendFree("familiar", key, 6);
    assert.equal(await waitOf("familiar", key), minutes);
    t.mock.timers.tick(minutes * minute + 1);
  }
  t.mock.timers.tick(24 * 60 * minute);
  await spendFree("familiar", key, 6);
  assert.equal(await waitOf("familiar", key), 1);
});

test("tries at once are counted like tries in turn", async () => {
  const key = newKey();
  const waits = await Promise.all(Array.from({ length: 30 }, () => waitOf("account", key)));
  assert.equal(waits.filter((wait) => wait === 0).length, 10);
});

test("a restart forgets nothing, and another dashboard counts the same tries", async () => {
  const key = newKey();
  await spendFree("account", key, 10);
  forgetMemory();
  assert.equal(await waitOf("account", key), 1);
  forgetMemory();
  assert.ok((await waitOf("account", key)) > 0);
});

test("a try that is given back is as if it had not been made, and forgotten tries start anew", async () => {
  const key = newKey();
  await spendFree("account", key, 10);
  await returnTry("account", key);
  assert.equal(await waitOf("account", key), 0);
  assert.equal(await waitOf("account", key), 1);
  await forgetTries("account", key);
  await spendFree("account", key, 10);
  assert.equal(await waitOf("account", key), 1);
});

test("one key's tries are nobody else's", async () => {
  const [full, other] = [newKey(), newKey()];
  await spendFree("account", full, 10);
  assert.equal(await waitOf("account", full), 1);
  assert.equal(await waitOf("account", other), 0);
  assert.equal(await waitOf("address", full), 0);
});

test("keys have one length, whatever they stand for, and do not contain it", async () => {
  const keys = [
    hashedKey("a@example.com"),
    hashedKey("x".repeat(16_000_000)),
    hashedKey("a", "b"),
    hashedKey("ab"),
  ];
  for (const key of keys) assert.match(key, /^[\w-]{43}$/);
  assert.equal(new Set(keys).size, 4);
  await countTry("account", keys[0]!);
  const rows = await db.rateLimit.findMany();
  assert.ok(rows.every(({ key }) => !key.includes("example")));
});

test("refusals of a key that waits cost no query", async (t) => {
  const key = newKey();
  await Promise.all(Array.from({ length: 15 }, () => waitOf("account", key)));
  await waitOf("account", key);
  const queries = t.mock.method(pg.Pool.prototype, "query").mock;
  for (let i = 0; i < 100; i++) assert.ok((await waitOf("account", key)) > 0);
  assert.equal(queries.callCount(), 0);
});

test("while the database is away the limit holds in memory", async (t) => {
  t.mock.method(pg.Pool.prototype, "query", () => Promise.reject(new Error("away")));
  const key = newKey();
  await spendFree("account", key, 10);
  assert.ok((await waitOf("account", key)) > 0);
});
