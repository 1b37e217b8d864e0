import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { followDatabaseClock, now } from "./shared-clock.ts";

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
