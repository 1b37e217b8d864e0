import assert from "node:assert/strict";
import test from "node:test";
import { FairMap } from "./fair-map.ts";

/** The names that each owner still has, of those used. */
const kept = (map: FairMap<string>, owner: string, ...names: string[]) =>
  names.filter((name) => map.get(owner, name) !== undefined);

test("beyond the bound, the owner with most entries loses the one that it used longest ago", () => {
  const map = new FairMap<string>(4);
  const use = (owner: string, name: string) => map.use(owner, name, () => `${owner} ${name}`);
  use("shop", "a");
  for (const name of ["a", "b", "c"]) use("agency", name);
  assert.equal(use("agency", "a"), "agency a");
  use("agency", "d");
  assert.deepEqual(kept(map, "agency", "a", "b", "c", "d"), ["a", "c", "d"]);
  for (let i = 0; i < 100; i++) use("agency", `more ${i}`);
  assert.deepEqual(kept(map, "shop", "a"), ["a"]);
  assert.equal(map.size, 4);
});

test("what is there is not made again, and what is not there is not made by reading", () => {
  const map = new FairMap<object>(2);
  assert.equal(map.get("shop", "a"), undefined);
  const made = map.use("shop", "a", () => ({}));
  assert.equal(
    map.use("shop", "a", () => assert.fail("made twice")),
    made,
  );
  assert.equal(map.size, 1);
});

test("with as many owners as entries, the one used longest ago by the first of them goes", () => {
  const map = new FairMap<number>(2);
  for (const owner of ["a", "b", "c"]) map.use(owner, "m", () => 1);
  assert.deepEqual([map.get("a", "m"), map.get("b", "m"), map.get("c", "m"), map.size], [undefined, 1, 1, 2]);
});
