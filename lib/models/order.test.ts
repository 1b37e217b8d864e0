import assert from "node:assert/strict";
import test from "node:test";

import { ZodError } from "zod";
import { effectiveList, enabledModels } from "./order.ts";

const list = (tenantId: string | null, botId: string | null, ...models: string[]) => ({
  tenantId,
  botId,
  entries: models.map((model) => ({ model: model.replace("-", ""), enabled: !model.startsWith("-") })),
});
const platform = list(null, null, "p");
const tenant = list("t", null, "t1", "-t2", "t3");
const bot = list("t", "b", "b1");

test("a bot's own list applies, else its tenant's, else the platform's, in any row order", () => {
  for (const lists of [
    [platform, tenant, bot],
    [bot, tenant, platform],
  ]) {
    assert.equal(effectiveList(lists, "b"), bot);
    assert.equal(effectiveList(lists, "another"), tenant);
    assert.equal(effectiveList(lists, null), tenant);
  }
  assert.equal(effectiveList([bot, platform], "another"), platform);
  assert.equal(effectiveList([bot, platform], null), platform);
  assert.equal(effectiveList([bot], null), undefined);
});

test("only enabled models are tried; without a list there are none", () => {
  assert.deepEqual(enabledModels([platform, tenant], null), ["t1", "t3"]);
  assert.deepEqual(enabledModels([], null), []);
});

test("a stored order of an unexpected shape is refused", () => {
  for (const entries of [{}, ["a"], [{ model: "a" }], [{ model: 1, enabled: true }], "a"]) {
    assert.throws(() => enabledModels([{ tenantId: null, botId: null, entries }], null), ZodError);
  }
});
