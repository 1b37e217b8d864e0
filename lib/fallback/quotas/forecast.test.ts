import assert from "node:assert/strict";
import test from "node:test";
import { spanOf } from "../../gemini/clocks.ts";
import { forecasts } from "./forecast.ts";
import type { Limit } from "./meter.ts";
import type { Count } from "./tally.ts";

const at = (time: string) => Date.parse(`2026-07-15T${time}Z`);
const pair = { owner: "tenant", project: "p1", model: "m1" };
const perDay: Limit = { ...pair, window: "day", metric: "requests", limit: 250, at: at("07:00:00") };
const count = (window: Count["window"], startsAt: number, requests: number, worker = "a"): Count => ({
  ...pair,
  worker,
  window,
  startsAt,
  requests,
  refused: 0,
  tokens: requests * 100,
});

test("a day's forecast: used by all workers, when it resets, and when it runs out at the last hour's pace", () => {
  const midnight = at("07:00:00");
  const counts = [
    count("day", midnight, 150, "a"),
    count("day", midnight, 62, "b"),
    count("hour", at("19:00:00"), 15, "a"),
    count("hour", at("19:00:00"), 4, "b"),
    count("hour", at("18:00:00"), 38),
    count("hour", at("17:00:00"), 1000),
    count("day", midnight - 24 * 3_600_000, 9999),
    { ...count("day", midnight, 777), model: "m2" },
  ];
  // 38 in the last hour: 19 since 19:00, and half of the 38 from 18:00 to 19:00.
  assert.deepEqual(forecasts([perDay], counts, at("19:30:00"), spanOf), [
    {
      project: "p1",
      model: "m1",
      window: "day",
      metric: "requests",
      used: 212,
      limit: 250,
      resetsAt: midnight + 24 * 3_600_000,
      runsOutAt: at("20:30:00"),
    },
  ]);
});

test("a limit that resets first does not run out; a used-up limit has run out", () => {
  const hourly = (requests: number) => [
    count("day", at("07:00:00"), requests),
    count("hour", at("19:00:00"), requests),
  ];
  const runsOut = (requests: number) =>
    forecasts([perDay], hourly(requests), at("19:59:59"), spanOf)[0]!.runsOutAt;
  assert.equal(runsOut(0), null);
  assert.equal(runsOut(15), null);
  assert.ok(runsOut(100)! > at("20:00:00"));
  assert.equal(runsOut(250), at("19:59:59"));
  assert.equal(runsOut(300), at("19:59:59"));
});

test("refused calls do not count as used; a limit of tokens counts tokens; disproved limits are left out", () => {
  const minute = at("12:00:00");
  const counts = [{ ...count("minute", minute, 9), refused: 2 }];
  const limits: Limit[] = [
    { ...perDay, window: "minute", limit: 10 },
    { ...perDay, window: "minute", metric: "tokens", limit: 1000 },
    { ...perDay, limit: null },
  ];
  const [requests, tokens, ...rest] = forecasts(limits, counts, minute + 30_000, spanOf);
  assert.deepEqual([requests!.used, tokens!.used, rest.length], [7, 900, 0]);
  assert.equal(requests!.resetsAt, minute + 60_000);
  assert.equal(requests!.runsOutAt, Math.round(minute + 30_000 + 3 / (7 / 30_000)));
});
