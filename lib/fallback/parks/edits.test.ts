import assert from "node:assert/strict";
import test from "node:test";
import type { ErrorClass, Scope } from "../types.ts";
import { endsWithEdit } from "./edits.ts";

const key = { id: "k1", label: "", last4: "", project: "p1" };
const ends = (scope: Scope, id: string, kind: ErrorClass) => endsWithEdit({ scope, id, class: kind }, key);

test("an edit of a key ends the parks of that key and of no other", () => {
  assert.equal(ends("key", "k1", "key_invalid"), true);
  assert.equal(ends("key", "k1", "key_blocked"), true);
  assert.equal(ends("key_model", "k1/m1", "rate_unknown"), true);
  assert.equal(ends("key", "k2", "key_invalid"), false);
  assert.equal(ends("key_model", "k10/m1", "rate_unknown"), false);
});

test("it ends its project's faults that an admin can fix; a spent quota stays parked", () => {
  assert.equal(ends("project", "p1", "project_blocked"), true);
  assert.equal(ends("project", "p1", "spend_cap"), true);
  assert.equal(ends("project_model", "p1/m1", "no_entitlement"), true);
  assert.equal(ends("project_model", "p1/m1", "rate_day"), false);
  assert.equal(ends("project_model", "p2/m1", "no_entitlement"), false);
  assert.equal(ends("project", "p2", "project_blocked"), false);
  assert.equal(ends("project", "p1", "spend_rate"), false);
});

test("it ends no park of a model or of the egress", () => {
  assert.equal(ends("model", "*/m1", "overloaded"), false);
  assert.equal(ends("egress", "egress", "location"), false);
});
