import assert from "node:assert/strict";
import test from "node:test";
import { openChats } from "./open-chats.ts";

const open = (count: number, person: (i: number) => string, tenant: string) =>
  Array.from({ length: count }, (_, i) => openChats(person(i), tenant)).flatMap((close) => close ?? []);

test("a tenant whose members follow as many chats as they can leaves room for its neighbours", () => {
  const loud = open(500, (i) => `loud ${i}`, "loud");
  const one = open(10, () => "one", "quiet");
  const others = open(100, (i) => `other ${i}`, "quiet");
  assert.deepEqual([loud.length, one.length, others.length], [60, 4, 56]);
  assert.equal(openChats("one", "third"), null, "a person has no more by being in another tenant");
  for (const close of [...loud, ...one, ...others]) close();
});

test("a stream that ends twice gives back one place", () => {
  const [first, ...rest] = open(4, () => "twice", "shop");
  first?.();
  first?.();
  assert.equal(open(4, () => "twice", "shop").length, 1);
  for (const close of rest) close();
});
