import assert from "node:assert/strict";
import test from "node:test";
import { compileChain } from "../chain.ts";
import { Quotas } from "../quotas/quotas.ts";
import { RefusalCap } from "../quotas/refusal-cap.ts";
import type { CandidateState } from "./candidate-state.ts";
import { type Picking, pick, soonest } from "./pick.ts";

const now = Date.parse("2026-07-15T12:00:00Z");
const key = (id: string) => ({ id, label: id, last4: "abcd", project: id });
/** m1/k1, m1/k2, m2/k1, m2/k2 */
const chain = compileChain({ owner: "tenant", models: ["m1", "m2"], keys: [key("k1"), key("k2")] });
const refusalCap = new RefusalCap();

type State = "free" | "over" | "parked" | "doubtful" | number;
const park = (opensAt: number, isSuspect: boolean) =>
  ({ scope: "key", id: "k", owner: null, park: null, opensAt, closedUntil: opensAt, isSuspect }) as const;

/** A candidate's state; a number: unproven, with so many calls under way. */
function stateOf(state: State, i: number): CandidateState {
  const quotas = new Quotas();
  const pair = { owner: "tenant", project: `p${i}`, model: "m" };
  const meter = quotas.meterOf(pair);
  if (state === "over")
    quotas.mergeLimits([{ ...pair, window: "minute", metric: "requests", limit: 0, at: now }]);
  if (typeof state === "number") {
    for (let call = 0; call < 10; call++) quotas.begun(meter, now);
    meter.silent = state;
  }
  const slots =
    state === "doubtful"
      ? [park(now, true), park(now, true)]
      : state === "parked"
        ? [park(now + 1, false)]
        : [];
  return { slots, meter, bucket: refusalCap.bucketOf(`k${i}`) };
}

const picked = (states: State[], room: Picking["room"], excluded: number[] = []) =>
  pick(chain, states.map(stateOf), {
    now,
    refusalCap,
    room,
    excluded: Uint8Array.from([...excluded, 0, 0, 0, 0]),
  });

test("the first free candidate is picked; parked, doubtful, crowded and spent ones are not", () => {
  for (const room of ["patient", "free", "over"] as const) {
    assert.equal(picked(["free", "free", "free", "free"], room), 0);
    assert.equal(picked(["free", "free", "free", "free"], room, [1]), 1);
    assert.equal(picked([5, "free", "free", "free"], room), 1);
    assert.equal(picked(["parked", "doubtful", "over", "free"], room), 3);
    assert.equal(picked(["parked", "parked", "parked", "parked"], room), -1);
  }
});

test("a patient message waits for the least crowded key of the model rather than take another model", () => {
  assert.equal(picked([3, 2, "free", "free"], "patient"), 1);
  assert.equal(picked([2, 3, "free", "free"], "patient"), 0);
  assert.equal(picked([2, 2, "free", "free"], "patient"), 0);
  assert.equal(picked(["over", "over", 9, "over"], "patient"), 2);
  assert.equal(picked(["over", "over", "over", "over"], "patient"), -1);
  assert.equal(picked(["parked", "over", "free", "over"], "patient"), 2);
});

test("a message that is not patient takes another model at once, or nobody", () => {
  assert.equal(picked([3, 2, "free", "free"], "free"), 2);
  assert.equal(picked([3, 2, 4, "over"], "free"), -1);
});

test("if nobody is free, the least crowded is taken, else the first over its limit", () => {
  assert.equal(picked([3, 4, 2, "over"], "over"), 2);
  assert.equal(picked([2, 4, 3, "over"], "over"), 0);
  assert.equal(picked(["over", 4, "parked", "parked"], "over"), 1);
  assert.equal(picked(["over", "over", "over", "over"], "over"), 0);
  assert.equal(picked(["parked", "over", "over", "over"], "over"), 1);
});

test("the first candidate of two parks to probe comes before crowded and spent ones, and after every free one", () => {
  assert.equal(picked(["doubtful", "doubtful", "doubtful", "parked"], "over"), 0);
  assert.equal(picked(["over", "doubtful", "doubtful", 3], "over"), 1);
  assert.equal(picked(["doubtful", "doubtful", "free", "parked"], "over"), 2);
});

test("the soonest is the candidate whose last park ends first", () => {
  const states = [[9], [3, 5], [6], [2, Infinity]].map((ends) => ({
    ...stateOf("free", 0),
    slots: ends.map((ms) => park(now + ms, true)),
  }));
  const left = (...excluded: number[]) => soonest(states, Uint8Array.from([...excluded, 0, 0, 0, 0]), false);
  assert.equal(left(), now + 5);
  assert.equal(left(0, 1), now + 6);
  assert.equal(left(0, 1, 1), now + 9);
  assert.equal(left(1, 1, 1), null);
});
