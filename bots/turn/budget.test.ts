import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { callsLeft } from "#lib/fallback/index.ts";
import { spentBefore } from "./budget.ts";

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

test("the cost of messages asked together adds up, and each crash counts as four calls", () => {
  const unit = [waiting({ walks: 1, calls: 5 }), waiting({ calls: 2, tries: 3 })] as const;
  assert.deepEqual(spentBefore([...unit]), { walks: 1, calls: 15 });
});

test("crashes alone never use up a message's calls", () => {
  assert.equal(callsLeft(spentBefore([waiting({ tries: 6 })])), 4);
  assert.equal(callsLeft(spentBefore([waiting({ tries: 20 })])), 4);
});
