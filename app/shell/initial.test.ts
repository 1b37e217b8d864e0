import assert from "node:assert/strict";
import test from "node:test";
import { initialOf } from "./initial.ts";

test("the initial is the first character as people see it, never half of one", () => {
  const names = ["aziza", "😀 x", "👩‍🍳 Nodira", "oʻqituvchi", "é", ""];
  assert.deepEqual(names.map(initialOf), ["A", "😀", "👩‍🍳", "O", "É", ""]);
});

test("a name in quotation marks is known by its first letter", () => {
  assert.equal(initialOf("“Baraka” doʻkoni"), "B");
  assert.equal(initialOf("«Ромашка»"), "Р");
  assert.equal(initialOf("“"), "“");
});
