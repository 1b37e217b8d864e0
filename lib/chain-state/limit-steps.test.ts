import assert from "node:assert/strict";
import test from "node:test";
import { type Limit, Quotas } from "../fallback/index.ts";
import { LimitSteps } from "./limit-steps.ts";

const day = 86_400_000;
const now = Date.parse("2026-11-26T10:00:00Z");
const of = { owner: "shop", project: "p", model: "m" };
const limit = (window: Limit["window"], metric: Limit["metric"], value: number | null, at = now): Limit => ({
  ...{ ...of, window, metric, limit: value, at },
});

test("of a day's hundred calls only the ninetieth and the last are told of, and the new day once", () => {
  const [quotas, steps] = [new Quotas(), new LimitSteps()];
  quotas.mergeLimits([limit("day", "requests", 100), limit("minute", "requests", 1)]);
  const meter = quotas.meterOf(of);
  const told: number[] = [];
  for (let call = 1; call <= 120; call++) {
    quotas.begun(meter, now);
    if (steps.passed(meter, now)) told.push(call);
  }
  assert.deepEqual(told, [90, 100]);
  assert.deepEqual([steps.passed(meter, now + day), steps.passed(meter, now + day)], [true, false]);
});

test("tokens count too, without a day's limit nothing is told, and a limit that is disproved is told once", () => {
  const [quotas, steps] = [new Quotas(), new LimitSteps()];
  const meter = quotas.meterOf(of);
  quotas.spent(meter, 1_000_000, now);
  assert.equal(steps.passed(meter, now), false);
  quotas.mergeLimits([limit("day", "tokens", 1_000_000)]);
  assert.deepEqual([steps.passed(meter, now), steps.passed(meter, now)], [true, false]);
  quotas.mergeLimits([limit("day", "tokens", null, now + 1)]);
  assert.deepEqual([steps.passed(meter, now), steps.passed(meter, now)], [true, false]);
});
