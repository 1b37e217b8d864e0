import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { spentBefore } from "./budget.ts";

const waiting = (rest: { tries?: number; walks?: number; calls?: number }) => ({
  ...{ id: 1, update: {} as Update, tries: 1, failures: 0, walks: 0, calls: 0, receivedAt: new Date() },
  ...rest,
});

test("the cost of messages asked together adds up, and each crash counts as four calls", () => {
  const unit = [waiting({ walks: 1, calls: 5 }), waiting({ calls: 2, tries: 3 })] as const;
  assert.deepEqual(spentBefore([...unit]), { walks: 1, calls: 15 });
});
