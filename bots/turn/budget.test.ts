import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { callsLeft, nextWalkAt, spentBefore } from "./budget.ts";

const waiting = (rest: { tries?: number; walks?: number; calls?: number }) => ({
  ...{
    id: 1,
    update: {} as Update,
    tries: 1,
    lone: 0,
    failures: 0,
    walks: 0,
    calls: 0,
    receivedAt: new Date(),
  },
  ...rest,
});

test("a message gets at most three walks and 24 calls, twelve at a time", () => {
  assert.equal(callsLeft({ walks: 0, calls: 0 }), 12);
  assert.equal(callsLeft({ walks: 1, calls: 20 }), 4);
  assert.equal(callsLeft({ walks: 2, calls: 24 }), 0);
  assert.equal(callsLeft({ walks: 3, calls: 3 }), 0);
});

test("the cost of messages asked together adds up, and each crash counts as four calls", () => {
  const unit = [waiting({ walks: 1, calls: 5 }), waiting({ calls: 2, tries: 3 })] as const;
  assert.deepEqual(spentBefore([...unit]), { walks: 1, calls: 15 });
});

test("crashes alone never use up a message's calls", () => {
  assert.equal(callsLeft(spentBefore([waiting({ tries: 6 })])), 4);
  assert.equal(callsLeft(spentBefore([waiting({ tries: 20 })])), 4);
});

test("pauses between walks grow; without calls left, or a candidate that comes free, there is no next walk", () => {
  const now = 1_000_000;
  assert.equal(nextWalkAt(now + 1, { walks: 1, calls: 3 }, now), now + 10_000);
  assert.equal(nextWalkAt(now + 1, { walks: 2, calls: 3 }, now), now + 120_000);
  assert.equal(nextWalkAt(now + 900_000, { walks: 2, calls: 3 }, now), now + 900_000);
  assert.equal(nextWalkAt(now + 1, { walks: 3, calls: 3 }, now), null);
  assert.equal(nextWalkAt(null, { walks: 1, calls: 3 }, now), null);
});
