import assert from "node:assert/strict";
import test from "node:test";
import { placesOf, ticksOf } from "./scale.ts";

test("an axis goes from 0 to at least the maximum, in few round steps", () => {
  assert.deepEqual(ticksOf(0.0009), [0, 0.0005, 0.001]);
  assert.deepEqual(ticksOf(0.3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(ticksOf(1_234), [0, 500, 1_000, 1_500]);
  for (let most = 0.000_013; most < 1e9; most *= 1.37) {
    const ticks = ticksOf(most);
    assert.ok(
      Math.max(...ticks) >= most * 0.998 && ticks.length >= 3 && ticks.length <= 5,
      `${most}: ${ticks}`,
    );
  }
});

test("an axis of counts has whole numbers only", () => {
  assert.deepEqual(ticksOf(1, true), [0, 1]);
  assert.deepEqual(ticksOf(7, true), [0, 3, 6, 9]);
});

test("all labels of an axis have as many decimals as the longest needs", () => {
  assert.equal(placesOf([0, 0.0025, 0.005]), 4);
  assert.equal(placesOf([0, 10, 20]), 0);
});

test("without data there is still an axis", () => {
  assert.deepEqual(ticksOf(0), [0, 1]);
});
