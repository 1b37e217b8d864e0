import assert from "node:assert/strict";
import test from "node:test";
import type { ErrorClass, Scope } from "../types.ts";
import { endsWithEdit } from "./edits.ts";

const key = { id: "k1", label: "", last4: "", project: "p1" };
const ends = (scope: Scope, id: string, kind: ErrorClass) => endsWithEdit({ scope, id, class: kind }, key);

test("an edit of a key ends what was held against that key, and no other", () => {
  assert.ok(ends("key", "k1", "key_invalid"));
  assert.ok(ends("key", "k1", "key_blocked"));
  assert.ok(ends("key_model", "k1/m1", "rate_unknown"));
  assert.ok(!ends("key", "k2", "key_invalid"));
  assert.ok(!ends("key_model", "k10/m1", "rate_unknown"));
});

test("it ends what one mends by hand on its project, but no quota comes back by it", () => {
  assert.ok(ends("project", "p1", "project_blocked"));
  assert.ok(ends("project", "p1", "spend_cap"));
  assert.ok(ends("project_model", "p1/m1", "no_entitlement"));
  assert.ok(!ends("project_model", "p1/m1", "rate_day"));
  assert.ok(!ends("project_model", "p2/m1", "no_entitlement"));
});

test("a model or the way out is not a key's matter", () => {
  assert.ok(!ends("model", "*/m1", "overloaded"));
  assert.ok(!ends("egress", "egress", "location"));
});
