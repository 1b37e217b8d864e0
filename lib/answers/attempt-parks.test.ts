import assert from "node:assert/strict";
import test from "node:test";
import { parkOf } from "./attempt-parks.ts";

const at = new Date("2026-11-25T12:00:00Z");

test("a stored park has its end in milliseconds or as an ISO date; null means until edited", () => {
  for (const until of [at.getTime(), at.toISOString()])
    assert.deepEqual(parkOf({ scope: "key", id: "k1", until }), { scope: "key", id: "k1", until: at });
  assert.deepEqual(parkOf({ scope: "egress", id: "e", until: null }), {
    scope: "egress",
    id: "e",
    until: null,
  });
});

test("an attempt without a park, or with an unrecognised one, has no park", () => {
  const strange = [null, undefined, "", [], {}, { scope: "key", id: "k1" }];
  const wrong = [
    { scope: "planet", id: "k1", until: null },
    { scope: "key", id: "k1", until: "soon" },
  ];
  for (const stored of [...strange, ...wrong]) assert.equal(parkOf(stored), null);
});
