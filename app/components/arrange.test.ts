import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { heldOf, inOrder, moved } from "./arrange.ts";

const id = (letter: string) => letter;
const list = ["a", "b", "c", "d"];

test("a moved item stands where it was put, the others keep their order", () => {
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

test("a move from where nothing is changes nothing", () => {
  assert.deepEqual(moved(list, -1, 0), list);
  assert.deepEqual(moved(list, 4, 0), list);
});

test("a list is put in the order of the ids, and twice makes no difference", () => {
  const once = inOrder(list, id, ["c", "a", "d", "b"]);
  assert.deepEqual(once, ["c", "a", "d", "b"]);
  assert.deepEqual(inOrder(once, id, ["c", "a", "d", "b"]), once);
});

test("what was added meanwhile comes last, what was removed meanwhile is not brought back", () => {
  assert.deepEqual(inOrder(["a", "new", "c"], id, ["c", "b", "a"]), ["c", "a", "new"]);
});

test("a held item knows where it came from, where it would go, and the list as it would be", () => {
  assert.deepEqual(heldOf(list, id, { id: "d", over: "b" }), {
    item: "d",
    from: 3,
    to: 1,
    arranged: ["a", "d", "b", "c"],
  });
});

test("over itself, or over what is gone, a held item would stay where it is", () => {
  for (const over of ["b", "gone"]) {
    const held = heldOf(list, id, { id: "b", over });
    assert.equal(held?.to, held?.from);
    assert.deepEqual(held?.arranged, list);
  }
});

test("an item that was removed while it was held is held no more", () => {
  assert.equal(heldOf(list, id, { id: "gone", over: "a" }), null);
});
