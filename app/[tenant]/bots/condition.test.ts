import assert from "node:assert/strict";
import test from "node:test";
import { conditionShown } from "./condition.ts";

const broken = { kind: "broken", reason: "unauthorized" } as const;
const works = { kind: "works" } as const;
const off = { kind: "off" } as const;

test("a bot is shown as it is, not as one would wish", () => {
  for (const condition of [broken, works, { kind: "waiting", reason: "unreachable" } as const])
    assert.deepEqual(conditionShown({ enabled: true, condition }, true), condition);
  assert.deepEqual(conditionShown({ enabled: false, condition: off }, false), off);
});

test("a bot that is being switched is shown as it will be first", () => {
  assert.deepEqual(conditionShown({ enabled: true, condition: works }, false), off);
  assert.deepEqual(conditionShown({ enabled: false, condition: off }, true), {
    kind: "waiting",
    reason: "idle",
  });
});
