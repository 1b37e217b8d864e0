import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { ModelEntry } from "#lib/models/order.ts";
import { onTop } from "./merge.ts";

const on = (...models: string[]): ModelEntry[] => models.map((model) => ({ model, enabled: true }));
const off = (model: string): ModelEntry => ({ model, enabled: false });
const names = (entries: readonly ModelEntry[]) => entries.map(({ model }) => model);

test("my order holds", () => {
  assert.deepEqual(names(onTop(on("c", "a", "b"), on("a", "b", "c"), on("b", "a", "c"))), ["c", "a", "b"]);
});

test("what I removed is not added back", () => {
  assert.deepEqual(names(onTop(on("a", "c"), on("a", "b", "c"), on("c", "b", "a"))), ["a", "c"]);
});

test("what they removed is gone", () => {
  assert.deepEqual(names(onTop(on("b", "a", "c"), on("a", "b", "c"), on("a", "c"))), ["a", "c"]);
});

test("what I added stays where I put it, what they added comes last", () => {
  assert.deepEqual(names(onTop(on("mine", "a"), on("a"), on("theirs", "a"))), ["mine", "a", "theirs"]);
});

test("what both of us added is there once", () => {
  assert.deepEqual(names(onTop(on("new", "a"), on("a"), on("a", "new"))), ["new", "a"]);
});

test("a model that they switched off stays off, unless I switched it myself", () => {
  assert.deepEqual(onTop(on("b", "a"), on("a", "b"), [off("a"), ...on("b")]), [...on("b"), off("a")]);
  assert.deepEqual(onTop([off("a")], on("a"), on("a")), [off("a")]);
  assert.deepEqual(onTop(on("a"), [off("a")], [off("a")]), on("a"));
});

test("whatever the two did: nothing removed comes back, nothing added is lost, nothing is there twice", () => {
  const order = fc
    .uniqueArray(fc.constantFrom(..."abcdef"), { maxLength: 6 })
    .chain((models) =>
      fc.tuple(...models.map((model) => fc.record({ model: fc.constant(model), enabled: fc.boolean() }))),
    );
  fc.assert(
    fc.property(order, order, order, (mine, base, theirs) => {
      const merged = names(onTop(mine, base, theirs));
      assert.equal(new Set(merged).size, merged.length);
      const [m, b, t] = [mine, base, theirs].map((each) => new Set(names(each)));
      for (const model of "abcdef") {
        const had = b?.has(model);
        const wanted = had ? m?.has(model) && t?.has(model) : m?.has(model) || t?.has(model);
        assert.equal(merged.includes(model), Boolean(wanted), model);
      }
    }),
  );
});
