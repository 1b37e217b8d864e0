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

test("lift, move, drop and cancel are announced with the place, counted from 1", () => {
  const words = said(true);
  assert.equal(words.onDragStart({ active: active("a") }), "a lifted 1");
  assert.equal(words.onDragOver({ active: active("a"), over: over("c") }), "a over 3");
  assert.equal(words.onDragEnd({ active: active("a"), over: over("b") }), "a dropped 2");
  assert.equal(words.onDragCancel({ active: active("b"), over: null }), "b cancelled 2");
});

test("an item dropped over nothing is announced at its own place", () => {
  assert.equal(said(true).onDragEnd({ active: active("c"), over: null }), "c dropped 3");
});

test("the own place is announced only after the item has left it and come back", () => {
  const event = { active: active("b"), over: over("b") };
  assert.equal(said(false).onDragOver(event), undefined);
  assert.equal(said(true).onDragOver(event), "b over 2");
  assert.equal(said(true).onDragOver({ active: active("b"), over: null }), undefined);
});

test("an item removed while it is dragged is not announced", () => {
  assert.equal(said(true).onDragEnd({ active: active("gone"), over: null }), undefined);
});
