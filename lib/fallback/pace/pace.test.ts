import assert from "node:assert/strict";
import test from "node:test";
import { Pace } from "./pace.ts";
import { Quantile } from "./quantile.ts";

const usual = 15_000;
/** The time limit of a model that gave so many first signs, each after `ms`. */
function limit(samples: number, ms: number, thinks = false, usualMs = usual) {
  const pace = new Pace();
  if (thinks) pace.thought("m1");
  for (let i = 0; i < samples; i++) pace.heard("m1", ms);
  return pace.limit("m1", usualMs);
}
const near = (actual: number, expected: number) =>
  assert.ok(actual >= expected && actual <= expected * 1.1, `${actual} instead of ${expected}`);

test("a model counts as silent after three times its own p99, but not before five seconds nor after the usual limit", () => {
  near(limit(100, 3000), 9000);
  assert.equal(limit(100, 200), 5000);
  assert.equal(limit(100, 9000), usual);
  assert.equal(limit(99, 200), usual);
});

test("a model that thinks first gets twice the usual limit, and up to 45 seconds once its pace is known", () => {
  assert.equal(limit(0, 0, true), 30_000);
  assert.equal(limit(0, 0, true, 30_000), 45_000);
  near(limit(100, 9000, true), 27_000);
  assert.equal(limit(100, 30_000, true), 45_000);
  assert.equal(limit(100, 30_000, true, 60_000), 60_000);
});

test("a quantile is trusted from twenty samples on, of this model only", () => {
  const pace = new Pace();
  for (let i = 0; i < 19; i++) pace.heard("m1", 1000);
  assert.equal(pace.at("m1", 0.95), null);
  pace.heard("m1", 1000);
  near(pace.at("m1", 0.95) ?? 0, 1000);
  assert.equal(pace.at("m2", 0.95), null);
});

test("durations beyond the last bucket count as the longest; without samples the quantile is 0", () => {
  const quantile = new Quantile();
  assert.equal(quantile.at(0.5), 0);
  quantile.add(1e9);
  const longest = quantile.at(0.5);
  assert.ok(longest > 110_000 && longest < 150_000, `${longest}`);
  assert.equal(quantile.at(1), longest);
});

test("at a thousand samples their weight is halved", () => {
  const quantile = new Quantile();
  for (let i = 0; i < 999; i++) quantile.add(100);
  assert.equal(quantile.count, 999);
  quantile.add(100);
  assert.equal(quantile.count, 500);
});
