import assert from "node:assert/strict";
import test from "node:test";
import { ZodError } from "zod";
import { enabledModels } from "./order.ts";

const platform = (entries: unknown) => [{ tenantId: null, botId: null, entries }];

test("an order holds the models that are switched on, as they stand", () => {
  const entries = [
    { model: "b", enabled: true },
    { model: "c", enabled: false },
    { model: "a", enabled: true },
  ];
  assert.deepEqual(enabledModels(platform(entries), null), ["b", "a"]);
  assert.deepEqual(enabledModels([], null), []);
});

test("an order that the database holds in another shape is refused, not guessed at", () => {
  for (const entries of [{}, ["a"], [{ model: "a" }], [{ model: 1, enabled: true }], "a"]) {
    assert.throws(() => enabledModels(platform(entries), null), ZodError);
  }
});
