import assert from "node:assert/strict";
import test from "node:test";
import { callsLeft, nextWalkAt } from "./budget.ts";

test("a message gets at most three walks and 24 calls, twelve at a time", () => {
  assert.equal(callsLeft({ walks: 0, calls: 0 }), 12);
  assert.equal(callsLeft({ walks: 1, calls: 20 }), 4);
  assert.equal(callsLeft({ walks: 2, calls: 24 }), 0);
  assert.equal(callsLeft({ walks: 3, calls: 3 }), 0);
});

test("pauses between walks grow; without calls left, or a candidate that comes free, there is no next walk", () => {
  const now = 1_000_000;
  assert.equal(nextWalkAt(now + 1, { walks: 1, calls: 3 }, now), now + 10_000);
  assert.equal(nextWalkAt(now + 1, { walks: 2, calls: 3 }, now), now + 120_000);
  assert.equal(nextWalkAt(now + 900_000, { walks: 2, calls: 3 }, now), now + 900_000);
  assert.equal(nextWalkAt(now + 1, { walks: 3, calls: 3 }, now), null);
  assert.equal(nextWalkAt(null, { walks: 1, calls: 3 }, now), null);
});
