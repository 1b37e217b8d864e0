import assert from "node:assert/strict";
import test from "node:test";
import type { Active, Over } from "@dnd-kit/core";
import { announcementsOf } from "./sortable-announcements.ts";

const items = ["a", "b", "c"];
const said = (away: boolean) =>
  announcementsOf(
    items,
    (item) => item,
    (event, item, place) => `${item} ${event} ${place}`,
    away,
  );
const active = (id: string) => ({ id }) as Active;
const over = (id: string) => ({ id }) as Over;

test("what is lifted, passed, dropped and taken back is said with its place, counted from 1", () => {
  const words = said(true);
  assert.equal(words.onDragStart({ active: active("a") }), "a lifted 1");
  assert.equal(words.onDragOver({ active: active("a"), over: over("c") }), "a over 3");
  assert.equal(words.onDragEnd({ active: active("a"), over: over("b") }), "a dropped 2");
  assert.equal(words.onDragCancel({ active: active("b"), over: null }), "b cancelled 2");
});

test("dropped over nothing, it is back at its own place", () => {
  assert.equal(said(true).onDragEnd({ active: active("c"), over: null }), "c dropped 3");
});

test("over its own place nothing is said before it has left it, and its place once it comes back", () => {
  const event = { active: active("b"), over: over("b") };
  assert.equal(said(false).onDragOver(event), undefined);
  assert.equal(said(true).onDragOver(event), "b over 2");
  assert.equal(said(true).onDragOver({ active: active("b"), over: null }), undefined);
});

test("of an item that was removed while it was held nothing is said", () => {
  assert.equal(said(true).onDragEnd({ active: active("gone"), over: null }), undefined);
});
