import assert from "node:assert/strict";
import test from "node:test";
import { ownProjectOf, pairsOf, projectOf, scopesOf } from "./scopes.ts";

const covered = { model: "m1", owner: "tenant", project: "p1", key: { id: "k1" } };

test("a candidate's scopes, the narrowest first; the model for everyone and the egress have no owner", () => {
  assert.deepEqual(
    scopesOf(covered).map(({ scope, id, owner }) => `${scope} ${id} of ${owner}`),
    [
      "key_model k1/m1 of tenant",
      "project_model p1/m1 of tenant",
      "key k1 of tenant",
      "project p1 of tenant",
      "model */m1 of null",
      "model tenant/m1 of tenant",
      "egress egress of null",
    ],
  );
});

test("all pairs of a project begin with its prefix, and none of a project whose id begins alike", () => {
  const idOf = (project: string) => scopesOf({ ...covered, project })[1]?.id ?? "";
  assert.ok(idOf("p1").startsWith(pairsOf("p1")));
  assert.ok(!idOf("p10").startsWith(pairsOf("p1")));
});

test("a key of unknown project is a project of its own", () => {
  assert.equal(projectOf({ id: "k1", project: "p1" }), "p1");
  assert.equal(projectOf({ id: "k1", project: null }), ownProjectOf("k1"));
});
