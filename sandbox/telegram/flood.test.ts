import assert from "node:assert/strict";
import test from "node:test";
import { Flood, floodLimits } from "./flood.ts";
import type { Chat, TelegramError } from "./types.ts";

const limits = floodLimits();
const person: Chat = { id: 7, type: "private" };
const group: Chat = { id: -5, type: "supergroup" };

/** Null if accepted, else the seconds to wait. */
function attempt(flood: Flood, chat: Chat, kind: "send" | "edit", now: number): number | null {
  try {
    flood.count(limits, chat, kind, now);
    return null;
  } catch (error) {
    return (error as TelegramError).parameters!.retry_after as number;
  }
}

const times = (count: number, once: () => number | null) => Array.from({ length: count }, once);

test("a private chat accepts a burst, then one message per second", () => {
  const flood = new Flood();
  assert.deepEqual(
    times(11, () => attempt(flood, person, "send", 1000)),
    [...Array(10).fill(null), 1],
  );
  assert.equal(attempt(flood, person, "send", 2000), null);
  assert.equal(attempt(flood, person, "send", 2000), 1);
});

test("a group accepts 20 messages and edits per minute, independent of other chats", () => {
  const flood = new Flood();
  assert.deepEqual(
    times(15, () => attempt(flood, group, "edit", 1000)),
    Array(15).fill(null),
  );
  assert.deepEqual(
    times(5, () => attempt(flood, group, "send", 31_000)),
    Array(5).fill(null),
  );
  assert.equal(attempt(flood, group, "edit", 31_000), 30);
  assert.equal(attempt(flood, person, "send", 31_000), null);
  assert.equal(attempt(flood, group, "edit", 61_001), null);
});

test("a bot can send 30 messages per second in total", () => {
  const flood = new Flood();
  let id = 100;
  const send = () => attempt(flood, { id: id++, type: "private" }, "send", 5000);
  assert.deepEqual(times(31, send), [...Array(30).fill(null), 1]);
});
