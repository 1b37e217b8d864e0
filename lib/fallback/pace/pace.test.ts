import assert from "node:assert/strict";
import test from "node:test";
import { Pace } from "./pace.ts";
import { Quantile } from "./quantile.ts";

const usual = 15_000;
const shop = { owner: "shop", model: "m1" };
const heardOf = (times: number, ms: number) => {
  const pace = new Pace();
  for (let i = 0; i < times; i++) pace.heard(shop, ms);
  return pace;
};
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= expected / 10, `${actual}, not about ${expected}`);

test("a model of unknown pace gets the usual time, one that thinks twice that", () => {
  const pace = heardOf(99, 100);
  assert.equal(pace.limit(shop, usual), usual);
  pace.thought(shop);
  assert.equal(pace.limit(shop, usual), 2 * usual);
});

test("from a hundred answers on a model gets three times its own p99, between five seconds and the usual time", () => {
  assert.equal(heardOf(100, 100).limit(shop, usual), 5_000);
  near(heardOf(100, 3_000).limit(shop, usual), 9_000);
  assert.equal(heardOf(100, 7_000).limit(shop, usual), usual);
  const thinker = heardOf(100, 20_000);
  thinker.thought(shop);
  assert.equal(thinker.limit(shop, usual), 45_000);
});

test("after a silence the next call gets twice as long, at most twice the usual time; a quick answer ends that", () => {
  const pace = heardOf(500, 300);
  pace.silent(shop, 5_000, usual);
  assert.equal(pace.limit(shop, usual), 10_000);
  pace.silent(shop, 10_000, usual);
  pace.silent(shop, 20_000, usual);
  assert.equal(pace.limit(shop, usual), 2 * usual);
  pace.heard(shop, 300);
  assert.equal(pace.limit(shop, usual), 5_000);
});

test("a model that answers late gets twice that the next time, at most 45 s", () => {
  const pace = new Pace();
  pace.heard(shop, 20_000);
  assert.equal(pace.limit(shop, usual), 40_000);
  pace.heard(shop, 30_000);
  assert.equal(pace.limit(shop, usual), 45_000);
});

test("a model that hangs now and then is still given up early after an answer", () => {
  const pace = heardOf(500, 300);
  for (let i = 0; i < 100; i++) {
    pace.silent(shop, 5_000, usual);
    pace.heard(shop, 300);
  }
  assert.equal(pace.limit(shop, usual), 5_000);
});

test("one owner's quick answers say nothing of another's", () => {
  const pace = heardOf(500, 300);
  pace.thought(shop);
  assert.equal(pace.limit({ owner: "agency", model: "m1" }, usual), usual);
  assert.equal(pace.limit({ owner: "shop", model: "m2" }, usual), usual);
  assert.equal(pace.at({ owner: "agency", model: "m1" }, 0.95), null);
});

test("a quantile is trusted from twenty samples on, of this model only", () => {
  const pace = new Pace();
  for (let i = 0; i < 19; i++) pace.heard(shop, 1000);
  assert.equal(pace.at(shop, 0.95), null);
  pace.heard(shop, 1000);
  near(pace.at(shop, 0.95) ?? 0, 1000);
  assert.equal(pace.at({ ...shop, model: "m2" }, 0.95), null);
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
