import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { draggedOf, inOrder, moved } from "./arrange.ts";

const id = (letter: string) => letter;
const list = ["a", "b", "c", "d"];

test("a moved item is at its new place, the others keep their order", () => {
  assert.deepEqual(moved(list, 3, 0), ["d", "a", "b", "c"]);
  assert.deepEqual(moved(list, 0, 3), ["b", "c", "d", "a"]);
  assert.deepEqual(moved(list, 1, 2), ["a", "c", "b", "d"]);
  const index = fc.nat(3);
  fc.assert(
    fc.property(index, index, (from, to) => {
      const after = moved(list, from, to);
      assert.equal(after[to], list[from]);
      assert.deepEqual(
        after.filter((item) => item !== list[from]),
        list.filter((_, i) => i !== from),
      );
    }),
  );
});

test("a move from a place without an item changes nothing", () => {
  assert.deepEqual(moved(list, -1, 0), list);
  assert.deepEqual(moved(list, 4, 0), list);
});

test("ordering a list by ids is idempotent", () => {
  const once = inOrder(list, id, ["c", "a", "d", "b"]);
  assert.deepEqual(once, ["c", "a", "d", "b"]);
  assert.deepEqual(inOrder(once, id, ["c", "a", "d", "b"]), once);
});

test("items added meanwhile come last, items removed meanwhile stay removed", () => {
  assert.deepEqual(inOrder(["a", "new", "c"], id, ["c", "b", "a"]), ["c", "a", "new"]);
});

test("a dragged item has its origin, its target and the resulting list", () => {
  assert.deepEqual(draggedOf(list, id, { id: "d", over: "b" }), {
    item: "d",
    from: 3,
    to: 1,
    arranged: ["a", "d", "b", "c"],
  });
});

test("an item dragged over itself or over a removed item keeps its place", () => {
  for (const over of ["b", "gone"]) {
    const held = draggedOf(list, id, { id: "b", over });
    assert.equal(held?.to, held?.from);
    assert.deepEqual(held?.arranged, list);
  }
});

test("an item removed while it is dragged is not dragged any more", () => {
  assert.equal(draggedOf(list, id, { id: "gone", over: "a" }), null);
});
