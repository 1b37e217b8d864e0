import assert from "node:assert/strict";
import test from "node:test";
import { candidateAt, compileChain } from "./chain.ts";
import type { Key } from "./types.ts";

const key = (id: string, more: Partial<Key> = {}): Key => ({
  id,
  label: id,
  last4: "abcd",
  project: `p-${id}`,
  ...more,
});
const compile = (of: Partial<Parameters<typeof compileChain>[0]> = {}) =>
  compileChain({ owner: "tenant", models: ["m1", "m2"], keys: [key("k1"), key("k2")], ...of });
const names = ({ candidates }: ReturnType<typeof compile>) =>
  candidates.map(({ model, key }) => `${model}/${key.id}`);

test("models come before keys, and keys of last resort after the others of their model", () => {
  const chain = compile({ keys: [key("k1", { lastResort: true }), key("k2"), key("k3")] });
  assert.deepEqual(names(chain), ["m1/k2", "m1/k3", "m1/k1", "m2/k2", "m2/k3", "m2/k1"]);
  assert.deepEqual(chain.runs, [2, 3, 5, 6]);
});

test("what is named twice counts once, at its first place", () => {
  const chain = compile({ models: ["m1", "m2", "m1"], keys: [key("k1"), key("k2"), key("k1")] });
  assert.deepEqual(names(chain), ["m1/k1", "m1/k2", "m2/k1", "m2/k2"]);
  assert.deepEqual(chain.runs, [2, 4]);
});

test("pairs that are known not to work are left out, and the chain keeps the rule", () => {
  const usable = (model: string, { id }: Key) => model !== "m1" || id !== "k1";
  const chain = compile({ usable });
  assert.deepEqual(names(chain), ["m1/k2", "m2/k1", "m2/k2"]);
  assert.equal(chain.usable, usable);
  assert.equal("usable" in compile(), false);
});

test("models that may think are marked, with every key", () => {
  const chain = compile({ thinkers: new Set(["m2"]) });
  assert.deepEqual(
    chain.candidates.map(({ thinks }) => thinks),
    [undefined, undefined, true, true],
  );
});

test("keys are taken in priority unless another order is named; a key of unknown project is a project of its own", () => {
  assert.equal(compile().order, "priority");
  assert.equal(compile({ order: "balanced" }).order, "balanced");
  const keys = [key("k1", { project: "p" }), key("k2", { project: "p" }), key("k3", { project: null })];
  const chain = compile({ keys });
  assert.deepEqual(
    chain.candidates.slice(0, 3).map(({ project }) => project),
    ["p", "p", "key:k3"],
  );
});

test("there is no candidate beyond the chain", () => {
  assert.equal(candidateAt(compile(), 3).key.id, "k2");
  assert.throws(() => candidateAt(compile(), 4), RangeError);
  assert.deepEqual(compile({ models: [] }).runs, []);
});
