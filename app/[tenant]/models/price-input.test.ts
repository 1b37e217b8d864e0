import assert from "node:assert/strict";
import test from "node:test";
import { dollarsTyped } from "./price-input.ts";

test("a price may have a point or a comma, and spaces around it", () => {
  assert.equal(dollarsTyped("0.30"), 0.3);
  assert.equal(dollarsTyped(" 2,5 "), 2.5);
  assert.equal(dollarsTyped("0"), 0);
  assert.equal(dollarsTyped("10000"), 10_000);
});

test("an empty text, words, two commas, a negative or an excessive number are not a price", () => {
  for (const typed of ["", "  ", "free", "1,000,5", "-1", "10000.01", "1e9", "$2"])
    assert.equal(dollarsTyped(typed), null, typed);
});
