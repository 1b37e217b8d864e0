import assert from "node:assert/strict";
import test from "node:test";
import { newUsage, pacificDay, quotaView, takeQuota } from "./quota.ts";

const limits = { perMinute: 2, perDay: 3 };
const noon = Date.parse("2026-03-10T20:00:30Z");

test("a rolling minute frees a request 60 s after it was made", () => {
  const usage = newUsage();
  assert.equal(takeQuota(usage, limits, "rolling", noon), null);
  assert.equal(takeQuota(usage, limits, "rolling", noon + 20_000), null);
  const refused = takeQuota(usage, limits, "rolling", noon + 25_000);
  assert.deepEqual(refused, { violations: [{ window: "PerMinute", limit: 2 }], retryMs: 35_000 });
  assert.equal(takeQuota(usage, limits, "rolling", noon + 60_000), null);
});

test("a fixed minute frees all its requests at its end", () => {
  const usage = newUsage();
  for (let time = 0; time < 2; time++) assert.equal(takeQuota(usage, limits, "fixed", noon), null);
  assert.equal(takeQuota(usage, limits, "fixed", noon)?.retryMs, 30_000);
  assert.equal(takeQuota(usage, limits, "fixed", noon + 30_000), null);
});

test("a day ends at midnight in California, in summer and in winter", () => {
  for (const [before, after] of [
    ["2026-01-10T07:59:59Z", "2026-01-10T08:00:00Z"],
    ["2026-07-10T06:59:59Z", "2026-07-10T07:00:00Z"],
  ] as const) {
    assert.notEqual(pacificDay(Date.parse(before)), pacificDay(Date.parse(after)));
    const usage = newUsage();
    for (let day = 0; day < 3; day++)
      assert.equal(takeQuota(usage, { perMinute: null, perDay: 3 }, "rolling", Date.parse(before)), null);
    const refused = takeQuota(usage, limits, "rolling", Date.parse(before));
    assert.deepEqual(refused?.violations[0], { window: "PerDay", limit: 3 });
    assert.equal(takeQuota(usage, { perMinute: null, perDay: 3 }, "rolling", Date.parse(after)), null);
  }
});

test("a refused request is not counted, and a limit of 0 means no access", () => {
  const usage = newUsage();
  assert.deepEqual(takeQuota(usage, { perMinute: null, perDay: 0 }, "rolling", noon)?.violations, [
    { window: "PerDay", limit: 0 },
    { window: "PerMinute", limit: 0 },
  ]);
  assert.equal(quotaView(usage, limits, "rolling", noon).dayUsed, 0);
});
