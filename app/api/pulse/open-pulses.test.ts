import assert from "node:assert/strict";
import test from "node:test";
import { openPulses } from "./open-pulses.ts";

/** @returns how many of `count` pulses opened, and what closes those */
function open(count: number, person: (i: number) => string, tenant: (i: number) => string) {
  const opened = Array.from({ length: count }, (_, i) => openPulses(person(i), tenant(i)));
  const closing = opened.flatMap((close) => close ?? []);
  return { count: closing.length, close: () => closing.map((close) => close()) };
}

test("the open pulses of one person, of one tenant and of all are bounded, and closed ones make room", () => {
  for (let round = 0; round < 2; round++) {
    const [person, tenant, all] = [
      open(
        50,
        () => "p",
        (i) => `t${i}`,
      ),
      open(
        500,
        (i) => `q${i}`,
        () => "t",
      ),
      open(
        1_000,
        (i) => `r${i}`,
        (i) => `u${i}`,
      ),
    ];
    assert.deepEqual([person.count, tenant.count, all.count], [20, 200, 600 - 220]);
    for (const each of [person, tenant, all]) each.close();
  }
});
