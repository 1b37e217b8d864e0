import assert from "node:assert/strict";
import test from "node:test";
import { listPriceOf } from "#lib/prices/list-prices.ts";
import { moved } from "../../components/arrange.ts";
import { effectOf, replaced } from "./effect.ts";

const flash = { model: "gemini-2.5-flash", enabled: true };
const lite = { model: "gemini-2.5-flash-lite", enabled: true };
const pro = { model: "gemini-2.5-pro", enabled: true };
const off = { model: "gemini-2.0-flash", enabled: false };
const order = [flash, off, lite, pro];

test("a model lifted to the top is tried first, and says what that costs", () => {
  const effect = effectOf(order, moved(order, 3, 0), pro.model, listPriceOf);
  assert.equal(effect.kind === "first" && effect.model, pro.model);
  assert.equal(effect.kind === "first" && effect.ratio?.toFixed(1), "4.0");
});

test("the first model taken down names the one that would be first instead", () => {
  const effect = effectOf(order, moved(order, 0, 3), flash.model, listPriceOf);
  assert.equal(effect.kind === "first" && effect.model, lite.model);
});

test("elsewhere it is tried when the one before it fails, those that are off not counted", () => {
  assert.deepEqual(effectOf(order, moved(order, 3, 2), pro.model, listPriceOf), {
    kind: "after",
    model: pro.model,
    before: flash.model,
  });
});

test("a move past a model that is off, or of one, changes nothing", () => {
  assert.deepEqual(effectOf(order, moved(order, 2, 1), lite.model, listPriceOf), { kind: "same" });
  assert.deepEqual(effectOf(order, moved(order, 1, 0), off.model, listPriceOf), {
    kind: "off",
    model: off.model,
  });
});

test("a retired model's successor takes its place; where it is there already, the model just leaves", () => {
  const newer = "gemini-3.8-flash";
  assert.deepEqual(replaced(order, off.model, newer), [flash, { model: newer, enabled: false }, lite, pro]);
  assert.deepEqual(replaced(order, flash.model, lite.model), [off, lite, pro]);
});
