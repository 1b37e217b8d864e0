import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant, withRole } from "#test/builders.ts";
import { db } from "../db.ts";
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
    {
      ...pair,
      window: "day",
      metric: "requests",
      used: 35,
      limit: 1_000,
      resetsAt: endsAt,
      runsOutAt: null,
      refused: false,
    },
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

test("a day or a minute that Google says is used up is shown so whatever our count, until it ends, and for nobody else", async () => {
  const { context, of, count, limit } = await tenant();
  const { startsAt } = spanOf("day", Date.now());
  await storeLimit({ ...limit, metric: "tokens", limit: 1_000_000 }, "");
  await storeLimit({ ...limit, window: "minute" }, "");
  await count("day", startsAt, 18);
  const park = (tenantId: string, until: number, kind: "rate_day" | "rate_minute" = "rate_day") =>
    db.park.upsert({
      where: { scope_id: { scope: "project_model", id: `${of.project}/${model}` } },
      update: { tenantId, until: new Date(until), class: kind },
      create: {
        scope: "project_model",
        id: `${of.project}/${model}`,
        tenantId,
        class: kind,
        reason: "",
        since: new Date(),
        until: new Date(until),
      },
    });
  const refused = async () =>
    (await listQuotas(context))
      .filter((quota) => quota.refused)
      .map(({ window, metric }) => `${window} ${metric}`);
  await park(of.owner, Date.now() + hour);
  assert.deepEqual(await refused(), ["day requests"]);
  await park(of.owner, Date.now() + hour, "rate_minute");
  assert.deepEqual(await refused(), ["minute requests"]);
  await park(of.owner, Date.now() - 1);
  assert.deepEqual(await refused(), []);
  await park((await createTenant()).tenantId, Date.now() + hour);
  assert.deepEqual(await refused(), []);
});
