// Which updates run when workers have died with them: innocent ones must get through, a poison must be found.
import assert from "node:assert/strict";
import test from "node:test";
import type { Claim, WaitingUpdate } from "./claims.ts";
import { MAX_LONE_DEATHS, Suspects } from "./suspects.ts";

/** A claim of updates with these numbers of unfinished claims, this one included. */
const claimOf = (...tries: number[]) =>
  ({ waiting: tries.map((each, id) => ({ id, tries: each, lone: 0 }) as WaitingUpdate) }) as Claim;
/** A claim of one update that runs alone, after this many deaths alone. */
const loneClaim = (lone: number) => ({ waiting: [{ id: 0, tries: 30, lone }] }) as unknown as Claim;
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
  for (const [lone, quiet] of [5_000, 20_000, 60_000].entries()) {
    const suspects = new Suspects(() => lived);
    lived = quiet - 1;
    assert.deepEqual(plan(suspects, loneClaim(lone)), { now: [], later: [0], pauseMs: 1_000 });
    lived = 0;
    assert.equal(plan(suspects, loneClaim(lone)).pauseMs, quiet);
    lived = quiet;
    assert.equal(suspects.plan(loneClaim(lone)).alone, true);
  }
  assert.equal(MAX_LONE_DEATHS, 3);
});

test("after the last death alone an update is passed on to be given up, however young the worker is", () => {
  const suspects = new Suspects(() => 0);
  assert.deepEqual(plan(suspects, loneClaim(3)), { now: [0], later: [], pauseMs: 0 });
});

test("unfinished claims alone give up no update, however many", () => {
  assert.equal(new Suspects(() => 0).plan(claimOf(1_000)).now.length, 0);
  assert.equal(old().plan(claimOf(1_000)).alone, true);
});

test("slow suspects of one tenant hold up another tenant's for ten seconds at most; one that runs alone until its end", () => {
  let lived = 5_000;
  const suspects = new Suspects(() => lived);
  const of = (tenantId: string, tries: number) => ({ ...claimOf(tries), tenantId }) as Claim;
  const admits = (claim: Claim) => plan(suspects, claim).now.length > 0;
  assert.equal(admits(of("a", 4)), true);
  lived += 9_999;
  assert.equal(admits(of("b", 4)), false);
  lived += 1;
  assert.equal(admits(of("b", 7)), false, "not alone");
  assert.equal(admits(of("b", 4)), true);
  assert.equal(admits(of("b", 4)), false);
  const two = new Suspects(() => lived);
  const lone = of("a", 7);
  assert.equal(two.plan(lone).alone, true);
  lived += 60_000;
  assert.equal(two.plan(of("b", 4)).now.length, 0);
  two.ended(lone);
  assert.equal(two.plan(of("b", 4)).now.length, 1);
});

test("no suspect runs in a worker's first two seconds; what is none does", () => {
  let lived = 1_999;
  const suspects = new Suspects(() => lived);
  assert.deepEqual(plan(suspects, claimOf(4, 1)), { now: [], later: [0, 1], pauseMs: 1_000 });
  assert.deepEqual(plan(suspects, claimOf(3)).now, [0]);
  lived = 2_000;
  assert.deepEqual(plan(suspects, claimOf(4)).now, [0]);
});
