import assert from "node:assert/strict";
import test from "node:test";
import type { BotState } from "#generated/enums.ts";
import { conditionOf } from "./state.ts";

const states: readonly BotState[] = ["off", "starting", "working", "unauthorized", "conflict", "unreachable"];
const conditions = (enabled: boolean, held: boolean) =>
  states.map((state) => {
    const condition = conditionOf(enabled, state, held);
    return "reason" in condition ? `${condition.kind}: ${condition.reason}` : condition.kind;
  });

test("a disabled bot is off, whatever its worker said last", () => {
  for (const held of [true, false]) assert.deepEqual(new Set(conditions(false, held)), new Set(["off"]));
});

test("a bot that a worker holds is as the worker says", () => {
  assert.deepEqual(conditions(true, true), [
    "waiting: idle",
    "waiting: idle",
    "works",
    "broken: unauthorized",
    "broken: conflict",
    "waiting: unreachable",
  ]);
});

test("a bot that no worker holds waits for one; only a revoked token stays what it is", () => {
  assert.deepEqual(conditions(true, false), [
    "waiting: idle",
    "waiting: idle",
    "waiting: idle",
    "broken: unauthorized",
    "waiting: idle",
    "waiting: idle",
  ]);
});
