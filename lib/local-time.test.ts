import assert from "node:assert/strict";
import test from "node:test";
import { instantIn, localIn, nextDay } from "./local-time.ts";

test("a local time is the moment at which a clock there shows it, also around a change of the clocks", () => {
  const cases = [
    ["Asia/Tashkent", "2026-11-26", "2026-11-25T19:00:00.000Z"],
    ["Asia/Tashkent", "2026-11-26T14:05", "2026-11-26T09:05:00.000Z"],
    ["Asia/Kathmandu", "2026-11-26", "2026-11-25T18:15:00.000Z"],
    // Clocks in Berlin go forward on the 29th of March at two, back on the 25th of October at three.
    ["Europe/Berlin", "2026-03-29T01:30", "2026-03-29T00:30:00.000Z"],
    ["Europe/Berlin", "2026-03-29T03:30", "2026-03-29T01:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25T12:00", "2026-10-25T11:00:00.000Z"],
    ["Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00.000Z"],
  ] as const;
  for (const [zone, local, moment] of cases) {
    const at = instantIn(zone, local);
    assert.equal(at?.toISOString(), moment, `${zone} ${local}`);
    assert.equal(localIn(zone, at ?? new Date(0)), local.length === 10 ? `${local}T00:00` : local);
  }
});

test("what is no time has no moment", () => {
  for (const bad of ["", "yesterday", "2026-13-01", "2026-11-26T25:00", "26.11.2026"])
    assert.equal(instantIn("UTC", bad), null, bad);
});

test("the next day crosses months and leap years", () => {
  assert.equal(nextDay("2026-11-30"), "2026-12-01");
  assert.equal(nextDay("2028-02-28"), "2028-02-29");
});
