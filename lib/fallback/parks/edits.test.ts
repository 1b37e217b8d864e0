import assert from "node:assert/strict";
import test from "node:test";
import type { ErrorClass, Scope } from "../types.ts";
import { endsWithEdit } from "./edits.ts";

const key = { id: "k1", label: "", last4: "", project: "p1" };
const ends = (scope: Scope, id: string, kind: ErrorClass) => endsWithEdit({ scope, id, class: kind }, key);

test("an edit of a key ends the parks of that key and of no other", () => {
  assert.ok(ends("key", "k1", "key_invalid"));
  assert.ok(ends("key", "k1", "key_blocked"));
  assert.ok(ends("key_model", "k1/m1", "rate_unknown"));
  assert.ok(!ends("key", "k2", "key_invalid"));
  assert.ok(!ends("key_model", "k10/m1", "rate_unknown"));
});

test("it ends its project's faults that an admin can fix; a spent quota stays parked", () => {
  assert.ok(ends("project", "p1", "project_blocked"));
  assert.ok(ends("project", "p1", "spend_cap"));
  assert.ok(ends("project_model", "p1/m1", "no_entitlement"));
  assert.ok(!ends("project_model", "p1/m1", "rate_day"));
  assert.ok(!ends("project_model", "p2/m1", "no_entitlement"));
});

test("it ends no park of a model or of the egress", () => {
  assert.ok(!ends("model", "*/m1", "overloaded"));
  assert.ok(!ends("egress", "egress", "location"));
});
