import assert from "node:assert/strict";
import test from "node:test";
import type { BotState } from "#generated/enums.ts";
import { conditionOf } from "./state.ts";

const states: readonly BotState[] = [
  ...(["off", "starting", "working", "unauthorized", "conflict", "unreachable", "not_stored"] as const),
];
const conditions = (enabled: boolean, held: boolean) =>
  states.map((state) => {
    const condition = conditionOf(enabled, state, held);
    return "reason" in condition ? `${condition.kind}: ${condition.reason}` : condition.kind;
  });

test("a disabled bot is off, whatever state its worker reported last", () => {
  for (const held of [true, false]) assert.deepEqual(new Set(conditions(false, held)), new Set(["off"]));
});

test("a bot that a worker holds has the state that the worker reported", () => {
  assert.deepEqual(conditions(true, true), [
    "waiting: idle",
    "waiting: idle",
    "works",
    "broken: unauthorized",
    "broken: conflict",
    "waiting: unreachable",
    "waiting: not_stored",
  ]);
});

test("a bot that no worker holds is waiting, unless its token was revoked", () => {
  assert.deepEqual(conditions(true, false), [
    "waiting: idle",
    "waiting: idle",
    "waiting: idle",
    "broken: unauthorized",
    "waiting: idle",
    "waiting: idle",
    "waiting: idle",
  ]);
});
