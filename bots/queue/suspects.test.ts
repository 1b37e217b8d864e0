// Which updates run when workers have died with them: innocent ones must get through, a poison must be found.
import assert from "node:assert/strict";
import test from "node:test";
import type { Claim, WaitingUpdate } from "./claims.ts";
import { MAX_TRIES, Suspects } from "./suspects.ts";

/** A claim of updates with these numbers of unfinished claims, this one included. */
const claimOf = (...tries: number[]) =>
  ({ waiting: tries.map((each, id) => ({ id, tries: each }) as WaitingUpdate) }) as Claim;
const plan = (suspects: Suspects, claim: Claim) => {
  const { now, later, pauseMs } = suspects.plan(claim);
  return { now: now.map(({ id }) => id), later: later.map(({ id }) => id), pauseMs };
};
const old = () => new Suspects(() => 1_000_000);

test("updates of up to three unfinished claims run as usual, up to the first suspect", () => {
  const suspects = old();
  assert.deepEqual(plan(suspects, claimOf()), { now: [], later: [], pauseMs: 0 });
  assert.deepEqual(plan(suspects, claimOf(3, 2, 1)), { now: [0, 1, 2], later: [], pauseMs: 0 });
  assert.deepEqual(plan(suspects, claimOf(3, 4, 1)), { now: [0], later: [1, 2], pauseMs: 0 });
});

test("suspects run one at a time at first; each that ends lets twice as many run", () => {
  const suspects = old();
  const claims = Array.from({ length: 8 }, () => claimOf(4, 1));
  const admitted = () => claims.filter((claim) => plan(suspects, claim).now.length > 0).length;
  assert.equal(admitted(), 1);
  assert.deepEqual(plan(suspects, claims[1]!), { now: [], later: [0, 1], pauseMs: 1_000 });
  suspects.ended(claims[0]!);
  assert.equal(admitted(), 2);
  suspects.ended(claims[0]!);
  suspects.ended(claims[1]!);
  assert.equal(admitted(), 8);
});

test("what never was a suspect's end changes nothing", () => {
  const suspects = old();
  suspects.ended(claimOf(1));
  assert.equal(plan(suspects, claimOf(4)).now.length, 1);
  assert.equal(plan(suspects, claimOf(4)).now.length, 0);
});

test("after six unfinished claims a suspect runs with no other suspect beside it", () => {
  const suspects = old();
  const group = claimOf(6);
  const lone = claimOf(7);
  assert.equal(plan(suspects, group).now.length, 1);
  assert.equal(plan(suspects, lone).now.length, 0);
  suspects.ended(group);
  assert.equal(plan(suspects, lone).now.length, 1);
  for (const other of [claimOf(4), claimOf(7)]) assert.equal(plan(suspects, other).now.length, 0);
  suspects.ended(lone);
  assert.equal(plan(suspects, claimOf(4)).now.length, 1);
});

test("a worker must have lived longer before each death alone, so that a crash loop proves nothing", () => {
  let lived = 0;
  for (const [tries, quiet] of [
    [7, 5_000],
    [8, 20_000],
    [9, 60_000],
  ] as const) {
    const suspects = new Suspects(() => lived);
    lived = quiet - 1;
    assert.deepEqual(plan(suspects, claimOf(tries)), { now: [], later: [0], pauseMs: 1_000 });
    lived = 0;
    assert.equal(plan(suspects, claimOf(tries)).pauseMs, quiet);
    lived = quiet;
    assert.equal(plan(suspects, claimOf(tries)).now.length, 1);
  }
  assert.equal(MAX_TRIES, 9);
});

test("beyond that an update is passed on to be given up, however young the worker is", () => {
  const suspects = new Suspects(() => 0);
  assert.deepEqual(plan(suspects, claimOf(10, 1)), { now: [0], later: [1], pauseMs: 0 });
});
