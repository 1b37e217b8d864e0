import assert from "node:assert/strict";
import test from "node:test";
import { draftKey, dropDraft, keepDraft, readDraft } from "./drafts.ts";

function storage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}
const DAY_MS = 86_400_000;
const key = draftKey("person:main", "prompt:1");

test("a draft is kept with what it was made from, until it is dropped", () => {
  const store = storage();
  const draft = { typed: { prompt: "new" }, from: { prompt: "old" } };
  keepDraft(store, key, draft, 1_000);
  assert.deepEqual(readDraft(store, key, 2_000), { ...draft, at: 1_000 });
  dropDraft(store, key);
  assert.equal(store.items.size, 0);
});

test("another person, another workspace and another form have drafts of their own", () => {
  const store = storage();
  keepDraft(store, key, { typed: { prompt: "new" }, from: {} });
  for (const other of [draftKey("other:main", "prompt:1"), draftKey("person:main", "prompt:2")])
    assert.equal(readDraft(store, other), null);
});

test("a draft of a month ago is removed", () => {
  const store = storage();
  keepDraft(store, key, { typed: { prompt: "new" }, from: {} }, 0);
  assert.ok(readDraft(store, key, 30 * DAY_MS - 1));
  assert.equal(readDraft(store, key, 30 * DAY_MS), null);
  assert.equal(store.items.size, 0);
});

test("what is no draft, and a storage that refuses, are no draft and no error", () => {
  const store = storage();
  for (const junk of ["{", "null", "[]", '{"typed":1}', '{"typed":{},"from":[],"at":1}']) {
    store.setItem(key, junk);
    assert.equal(readDraft(store, key), null);
  }
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const refusing = { getItem: refuse, setItem: refuse, removeItem: refuse };
  assert.equal(readDraft(refusing, key), null);
  keepDraft(refusing, key, { typed: { prompt: "new" }, from: {} });
  dropDraft(refusing, key);
});
