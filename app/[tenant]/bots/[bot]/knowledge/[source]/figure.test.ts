import assert from "node:assert/strict";
import test from "node:test";
import { figureIn } from "./figure.ts";

test("a figure is read as shop owners type it", () => {
  for (const [typed, figure] of [
    ["185000", 185_000],
    ["185 000", 185_000],
    ["185\u00a0000", 185_000],
    ["1,250,000", 1_250_000],
    ["12,5", 12.5],
    ["12.50", 12.5],
    [" ", null],
  ] as const)
    assert.equal(figureIn(typed, false), figure, typed);
});

test("what is no figure is said so, and none of it is saved", () => {
  for (const typed of ["abc", "-5", "12 ming", "1.2.3", "12.555"])
    assert.equal(figureIn(typed, false), undefined, typed);
  assert.equal(figureIn("1.5", true), undefined);
  assert.equal(figureIn("3000000000", true), undefined);
});
