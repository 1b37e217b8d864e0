import assert from "node:assert/strict";
import test from "node:test";
import { initialOf } from "./initial.ts";

test("the initial is the first character as people see it, never half of one", () => {
  const names = ["aziza", "😀 x", "👩‍🍳 Nodira", "oʻqituvchi", "é", ""];
  assert.deepEqual(names.map(initialOf), ["A", "😀", "👩‍🍳", "O", "É", ""]);
});
