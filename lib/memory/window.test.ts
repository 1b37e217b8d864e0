import assert from "node:assert/strict";
import test from "node:test";
import {
  exchangesOf,
  fitting,
  foldable,
  HISTORY_EXCHANGES,
  type Remembered,
  startOfTalk,
  tokensOf,
} from "./window.ts";

const said = (author: Remembered["author"], text: string, at = 0): Remembered => ({ author, text, at });
const words = (count: number) => Array.from({ length: count }, () => "bir").join(" ");
const sizes = { factor: 1 };

test("the newest messages that fit are sent; what does not fit is left out with all before it", () => {
  const talk = [said("user", "a"), said("bot", words(50)), said("user", "c"), said("bot", "d")];
  const enough = talk.reduce((sum, { text }) => sum + tokensOf(text, 1), 0);
  assert.deepEqual(fitting(talk, { tokens: enough, ...sizes }), talk);
  assert.deepEqual(fitting(talk, { tokens: enough - 1, ...sizes }), talk.slice(2));
  assert.deepEqual(fitting(talk, { tokens: enough, factor: 2 }), talk.slice(2), "by the corrected estimate");
  assert.deepEqual(fitting(talk, { tokens: 0, ...sizes }), []);
});

test("what is sent begins with a person's message", () => {
  const talk = [said("user", words(50)), said("bot", "b"), said("user", "c")];
  assert.deepEqual(fitting(talk, { tokens: 12, ...sizes }), talk.slice(2));
});

test("a question and its answer are one exchange; what was written without a model stands alone", () => {
  const talk = [
    said("user", "a", 1),
    said("bot", "b", 1),
    said("bot", "of the operator", 2),
    said("user", "c", 3),
  ];
  assert.deepEqual(exchangesOf(talk), [
    { question: "a", answer: "b", at: 1 },
    { answer: "of the operator", at: 2 },
    { question: "c", at: 3 },
  ]);
});

test("a new talk begins behind the last silence of that length, the one until now too", () => {
  const at = (...times: number[]) => times.map((time) => ({ at: time }));
  const idle = (now: number) => ({ idleMs: 100, now });
  assert.equal(startOfTalk(at(0, 50, 99), idle(150)), 0);
  assert.equal(startOfTalk(at(0, 100, 300, 310), idle(320)), 2);
  assert.equal(startOfTalk(at(0, 10), idle(110)), 2);
  assert.equal(startOfTalk(at(0, 1_000), { idleMs: 0, now: 9_000 }), 0, "0: it never ends by itself");
});

const exchanges = (count: number, text = "bir ikki") =>
  Array.from({ length: count }, (_, at) => ({ question: text, answer: text, at }));
const fold = (count: number, tokens: number, text?: string) =>
  foldable(exchanges(count, text), { tokens, factor: 1, idleMs: 0, now: count });

test("older exchanges are summed up when the rest would not fit, so many that it is not due again at once", () => {
  assert.equal(fold(10, 10_000), 0);
  const long = words(100);
  const each = 2 * tokensOf(long, 1);
  assert.equal(fold(7, each * 10, long), 0);
  const folded = fold(8, each * 10, long);
  assert.equal(8 - folded, 4);
  assert.equal(fold(8 - folded, each * 10, long), 0);
});

test("so they are before there are more than one statement reads, however short; the newest stays as it was", () => {
  const due = Array.from({ length: HISTORY_EXCHANGES }, (_, i) => i).find(
    (count) => fold(count, 100_000) > 0,
  );
  assert.ok(due && due < HISTORY_EXCHANGES);
  assert.equal(fold(1, 1, words(1_000)), 0);
  assert.equal(fold(3, 1, words(1_000)), 2);
});

test("all of a talk that has ended is summed up", () => {
  const talk = [...exchanges(3), { question: "yana", at: 1_000 }];
  assert.equal(foldable(talk, { tokens: 10_000, factor: 1, idleMs: 500, now: 1_000 }), 3);
});
