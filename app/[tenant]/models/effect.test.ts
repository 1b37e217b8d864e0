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

test("a model moved to the top is tried first, and its price is compared with that of the first one now", () => {
  const effect = effectOf(order, moved(order, 3, 0), pro.model, listPriceOf);
  assert.equal(effect.kind === "first" && effect.model, pro.model);
  assert.equal(effect.kind === "first" && effect.instead, flash.model);
  assert.equal(effect.kind === "first" && effect.ratio?.toFixed(1), "4.0");
});

test("moving the first model down names the model that would be first instead", () => {
  const effect = effectOf(order, moved(order, 0, 3), flash.model, listPriceOf);
  assert.equal(effect.kind === "first" && effect.model, lite.model);
});

test("at any other place it is tried when the enabled model before it fails", () => {
  assert.deepEqual(effectOf(order, moved(order, 3, 2), pro.model, listPriceOf), {
    kind: "after",
    model: pro.model,
    before: flash.model,
  });
});

test("moving past a disabled model, or moving a disabled model, changes nothing", () => {
  assert.deepEqual(effectOf(order, moved(order, 2, 1), lite.model, listPriceOf), { kind: "same" });
  assert.deepEqual(effectOf(order, moved(order, 1, 0), off.model, listPriceOf), {
    kind: "off",
    model: off.model,
  });
});

test("a successor takes the place of the retired model; if it is in the list already, the model is just removed", () => {
  const newer = "gemini-3.8-flash";
  assert.deepEqual(replaced(order, off.model, newer), [flash, { model: newer, enabled: false }, lite, pro]);
  assert.deepEqual(replaced(order, flash.model, lite.model), [off, lite, pro]);
});
