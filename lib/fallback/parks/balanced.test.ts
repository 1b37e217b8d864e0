import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { boardOf, key, none, now } from "../fixtures/board.ts";
import type { Key } from "../types.ts";

const spread = async (keys: Key[], calls: number, models = ["m1"], limits: [string, number][] = []) => {
  const chain = compileChain({ owner: "tenant", models, keys, order: "balanced" });
  const board = boardOf();
  for (const [project, limit] of limits) {
    const pair = { owner: "tenant", project, model: "m1" };
    board.quotas.mergeLimits([{ ...pair, window: "minute", metric: "requests", limit, at: now }]);
  }
  const picked: string[] = [];
  for (let i = 0; i < calls; i++) {
    const index = board.pick(chain, now, none);
    await board.claim(chain, index, now);
    picked.push(`${chain.candidates[index]!.model}/${chain.candidates[index]!.key.id}`);
  }
  return picked;
};

test("balanced: the least used of a model's keys comes first, and priority decides between equals", async () => {
  const picked = await spread([key("k1"), key("k2"), key("k3")], 7, ["m1", "m2"]);
  assert.deepEqual(picked, ["m1/k1", "m1/k2", "m1/k3", "m1/k1", "m1/k2", "m1/k3", "m1/k1"]);
});

test("balanced: keys of one project share their use, and a wider limit takes more", async () => {
  const keys = [key("k1", "p1"), key("k2", "p1"), key("k3", "p2")];
  assert.deepEqual(await spread(keys, 4), ["m1/k1", "m1/k3", "m1/k1", "m1/k3"]);
  const limits: [string, number][] = [
    ["p1", 10],
    ["p2", 30],
  ];
  const picked = await spread(keys, 8, ["m1"], limits);
  assert.equal(picked.filter((name) => name === "m1/k3").length, 6);
});

test("balanced: keys of last resort stay behind the others, however little they are used", async () => {
  const keys = [{ ...key("paid"), lastResort: true }, key("k1"), key("k2")];
  const picked = await spread(
    keys,
    6,
    ["m1"],
    [
      ["key:k1", 2],
      ["key:k2", 2],
      ["key:paid", 9],
    ],
  );
  assert.deepEqual(picked, ["m1/k1", "m1/k2", "m1/k1", "m1/k2", "m1/paid", "m1/paid"]);
});
