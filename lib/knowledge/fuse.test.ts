import assert from "node:assert/strict";
import test from "node:test";
import { fuse } from "./fuse.ts";

const ids = (found: { id: string }[]) => found.map(({ id }) => id);

test("what several ways find well comes before the first of one way", () => {
  const found = fuse([
    { way: "words", ids: ["a", "b", "c"], weight: 1 },
    { way: "meaning", ids: ["d", "b", "e"], weight: 1 },
  ]);
  assert.deepEqual(ids(found), ["b", "a", "d", "c", "e"]);
  assert.deepEqual(found[0]?.by, ["words", "meaning"]);
});

test("a way that weighs more decides", () => {
  const found = fuse([
    { way: "words", ids: ["a", "b"], weight: 1 },
    { way: "filter", ids: ["b", "a"], weight: 2 },
  ]);
  assert.deepEqual(ids(found), ["b", "a"]);
});

test("the first of each way has 1, whatever ways found nothing; all others have less, and more than 0", () => {
  const found = fuse([
    { way: "words", ids: ["a", "b"], weight: 1 },
    { way: "filter", ids: ["a"], weight: 2 },
    { way: "name", ids: [], weight: 1 },
  ]);
  assert.equal(found[0]?.score, 1);
  assert.ok((found[1]?.score ?? 0) > 0 && (found[1]?.score ?? 1) < 1);
  assert.deepEqual(fuse([]), []);
});
