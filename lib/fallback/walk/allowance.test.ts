import assert from "node:assert/strict";
import test from "node:test";
import { key, world } from "../fixtures/walking.ts";
import { google } from "../fixtures/world.ts";
import type { Candidate, Key } from "../types.ts";

const shared = (id: string): Key => ({ ...key(id), owner: "host", lastResort: true });
const keys = [key("own"), shared("s1"), shared("s2")];

/** Lets so many calls with shared keys through. */
function allowing(left: number) {
  const isShared = ({ owner }: Candidate) => owner === "host";
  return {
    left: () => left,
    take: (candidate: Candidate) => !isShared(candidate) || (left > 0 && left-- > 0),
    giveBack: (candidate: Candidate) => void (isShared(candidate) && left++),
  };
}

test("shared keys come after the owner's, and each call with one takes from the allowance", async () => {
  const { ask, names } = world({ "m1/own": google.daySpent(), "m1/s1": google.daySpent() }, { keys });
  const allowance = allowing(5);
  assert.equal((await ask({ allowance })).candidate?.key.id, "s2");
  assert.deepEqual(names(), ["m1/own", "m1/s1", "m1/s2"]);
  assert.equal(allowance.left(), 3);
});

test("without an allowance left no shared key is called, and the owner's go on with the next model", async () => {
  const { ask, names } = world({ "m1/own": google.daySpent() }, { keys });
  assert.equal((await ask({ allowance: allowing(0) })).candidate?.model, "m2");
  assert.deepEqual(names(), ["m1/own", "m2/own"]);
});

test("what is left is spent to the last call, and nothing is promised for the time when it is gone", async () => {
  const { ask, names } = world(
    { "m1/s1": google.daySpent(), "m1/s2": google.daySpent() },
    { models: ["m1"], keys: keys.slice(1) },
  );
  const result = await ask({ allowance: allowing(1) });
  assert.deepEqual(names(), ["m1/s1"]);
  assert.deepEqual([result.outcome, result.retryAt], ["exhausted", null]);
});

test("what one owner's admin made of an unknown error parks no key that others use", async () => {
  const { ask, board } = world({ "m1/s1": google.odd() }, { models: ["m1"], keys: [shared("s1")] });
  const learned = await ask();
  const fingerprint = learned.attempts.find(({ learned }) => learned?.fingerprint)?.learned?.fingerprint;
  assert.ok(fingerprint);
  await ask({ known: new Map([[fingerprint, "key_invalid"]]) });
  assert.deepEqual(
    board.all().filter(({ scope }) => scope === "key"),
    [],
  );
});

test("a shared key is not called to be faster", async () => {
  const { chain } = world({}, { keys });
  assert.deepEqual([...chain.owners], ["tenant", "host"]);
  assert.deepEqual(chain.runs, [1, 3, 4, 6], "balanced never prefers a shared key to an own one");
});
