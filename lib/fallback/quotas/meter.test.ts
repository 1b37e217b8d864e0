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

test("only a limit of requests per minute says how many may go ahead", () => {
  const limit = { ...pair, limit: 1000, at: minute } as const;
  for (const [window, metric, ahead] of [
    ["minute", "requests", 1000],
    ["minute", "tokens", 10],
    ["day", "requests", 10],
    ["day", "tokens", 10],
  ] as const) {
    const { meter, ahead: goAhead } = proven(0);
    meter.limits = [{ ...limit, window, metric }];
    assert.equal(goAhead(0), ahead, `${window} ${metric}`);
  }
});

test("a limit is over by the counts of its own window and metric; the share goes by the fullest", () => {
  const { quotas, meter } = proven(0);
  for (let i = 0; i < 5; i++) quotas.begun(meter, minute - 60_000);
  quotas.spent(meter, 80, minute);
  const limit = { ...pair, at: minute } as const;
  for (const [window, metric, most, isOver, share] of [
    ["day", "requests", 5, true, 1],
    ["day", "requests", 10, false, 0.5],
    ["minute", "requests", 5, false, 0],
    ["minute", "tokens", 80, true, 1],
    ["minute", "tokens", 100, false, 0.8],
    ["day", "tokens", 160, false, 0.5],
  ] as const) {
    const known = { ...limit, window, metric, limit: most };
    meter.limits = [known];
    assert.deepEqual(
      [meter.isOver(known, minute), meter.shareAt(minute)],
      [isOver, share],
      `${window} ${metric}`,
    );
  }
});

test("calls that have not spoken yet prove nothing", () => {
  const { quotas, meter, ahead } = proven(0);
  for (let i = 0; i < 25; i++) quotas.begun(meter, minute - 60_000);
  meter.silent = 5;
  meter.served(minute - 60_000);
  meter.silent = 0;
  assert.equal(ahead(0), 20);
});
