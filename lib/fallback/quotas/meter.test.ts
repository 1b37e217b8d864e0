import assert from "node:assert/strict";
import test from "node:test";
import { Quotas } from "./quotas.ts";

const minute = Date.parse("2026-07-15T12:00:00Z");
const pair = { owner: "tenant", project: "p1", model: "m1" };

/** A project that served the given number of calls in the minute before `minute`. */
function proven(served: number) {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  const begin = (count: number, now: number) => {
    for (let i = 0; i < count; i++) quotas.begun(meter, now);
  };
  begin(served, minute - 60_000);
  meter.served(minute - 60_000);
  /** Number of calls that may be under way together in this minute, after `heard` calls were answered. */
  const ahead = (heard: number) => {
    begin(heard, minute);
    meter.served(minute);
    let silent = 0;
    while (meter.roomAt(minute) === "free" && silent < 1_000) {
      begin(1, minute);
      meter.silent = ++silent;
    }
    return silent;
  };
  return { quotas, meter, ahead };
}

test("a project of unknown limits gets Google's lowest limit at once", () => {
  assert.equal(proven(0).ahead(0), 10);
});

test("as many calls as it served in a minute are let through at once in the next", () => {
  assert.equal(proven(25).ahead(0), 25);
});

test("beyond that one call goes ahead, plus as many as were served beyond it", () => {
  assert.equal(proven(25).ahead(25), 1);
  assert.equal(proven(25).ahead(27), 2);
  assert.equal(proven(25).ahead(29), 4);
});

test("a project that served more than a free plan gives is on a paid one: half as many again go ahead", () => {
  assert.equal(proven(30).ahead(30), 1);
  assert.equal(proven(31).ahead(31), 16);
  assert.equal(proven(60).ahead(60), 30);
});

test("an edit forgets what was proven", () => {
  const { quotas, ahead } = proven(60);
  quotas.forget(pair.project, minute);
  assert.equal(ahead(0), 10);
});

test("with a known limit per minute nothing has to be proven", () => {
  const { meter, ahead } = proven(0);
  meter.limits = [{ ...pair, window: "minute", metric: "requests", limit: 100, at: minute }];
  assert.equal(ahead(0), 100);
});

test("an old limit is tried again: per minute after a day, per day after a week", () => {
  const hours = (count: number) => count * 3_600_000;
  for (const [window, trusted] of [
    ["minute", hours(24)],
    ["day", hours(7 * 24)],
  ] as const) {
    const { meter } = proven(0);
    const limited = (at: number) => {
      meter.limits = [{ ...pair, window, metric: "requests", limit: 0, at }];
      return meter.roomAt(minute);
    };
    assert.equal(limited(minute - trusted + 1), "over", window);
    assert.equal(limited(minute - trusted), "free", window);
    meter.triedUntil = minute + 1;
    assert.equal(limited(minute - trusted), "shut", `${window}, while one call finds out`);
  }
});

test("the share is of the fullest limit; without a limit per minute, of Google's lowest", () => {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  for (let i = 0; i < 5; i++) quotas.begun(meter, minute);
  assert.equal(meter.shareAt(minute), 5 / 10);
  const limit = { ...pair, metric: "requests", at: minute } as const;
  meter.limits = [{ ...limit, window: "minute", limit: 50 }];
  assert.equal(meter.shareAt(minute), 5 / 50);
  meter.limits = [...meter.limits, { ...limit, window: "day", limit: 20 }];
  assert.equal(meter.shareAt(minute), 5 / 20);
});
