import assert from "node:assert/strict";
import test from "node:test";
import { Board, compileChain } from "#lib/fallback/index.ts";
import { spareChain } from "./spare.ts";

const now = Date.parse("2026-11-26T12:00:00Z");
const key = (id: string, owner?: string) => ({
  id,
  label: id,
  last4: "9f3c",
  project: id,
  ...(owner && { owner }),
});
const chain = compileChain({
  owner: "shop",
  models: ["a", "b"],
  keys: [key("one"), key("two"), key("lent", "host")],
});
const names = (of: typeof chain | null) =>
  of?.candidates.map(({ model, key: { id } }) => `${model} ${id}`) ?? [];

test("a chore has the tenant's own candidates in their order, none that is lent", () => {
  assert.deepEqual(names(spareChain(chain, new Board(), now)), ["a one", "a two", "b one", "b two"]);
  const lent = compileChain({ owner: "shop", models: ["a"], keys: [key("lent", "host")] });
  assert.equal(spareChain(lent, new Board(), now), null);
});

test("of a known limit half is left to the answers", () => {
  const board = new Board();
  const [first] = chain.candidates;
  assert.ok(first);
  const { quotas } = board;
  quotas.mergeLimits([{ ...first, window: "day", metric: "requests", limit: 10, at: now }]);
  for (let i = 0; i < 4; i++) quotas.begun(quotas.meterOf(first), now);
  assert.ok(names(spareChain(chain, board, now)).includes("a one"));
  quotas.begun(quotas.meterOf(first), now);
  assert.equal(names(spareChain(chain, board, now)).includes("a one"), false);
});
