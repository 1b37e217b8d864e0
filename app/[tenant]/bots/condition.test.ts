import assert from "node:assert/strict";
import test from "node:test";
import { conditionShown } from "./condition.ts";

const broken = { kind: "broken", reason: "unauthorized" } as const;
const works = { kind: "works" } as const;
const off = { kind: "off" } as const;

test("a bot that is not being switched is shown in its actual state", () => {
  for (const condition of [broken, works, { kind: "waiting", reason: "unreachable" } as const])
    assert.deepEqual(conditionShown({ enabled: true, condition }, true), condition);
  assert.deepEqual(conditionShown({ enabled: false, condition: off }, false), off);
});

test("a bot that is being switched is shown in the state that comes first after it", () => {
  assert.deepEqual(conditionShown({ enabled: true, condition: works }, false), off);
  assert.deepEqual(conditionShown({ enabled: false, condition: off }, true), {
    kind: "waiting",
    reason: "idle",
  });
});
