// Ids of answers.
import assert from "node:assert/strict";
import test from "node:test";
import { answerId } from "./answer-id.ts";

test("an answer's id is a UUID of version 7: later ones are greater, and none is like another of its moment", () => {
  const at = Date.parse("2026-11-27T02:30:00Z");
  const ids = Array.from({ length: 1_000 }, (_, i) => answerId(at + (i >> 1)));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt((ids[0] ?? "").replace("-", "").slice(0, 12), 16), at);
  const times = ids.map((id) => id.slice(0, 13));
  assert.deepEqual(times, times.toSorted());
});
