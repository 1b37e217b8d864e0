import assert from "node:assert/strict";
import test from "node:test";
import { nextPacificMonth, parseDuration, parseRetryAfter, spanOf } from "./clocks.ts";

const at = (iso: string) => Date.parse(iso);
const midnightAfter = (iso: string) => new Date(spanOf("day", at(iso)).endsAt).toISOString();
const monthAfter = (iso: string) => new Date(nextPacificMonth(at(iso))).toISOString();

test("a day's quota comes back at midnight in Los Angeles: UTC−8 in winter, UTC−7 in summer", () => {
  assert.equal(midnightAfter("2026-01-15T12:00:00Z"), "2026-01-16T08:00:00.000Z");
  assert.equal(midnightAfter("2026-07-15T12:00:00Z"), "2026-07-16T07:00:00.000Z");
});

test("at midnight the next midnight counts; a millisecond before, this one", () => {
  assert.equal(midnightAfter("2026-07-15T07:00:00.000Z"), "2026-07-16T07:00:00.000Z");
  assert.equal(midnightAfter("2026-07-15T06:59:59.999Z"), "2026-07-15T07:00:00.000Z");
});

test("the day on which the clocks go forward has 23 hours, the day on which they go back 25", () => {
  // 8 March and 1 November 2026
  assert.equal(midnightAfter("2026-03-08T08:00:00Z"), "2026-03-09T07:00:00.000Z");
  assert.equal(midnightAfter("2026-03-08T09:59:59Z"), "2026-03-09T07:00:00.000Z");
  assert.equal(midnightAfter("2026-03-07T12:00:00Z"), "2026-03-08T08:00:00.000Z");
  assert.equal(midnightAfter("2026-11-01T07:00:00Z"), "2026-11-02T08:00:00.000Z");
  assert.equal(midnightAfter("2026-11-01T08:30:00Z"), "2026-11-02T08:00:00.000Z");
  assert.equal(midnightAfter("2026-11-01T09:30:00Z"), "2026-11-02T08:00:00.000Z");
});

test("months and years roll over by the calendar of Los Angeles, leap days included", () => {
  assert.equal(midnightAfter("2027-01-01T07:59:59Z"), "2027-01-01T08:00:00.000Z");
  assert.equal(midnightAfter("2028-02-28T20:00:00Z"), "2028-02-29T08:00:00.000Z");
  assert.equal(monthAfter("2026-02-28T23:00:00Z"), "2026-03-01T08:00:00.000Z");
  assert.equal(monthAfter("2026-03-01T07:59:59Z"), "2026-03-01T08:00:00.000Z");
  assert.equal(monthAfter("2026-03-01T08:00:00Z"), "2026-04-01T07:00:00.000Z");
  assert.equal(monthAfter("2026-10-15T00:00:00Z"), "2026-11-01T07:00:00.000Z");
  assert.equal(monthAfter("2026-12-31T23:00:00Z"), "2027-01-01T08:00:00.000Z");
});

test("every midnight of ten years is 00:00 on the wall clock of Los Angeles", () => {
  const wall = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  let now = at("2026-01-01T00:00:00Z");
  for (let day = 0; day < 3653; day++) {
    const next = spanOf("day", now).endsAt;
    assert.equal(wall.format(next), "00:00:00");
    const hours = (next - now) / 3_600_000;
    assert.ok(day === 0 || (hours >= 23 && hours <= 25));
    now = next;
  }
});

test("durations are read as Google writes them, and rounded up", () => {
  assert.equal(parseDuration("36s"), 36_000);
  assert.equal(parseDuration("36.429760048s"), 36_430);
  assert.equal(parseDuration("0s"), 0);
  assert.equal(parseDuration({ seconds: 0 }), 0);
  assert.equal(parseDuration("842.1ms"), 843);
  assert.equal(parseDuration("1h2m3.5s"), 3_723_500);
  assert.equal(parseDuration({ seconds: "12", nanos: 500_000_000 }), 12_500);
});

test("text that is no duration gives null", () => {
  for (const value of [
    "",
    "soon",
    "12",
    "-3s",
    "1.s",
    "36s ago",
    null,
    undefined,
    12,
    {},
    { seconds: "x" },
    { seconds: -1 },
    ["36s"],
  ]) {
    assert.equal(parseDuration(value), null);
  }
});

test("Retry-After is read as seconds or as an HTTP date, and is never in the past", () => {
  const now = at("2026-07-15T12:00:00Z");
  for (const [value, ms] of [
    ["7", 7_000],
    ["120", 120_000],
    ["1.25", 1_250],
    [new Date(now + 9_000).toUTCString(), 9_000],
    [new Date(now - 9_000).toUTCString(), 0],
    ["in 7", null],
    ["7 s", null],
    ["1.x", null],
    ["2026-07-15T12:00:09Z", null],
    ["on Wed, 15 Jul 2026 12:00:09 GMT", null],
    ["Wed, or so", null],
    [undefined, null],
  ] as const)
    assert.equal(parseRetryAfter(value, now), ms, value);
});

test("minutes and hours are those of the clock; a day is Los Angeles'", () => {
  const now = at("2026-07-15T12:34:56.789Z");
  const span = (startsAt: string, endsAt: string) => ({ startsAt: at(startsAt), endsAt: at(endsAt) });
  assert.deepEqual(spanOf("minute", now), span("2026-07-15T12:34:00Z", "2026-07-15T12:35:00Z"));
  assert.deepEqual(spanOf("hour", now), span("2026-07-15T12:00:00Z", "2026-07-15T13:00:00Z"));
  assert.deepEqual(spanOf("day", now), span("2026-07-15T07:00:00Z", "2026-07-16T07:00:00Z"));
  // The day is computed once, not for every message.
  assert.equal(spanOf("day", now), spanOf("day", at("2026-07-15T07:00:00Z")));
  assert.deepEqual(
    spanOf("day", at("2026-07-14T12:00:00Z")),
    span("2026-07-14T07:00:00Z", "2026-07-15T07:00:00Z"),
  );
});
