import assert from "node:assert/strict";
import test from "node:test";
import type { Liveness } from "#lib/live-config/acks.ts";
import { tellLive } from "./live-words.ts";

async function told(coming: Promise<Liveness>): Promise<[number, boolean][]> {
  const told: [number, boolean][] = [];
  await tellLive(coming, ({ live }, isLast) => told.push([live, isLast]));
  return told;
}
const workers = 2;

test("what all workers have is told once; where some are late, once more when they have it", async () => {
  assert.deepEqual(await told(Promise.resolve({ live: 2, workers })), [[2, true]]);
  const later = Promise.resolve({ live: 2, workers });
  assert.deepEqual(await told(Promise.resolve({ live: 1, workers, later })), [
    [1, false],
    [2, true],
  ]);
});

test("where the connection breaks, what was known last is the last word", async () => {
  assert.deepEqual(await told(Promise.reject(new Error("gone"))), []);
  const later = Promise.reject(new Error("gone"));
  assert.deepEqual(await told(Promise.resolve({ live: 1, workers, later })), [
    [1, false],
    [1, true],
  ]);
});
