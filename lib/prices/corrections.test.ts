import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant, createUser } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { getModels } from "../models/list.ts";
import { saveModels } from "../models/save.ts";
import { correctedPrices, setPrice } from "./corrections.ts";
import { costOf, dollarsOf, sumOf } from "./cost.ts";
import { costRatio, listPriceOf, type Price, priceOf } from "./list-prices.ts";

const flash = "gemini-2.5-flash";
const own: Price = { input: 0.25, output: 1 };
const usage = { inputTokens: 1_000, outputTokens: 100 };
const none = new Map<string, Price>();

async function shop(): Promise<Context> {
  const actorId = await createUser({ name: "Aziza" });
  return { ...(await createTenant()), role: "admin", actorId };
}
test("an attempt's cost uses the corrected price if there is one, else the list price", () => {
  const ok = { model: flash, class: "ok", usage } as const;
  assert.equal(costOf(ok, none), 0.3 * 1_000 + 2.5 * 100);
  assert.equal(costOf(ok, new Map([[flash, own]])), 0.25 * 1_000 + 100);
  assert.equal(costOf({ ...ok, class: "overloaded" }, none), 550);
});

test("a correction also applies to numbered versions of the model without their own correction", () => {
  const corrected = new Map([[flash, own]]);
  assert.deepEqual(priceOf(`${flash}-001`, corrected), own);
  const both = new Map([...corrected, [`${flash}-001`, { input: 9, output: 9 }]]);
  assert.equal(priceOf(`${flash}-001`, both)?.input, 9);
});

test("without a price, or without token counts of an answer, the cost is unknown", () => {
  assert.equal(costOf({ model: "gemini-99", class: "ok", usage }, none), null);
  assert.equal(costOf({ model: "constructor", class: "ok", usage }, none), null);
  assert.equal(costOf({ model: flash, class: "ok", usage: null }, none), null);
  assert.equal(costOf({ model: "gemini-99", class: "rate_minute", usage: null }, none), 0);
});

test("an alias has the price of the version behind it, unless the alias itself was corrected", () => {
  const alias = "gemini-flash-latest";
  const ok = { model: alias, modelVersion: flash, class: "ok", usage } as const;
  assert.equal(costOf(ok, none), 0.3 * 1_000 + 2.5 * 100);
  assert.equal(costOf(ok, new Map([[alias, own]])), 0.25 * 1_000 + 100);
  assert.equal(costOf({ ...ok, modelVersion: null }, none), null);
});

test("open models cost nothing, but a model that only has their name in its own is unknown", () => {
  assert.equal(costOf({ model: "gemma-4-31b-it", class: "ok", usage }, none), 0);
  assert.equal(listPriceOf("tuned-gemma-4-31b-it"), null);
});

test("a cost is rounded to the nearest millionth", () => {
  const cheap = new Map([[flash, { input: 0.0004, output: 0 }]]);
  const cost = (inputTokens: number) =>
    costOf({ model: flash, class: "ok", usage: { inputTokens, outputTokens: 0 } }, cheap);
  assert.deepEqual([cost(1_000), cost(1_500)], [0, 1]);
});

test("a cost ratio weighs input to output tokens 3:1; there is no ratio to a free model", () => {
  const reading = { input: 1, output: 0 };
  assert.equal(costRatio(reading, { input: 0, output: 3 }), 1);
  assert.equal(costRatio(reading, { input: 2, output: 0 }), 2);
  assert.equal(costRatio({ input: 0, output: 0 }, reading), null);
  assert.deepEqual([costRatio(null, reading), costRatio(reading, null)], [null, null]);
});

test("a list price is above zero, and output costs more than input", () => {
  const gemini = ["4-argon", "3.8-flash", "3.6-flash", "3.5-flash-lite", "3.1-flash-lite", "3.1-pro-preview"];
  const older = ["3-pro-preview", "3-flash-preview", "3.1-flash-lite-preview", "2.5-pro", "2.5-flash"];
  const oldest = ["2.5-flash-lite", "2.0-flash", "2.0-flash-lite"];
  for (const name of [...gemini, ...older, ...oldest]) {
    const price = listPriceOf(`gemini-${name}`);
    assert.ok(price && price.input > 0 && price.output > price.input && price.output < 100, name);
  }
});

