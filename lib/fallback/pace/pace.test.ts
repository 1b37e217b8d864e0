import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { key, world } from "../fixtures/walking.ts";
import { answers } from "../fixtures/world.ts";
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

test("after silences, a model that may think gets 15, 30 and at most 45 s, whether it was seen to think or listed so", () => {
  const listed = { ...shop, thinks: true };
  const limits = (pace: Pace, whose: typeof shop) =>
    [0, 1, 2, 3].map(() => {
      const ms = pace.limit(whose, usual);
      pace.silent(whose, ms, usual);
      return ms;
    });
  assert.deepEqual(limits(new Pace(), listed), [15_000, 30_000, 45_000, 45_000]);
  assert.deepEqual(limits(new Pace(), shop), [15_000, 30_000, 30_000, 30_000]);
  const seen = new Pace();
  seen.thought(shop);
  assert.deepEqual(limits(seen, shop), [30_000, 45_000, 45_000, 45_000]);
});

test("a model that thinks for 40 s without telling answers the third message, if it is listed as one that may think", async () => {
  const answeredBy = async (thinkers: ReadonlySet<string>) => {
    const slow = world((name) => (name.startsWith("m1") ? [{ wait: 40_000 }, ...answers()] : answers()));
    const chain = compileChain({ owner: "shop", models: ["m1", "m2"], keys: [key("k1")], thinkers });
    const models: (string | undefined)[] = [];
    for (let message = 0; message < 5; message++) {
      models.push((await slow.ask({ chain })).candidate?.model);
      await slow.clock.run(slow.clock.sleep(60_000, new AbortController().signal));
    }
    return models;
  };
  assert.deepEqual(await answeredBy(new Set(["m1"])), ["m2", "m2", "m1", "m1", "m1"]);
  assert.deepEqual(await answeredBy(new Set()), ["m2", "m2", "m2", "m2", "m2"]);
});

test("of a model that is listed as one that may think, quick answers lower the limit and slow ones raise it to 45 s", () => {
  const listed = { ...shop, thinks: true };
  assert.equal(heardOf(100, 100).limit(listed, usual), 5_000);
  near(heardOf(100, 7_000).limit(listed, usual), 21_000);
  assert.equal(heardOf(100, 7_000).limit(shop, usual), usual);
  assert.equal(heardOf(100, 20_000).limit(listed, usual), 45_000);
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
