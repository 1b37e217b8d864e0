import assert from "node:assert/strict";
import test from "node:test";
import { Quotas } from "./quotas.ts";

const minute = Date.parse("2026-07-15T12:00:00Z");
const pair = { owner: "tenant", project: "p1", model: "m1" };

/** A project that has served so many calls in the minute before `minute`. */
function proven(served: number) {
  const quotas = new Quotas();
  const meter = quotas.meterOf(pair);
  const begin = (count: number, now: number) => {
    for (let i = 0; i < count; i++) quotas.begun(meter, now);
  };
  begin(served, minute - 60_000);
  meter.served(minute - 60_000);
  /** Calls that may go out at once in this minute, once `heard` were answered, none of them answered yet. */
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

test("of a project of unknown limits the least that Google gives is let through at once", () => {
  assert.equal(proven(0).ahead(0), 10);
});

test("what it has served in a minute is let through at once in the next", () => {
  assert.equal(proven(25).ahead(0), 25);
});

test("beyond that one call goes ahead, and as many as were served beyond it", () => {
  assert.equal(proven(25).ahead(25), 1);
  assert.equal(proven(25).ahead(27), 2);
  assert.equal(proven(25).ahead(29), 4);
});

test("who served more than any free plan gives is on a paid one: half as many again go ahead", () => {
  assert.equal(proven(30).ahead(30), 1);
  assert.equal(proven(31).ahead(31), 16);
  assert.equal(proven(60).ahead(60), 30);
});

test("after an edit nothing is proven any more", () => {
  const { quotas, ahead } = proven(60);
  quotas.forget(pair.project, minute);
  assert.equal(ahead(0), 10);
});

test("a known limit per minute says itself what may go out: nothing has to be proven", () => {
  const { meter, ahead } = proven(0);
  meter.limits = [{ ...pair, window: "minute", metric: "requests", limit: 100, at: minute }];
  assert.equal(ahead(0), 100);
});

test("a limit that nobody has confirmed for long, a day for minutes and a week for days, is tried again", () => {
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

test("a share is of the fullest limit; without one per minute, of the least that Google gives", () => {
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