test("a model that has more after a version's number is another one", () => {
  assert.equal(listPriceOf(`${flash}-001-preview`), null);
});

test("stored costs are millionths of a dollar; an unknown one stays unknown", () => {
  assert.deepEqual([dollarsOf(1_500_000n), dollarsOf(0), dollarsOf(null)], [1.5, 0, null]);
});

test("only a three-digit suffix or -latest counts as a version of a model", () => {
  assert.deepEqual(listPriceOf(`${flash}-latest`), listPriceOf(flash));
  assert.equal(listPriceOf("gemini-2.5-flash-7"), null);
});

test("a price may be from 0 to 10,000 dollars", async () => {
  const context = await shop();
  await setPrice(context, flash, { input: 0, output: 10_000 });
  await assert.rejects(setPrice(context, flash, { input: 0, output: 10_001 }), hasCode("invalid"));
});

test("a sum with an unknown cost is unknown; the sum of no attempts is 0", () => {
  assert.equal(sumOf([1, 2, 0]), 3);
  assert.equal(sumOf([1, null]), null);
  assert.equal(sumOf([]), 0);
});

test("a correction appears in the worker's snapshot and on the page with its author; a reset removes it", async () => {
  const context = await shop();
  await saveModels(context, { botId: null, version: 0, entries: [{ model: flash, enabled: true }] });
  const version = await setPrice(context, ` models/${flash}`, own);
  const snapshot = await loadTenant(context.tenantId);
  assert.equal(snapshot?.version, version);
  assert.deepEqual(snapshot?.prices.get(flash), own);
  const [shown] = (await getModels(context, null)).models;
  assert.deepEqual([shown?.price, shown?.corrected?.by], [own, "Aziza"]);

  await setPrice(context, flash, { input: 0, output: 0 });
  await setPrice(context, flash, null);
  const [reset] = (await getModels(context, null)).models;
  assert.deepEqual([reset?.price, reset?.corrected], [listPriceOf(flash), null]);
  assert.equal((await loadTenant(context.tenantId))?.prices.size, 0);
  const audits = await db.audit.findMany({
    where: { tenantId: context.tenantId, target: flash },
    orderBy: { id: "asc" },
  });
  assert.deepEqual(
    audits.map(({ action, detail }) => [action, detail]),
    [
      ["price.correct", own],
      ["price.correct", { input: 0, output: 0 }],
      ["price.reset", null],
    ],
  );
});

test("each tenant has its own prices", async () => {
  const [mine, other] = [await shop(), await shop()];
  await setPrice(mine, flash, own);
  await setPrice(other, flash, { input: 7, output: 8 });
  await setPrice(other, flash, null);
  assert.equal((await correctedPrices(other)).prices.size, 0);
  assert.deepEqual((await correctedPrices(mine)).prices.get(flash), own);
});

test("a tenant can correct at most 200 prices; existing ones can still be changed, and other tenants have their own limit", async () => {
  const [full, other] = [await shop(), await shop()];
  const { tenantId } = full;
  const updatedAt = new Date();
  await db.price.createMany({
    data: Array.from({ length: 200 }, (_, i) => ({ tenantId, model: `m${i}`, ...own, updatedAt })),
  });
  await assert.rejects(setPrice(full, flash, own), hasCode("invalid"));
  await setPrice(full, "m7", { input: 3, output: 4 });
  assert.deepEqual((await correctedPrices(full)).prices.get("m7"), { input: 3, output: 4 });
  await setPrice(other, flash, own);
});

test("only admins can correct prices, and only to valid prices of valid models", async () => {
  const context = await shop();
  await assert.rejects(setPrice({ ...context, role: "operator" }, flash, own), hasCode("forbidden"));
  for (const input of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
    await assert.rejects(setPrice(context, flash, { input, output: 1 }), hasCode("invalid"));
  }
  await assert.rejects(setPrice(context, "not a name", own), hasCode("model_unknown"));
  assert.equal(await db.audit.count({ where: { tenantId: context.tenantId } }), 0);
});
