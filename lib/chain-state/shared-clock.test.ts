import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { followDatabaseClock, fromStored, now, sharedClock, toStored } from "./shared-clock.ts";

// The clock is one for the process: these run in order, and the first has the first question to the database.
test("a machine whose clock is ahead takes the database's time at first, though that is back", async (t) => {
  const real = performance.now.bind(performance);
  t.mock.method(performance, "now", () => real() + 3_600_000);
  await followDatabaseClock();
  assert.ok(Math.abs(now() - Date.now()) < 20_000, `${now() - Date.now()} ms`);
});

test("a difference of less than a second is the way to the database, and changes nothing", async (t) => {
  await followDatabaseClock();
  const real = performance.now.bind(performance);
  // Between two clocks that are read one after the other this process may have to wait: of several looks the best.
  const ahead = () => Math.max(...Array.from({ length: 20 }, () => now() - real()));
  const before = ahead();
  // Far from a second, since the way to the database of a busy machine may take a part of it.
  t.mock.method(performance, "now", () => real() - 400);
  const slowed = ahead();
  await followDatabaseClock();
  assert.ok(Math.abs(ahead() - slowed) < 100, `${ahead() - slowed} ms`);
  assert.ok(Math.abs(before - slowed - 400) < 100, `${before - slowed} ms`);
});

test("the time is taken at the middle of the question, and the chain's clock is the same", async (t) => {
  const real = performance.now.bind(performance);
  let calls = 0;
  // A machine that is an hour and a bit behind; the answer takes 20 s.
  t.mock.method(performance, "now", () => real() - 3_610_000 + (calls++ ? 20_000 : 0));
  await followDatabaseClock();
  assert.ok(
    Math.abs(sharedClock.now() - Date.now() - 10_000) < 5_000,
    `${sharedClock.now() - Date.now()} ms`,
  );
  assert.ok(Math.abs(sharedClock.now() - now()) < 100);
});

test("the workers' clock takes the database's time, catches up if it fell behind, and never goes back", async (t) => {
  const real = performance.now.bind(performance);
  let drift = -3_600_000;
  t.mock.method(performance, "now", () => real() + drift);
  const aheadMs = () => now() - Date.now();
  const near = (ms: number) => assert.ok(Math.abs(aheadMs() - ms) < 20_000, `${aheadMs()} ms`);
  await followDatabaseClock();
  near(0);
  drift -= 60_000;
  await followDatabaseClock();
  near(0);
  drift += 60_000;
  await followDatabaseClock();
  near(60_000);
});

test("after the database's clock stepped back, ours goes on, and times are stored as the database's; a step is told once", async (t) => {
  const real = performance.now.bind(performance);
  // The tests before have left us ahead: now we are behind, and catch up.
  const start = -7_200_000;
  let drift = start;
  // The machine's clock going forward and the database's going back are the same.
  t.mock.method(performance, "now", () => real() + drift);
  await followDatabaseClock();
  const [at, ours] = [Date.now(), now()];
  drift = start + 600_000;
  assert.equal(await followDatabaseClock(), true);
  assert.equal(await followDatabaseClock(), false);
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 20_000, `${a - b} ms`);
  near(now(), ours + 600_000);
  near(toStored(now()), at);
  assert.equal(fromStored(toStored(ours)), ours);
  drift = start;
  assert.equal(await followDatabaseClock(), true);
  assert.equal(toStored(ours), ours);
});
