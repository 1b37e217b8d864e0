import assert from "node:assert/strict";
import test from "node:test";
import { changesIn } from "./changes.ts";

test("only what differs is shown, and no id of another row", () => {
  const before = { role: "viewer", readTexts: false, takenBy: "a" };
  const after = { role: "admin", readTexts: false, takenBy: "b" };
  assert.deepEqual(changesIn({ before, after, detail: null }), [
    { name: "role", before: "viewer", after: "admin" },
  ]);
});

test("of what was added or removed there is one side; without both the details are shown", () => {
  const facts = { label: "Key 2", last4: "9f3c" };
  const names = (row: Parameters<typeof changesIn>[0]) => changesIn(row).map(({ name }) => name);
  assert.deepEqual(changesIn({ before: null, after: { plan: "Small" }, detail: null }), [
    { name: "plan", before: null, after: "Small" },
  ]);
  assert.deepEqual(names({ before: facts, after: null, detail: { check: "ok" } }), ["label", "last4"]);
  assert.deepEqual(names({ before: null, after: null, detail: { check: "ok" } }), ["check"]);
  assert.deepEqual(names({ before: "text", after: ["list"], detail: null }), []);
});
