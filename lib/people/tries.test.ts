import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { AppError } from "../errors.ts";
import { countTry, forgetTries } from "./tries.ts";

const minute = 60_000;
const now = Date.parse("2026-11-23T12:00:00Z");

/** @returns how many minutes to wait; 0 if the try was allowed and counted */
function waitOf(limits: Record<string, number>, at: number): number {
  try {
    countTry(limits, at);
    return 0;
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === "too_many_tries");
    return Number(error.values.minutes);
  }
}

test("a key at its limit has to wait until its first try is 15 minutes old", () => {
  const key = randomUUID();
  assert.equal(waitOf({ [key]: 2 }, now), 0);
  assert.equal(waitOf({ [key]: 2 }, now + 4 * minute), 0);
  assert.equal(waitOf({ [key]: 2 }, now + 5 * minute), 10);
  assert.equal(waitOf({ [key]: 2 }, now + 15 * minute - 1), 1);
  assert.equal(waitOf({ [key]: 2 }, now + 15 * minute), 0);
  // This try counts, and so does the one from minute four.
  assert.equal(waitOf({ [key]: 2 }, now + 16 * minute), 3);
});

test("a refused try is not counted under any of its keys", () => {
  const [full, other] = [randomUUID(), randomUUID()];
  countTry({ [full]: 1 }, now);
  for (let i = 0; i < 3; i++) assert.equal(waitOf({ [other]: 2, [full]: 1 }, now + 1), 15);
  assert.equal(waitOf({ [other]: 1 }, now + 1), 0);
});

test("forgotten tries do not count; those of other keys still do", () => {
  const [right, other] = [randomUUID(), randomUUID()];
  countTry({ [right]: 1, [other]: 1 }, now);
  forgetTries(right);
  assert.equal(waitOf({ [right]: 1 }, now), 0);
  assert.equal(waitOf({ [other]: 1 }, now), 15);
});

test("memory is bounded: with too many keys the expired ones are dropped first, then all", () => {
  const kept = randomUUID();
  const later = now + 20 * minute;
  for (let i = 0; i < 50_001; i++) countTry({ [`old ${i} ${kept}`]: 1 }, now);
  countTry({ [kept]: 1 }, later);
  assert.equal(waitOf({ [kept]: 1 }, later), 15);
  for (let i = 0; i < 50_001; i++) countTry({ [`new ${i} ${kept}`]: 1 }, later);
  assert.equal(waitOf({ [kept]: 1 }, later), 0);
});
