import assert from "node:assert/strict";
import test from "node:test";
import { Slots } from "./slots.ts";

test("one key never takes more than its own share, and all together never more than all", () => {
  const slots = new Slots({ each: 3, all: 5 });
  assert.deepEqual([slots.take("a", 2), slots.take("a"), slots.take("a")], [true, true, false]);
  assert.deepEqual([slots.take("b", 2), slots.take("b"), slots.take("c")], [true, false, false]);
  slots.giveBack("a");
  assert.deepEqual([slots.take("c"), slots.take("d")], [true, false]);
  slots.giveBack("a", 2);
  slots.giveBack("b", 2);
  assert.deepEqual([slots.take("a", 3), slots.take("a")], [true, false]);
});
