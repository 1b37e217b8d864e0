import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant, withRole } from "#test/builders.ts";
import type { Count, Limit } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { listQuotas } from "./forecasts.ts";
import { storeCounts, storeLimit } from "./quota-store.ts";

const hour = 3_600_000;
const model = "gemini-2.5-flash";

/** A tenant with a limit of 1,000 requests a day of one project. */
async function tenant() {
  const context = withRole(await createTenant(), "viewer");
  const of = { owner: context.tenantId, project: randomUUID(), model };
  const limit: Limit = { ...of, window: "day", metric: "requests", limit: 1_000, at: Date.now() };
  await storeLimit(limit, "");
  const count = (window: Count["window"], startsAt: number, requests: number, refused = 0) =>
    storeCounts([{ ...of, worker: randomUUID(), window, startsAt, requests, refused, tokens: 0 }], "");
  return { context, of, limit, count };
}

test("a quota's use is what all workers counted today, without refusals, yesterday and other tenants", async () => {
  const { context, of, count } = await tenant();
  const other = await tenant();
  const { startsAt, endsAt } = spanOf("day", Date.now());
  await count("day", startsAt, 30, 5);
  await count("day", startsAt, 10);
  await count("day", startsAt - 24 * hour, 500);
  await other.count("day", startsAt, 700);
  const { owner: _, ...pair } = of;
  assert.deepEqual(await listQuotas(context), [
    { ...pair, window: "day", metric: "requests", used: 35, limit: 1_000, resetsAt: endsAt, runsOutAt: null },
  ]);
});

test("the pace of the last hour, the clock hour before included, tells when a quota runs out; a disproved limit has no forecast", async () => {
  const { context, limit, count } = await tenant();
  const { startsAt, endsAt } = spanOf("day", Date.now());
  await count("day", startsAt, 999);
  // So many that any share of that hour is a pace.
  await count("hour", spanOf("hour", Date.now()).startsAt - hour, 100_000_000);
  const [quota] = await listQuotas(context);
  const runsOutAt = quota?.runsOutAt ?? endsAt;
  assert.ok(runsOutAt > Date.now() - 60_000 && runsOutAt < Date.now() + 60_000, `${quota?.runsOutAt}`);
  await storeLimit({ ...limit, limit: null, at: Date.now() + 1 }, "");
  assert.deepEqual(await listQuotas(context), []);
});
