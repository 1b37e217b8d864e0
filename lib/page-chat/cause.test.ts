import assert from "node:assert/strict";
import test from "node:test";
import type { AttemptClass } from "../fallback/index.ts";
import { causeOf } from "./cause.ts";

const key = { id: "k", label: "Shop", last4: "9f3c", deleted: false };
const tried = (kind: AttemptClass) => ({
  ...{ class: kind, model: "gemini-flash-latest", key, reason: null },
  parks: { until: new Date(0) },
});
const noKey = {
  ...({ kind: "broken", reason: "no_key" } as const),
  ...{ class: null, until: null, keyId: null },
};
const classOf = (...kinds: AttemptClass[]) => {
  const cause = causeOf(kinds.map(tried), noKey);
  return cause.kind === "failure" ? cause.class : cause.kind;
};

test("what an admin can mend is the cause, wherever it came", () => {
  assert.equal(classOf("overloaded", "key_invalid", "timeout"), "key_invalid");
});

test("of what passes by itself the last one is the cause", () => {
  assert.equal(classOf("overloaded", "timeout"), "timeout");
});

test("attempts that did not fail are no cause", () => {
  assert.equal(classOf("internal", "cancelled"), "internal");
});

test("without an attempt the bot's state is the cause", () => {
  assert.deepEqual(causeOf([], noKey), { kind: "condition", condition: noKey });
});

test("it names the key without telling whether it still exists", () => {
  const cause = causeOf([tried("key_blocked")], noKey);
  assert.deepEqual(cause.kind === "failure" && cause.key, { id: "k", label: "Shop", last4: "9f3c" });
});
