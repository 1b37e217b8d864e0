import assert from "node:assert/strict";
import test from "node:test";
import { draftOf } from "./prompt-draft.ts";

test("an unchanged text is neither unsaved nor in conflict", () => {
  const standing = draftOf({ text: "a", base: "a", held: "a" });
  assert.deepEqual(standing, { dirty: false, conflict: false, adopt: false });
});

test("a typed text is unsaved, and the stored text does not replace it", () => {
  const standing = draftOf({ text: "mine", base: "a", held: "a" });
  assert.deepEqual(standing, { dirty: true, conflict: false, adopt: false });
});

test("a colleague's text is taken over where nothing was typed", () => {
  const standing = draftOf({ text: "a", base: "a", held: "theirs" });
  assert.deepEqual(standing, { dirty: false, conflict: false, adopt: true });
});

test("a colleague's new text and an unsaved one are a conflict: neither replaces the other", () => {
  const standing = draftOf({ text: "mine", base: "a", held: "theirs" });
  assert.deepEqual(standing, { dirty: true, conflict: true, adopt: false });
});

test("a text whose save succeeded but whose answer was lost counts as saved", () => {
  const standing = draftOf({ text: "mine", base: "a", held: "mine" });
  assert.deepEqual(standing, { dirty: false, conflict: false, adopt: true });
});
