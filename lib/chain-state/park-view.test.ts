import assert from "node:assert/strict";
import test from "node:test";
import { isRefusal, mendable } from "./park-view.ts";

test("a key is refused by classes that need a person, not by a spent quota, an unknown class or none", () => {
  assert.ok(isRefusal("key_invalid") && isRefusal("project_blocked"));
  assert.ok(!isRefusal("rate_day") && !isRefusal("no such class") && !isRefusal(null));
});

test("a check that succeeds ends refusals and what an edit may have mended, not a spent quota", () => {
  assert.ok(
    ["key_blocked", "no_entitlement", "spend_cap"].every((kind) => mendable.some((each) => each === kind)),
  );
  assert.ok(!mendable.includes("rate_day") && !mendable.includes("overloaded"));
});
