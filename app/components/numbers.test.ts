import assert from "node:assert/strict";
import test from "node:test";
import { dollarPlacesOf } from "./numbers.ts";

test("a column of amounts has as many decimals as its smallest needs for two digits, the same for all", () => {
  assert.equal(dollarPlacesOf([0.00042, 0.0123, 1.5]), 5);
  assert.equal(dollarPlacesOf([0.3, 2.5]), 2);
  assert.equal(dollarPlacesOf([12, 340]), 2);
  assert.equal(dollarPlacesOf([0.01]), 3);
});

test("what is free or unknown asks for no decimals, and noise for no more than six", () => {
  assert.equal(dollarPlacesOf([]), 2);
  assert.equal(dollarPlacesOf([0, null]), 2);
  assert.equal(dollarPlacesOf([0.000_000_02, 1]), 6);
});
