import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import pg from "pg";
import { createKey, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { db } from "../db.ts";
import { type Count, Quotas } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { forgetLimits, loadPresentCounts, loadRecentCounts, storeCounts, storeLimit } from "./quota-store.ts";
import { startQuotas } from "./quota-sync.ts";

const stops: (() => Promise<void>)[] = [];
after(async () => {
  for (const stop of stops) await stop();
});

async function worker(onNews?: (tenantId: string) => void) {
  const workerId = randomUUID();
  const quotas = new Quotas({ worker: workerId, spanOf });
  const { stop } = await startQuotas({ workerId, quotas, onNews });
  stops.push(stop);
  return { workerId, quotas };
}

async function pair() {
  const { tenantId: owner } = await createTenant();
  return { owner, project: randomUUID(), model: "gemini-2.5-flash" };
}

const day = (quotas: Quotas, of: Awaited<ReturnType<typeof pair>>) =>
  quotas.meterOf(of).day.used("requests", Date.now());

test("all workers know what one counts, and so does a worker that starts later", async () => {
  const [one, two] = [await worker(), await worker()];
  const of = await pair();
  for (let i = 0; i < 3; i++) one.quotas.begun(one.quotas.meterOf(of), Date.now());
  two.quotas.begun(two.quotas.meterOf(of), Date.now());
  await until("both count four", () => day(one.quotas, of) === 4 && day(two.quotas, of) === 4);
  assert.equal(day((await worker()).quotas, of), 4);
});

test("all workers know a limit that one learns; older news does not bring back a disproved limit", async () => {
  const [one, two] = [await worker(), await worker()];
  const of = await pair();
  const limit = { ...of, window: "day", metric: "requests", limit: 250, at: Date.now() } as const;
  const learn = (at: number, value: number | null) => {
    one.quotas.learn(
      { ...of, key: { id: randomUUID(), label: "", last4: "", project: of.project } },
      {
        httpStatus: 429,
        quotas: [{ quotaId: "RequestsPerDay", quotaMetric: "requests", value, window: "day" }],
      } as never,
      at,
    );
  };
  learn(limit.at, 250);
  await until("two knows the limit", () => two.quotas.limits().some((each) => each.project === of.project));
  one.quotas.forget(of.project, limit.at + 1);
  await until("two has forgotten the limit", () =>
    two.quotas.limits().every((each) => each.project !== of.project),
  );
  two.quotas.mergeLimits([limit]);
  assert.ok(two.quotas.limits().every((each) => each.project !== of.project));
  const later = await worker();
  assert.ok(later.quotas.limits().every((each) => each.project !== of.project));
});

test("a day that another's limit ends, or ends no more, is news of its tenant only, whether limit or count came first", async () => {
  const news: string[] = [];
  const { quotas } = await worker((tenantId) => news.push(tenantId));
  const [of, other] = [await pair(), await pair()];
  const limit = { ...of, window: "day", metric: "requests" } as const;
  for (let i = 0; i < 5; i++) quotas.begun(quotas.meterOf(of), Date.now());
  quotas.begun(quotas.meterOf(other), Date.now());
  await until("the counts are stored", async () => (await loadPresentCounts(Date.now())).length >= 4);
  assert.deepEqual(news, []);
  await storeLimit({ ...limit, limit: 5, at: Date.now() }, randomUUID());
  await until("the day's end is news", () => news.length > 0);
  await storeLimit({ ...limit, limit: null, at: Date.now() }, randomUUID());
  await until("so is that it is free again", () => news.length > 1);
  assert.deepEqual(news, [of.owner, of.owner]);
});

test("an admin's edit of a key makes every worker forget its limits, and no other key's", async () => {
  const { quotas } = await worker();
  const { owner, model } = await pair();
  const keyId = randomUUID();
  const at = Date.now();
  for (const project of [`key:${keyId}`, `key:${randomUUID()}`]) {
    await storeLimit({ owner, project, model, window: "day", metric: "requests", limit: 20, at }, "");
  }
  const known = () => quotas.limits().filter((limit) => limit.owner === owner).length;
  await until("two limits are known", () => known() === 2);
  await db.$transaction((tx) => forgetLimits(tx, { tenantId: owner, role: "owner", actorId: null }, keyId));
  await until("one limit is known", () => known() === 1);
});

test("an edit of a key forgets the limits of its project, and not of another key's", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  const [mine, another] = [randomUUID(), randomUUID()];
  await db.project.createMany({ data: [mine, another].map((id) => ({ id, tenantId, label: id })) });
  await createKey(context, { projectId: another });
  const keyId = await createKey(context, { projectId: mine });
  const limit = { owner: tenantId, model: "m1", window: "day", metric: "requests", limit: 20 } as const;
  for (const project of [mine, another]) await storeLimit({ ...limit, project, at: Date.now() }, "");
  await db.$transaction((tx) => forgetLimits(tx, context, keyId));
  const left = await db.quotaLimit.findMany({ where: { tenantId, limit: { not: null } } });
  assert.deepEqual(
    left.map(({ project }) => project),
    [another],
  );
});

test("counts stored twice, late or out of order do no harm; those of a deleted tenant are dropped", async () => {
  const of = await pair();
  const startsAt = Date.now() - (Date.now() % 3_600_000);
  const count: Count = {
    ...of,
    worker: randomUUID(),
    window: "hour",
    startsAt,
    requests: 7,
    refused: 1,
    tokens: 90,
  };
  const gone = { ...count, owner: randomUUID() };
  await storeCounts([count, gone], count.worker);
  await storeCounts([{ ...count, requests: 5, tokens: 40 }], count.worker);
  assert.deepEqual(await loadRecentCounts(of.owner, Date.now()), [count]);
});

test("a worker that starts loads the present windows of all tenants, and no past ones", async () => {
  const now = Date.now();
  const [one, two] = [await pair(), await pair()];
  const count = (of: typeof one, window: Count["window"], at: number): Count => {
    const { startsAt } = spanOf(window, at);
    return { ...of, worker: randomUUID(), window, startsAt, requests: 2, refused: 1, tokens: 9 };
  };
  const present = [count(one, "minute", now), count(one, "hour", now), count(two, "day", now)];
  const hourBefore = count(one, "hour", now - 3_600_000);
  const over = [
    count(one, "minute", now - 60_000),
    count(two, "hour", now - 2 * 3_600_000),
    count(two, "day", spanOf("day", now).startsAt - 1),
  ];
  await storeCounts([...present, hourBefore, ...over], randomUUID());
  const ours = (counts: Count[]) => counts.filter(({ owner }) => owner === one.owner || owner === two.owner);
  const sorted = (counts: Count[]) => counts.toSorted((a, b) => a.worker.localeCompare(b.worker));
  assert.deepEqual(sorted(ours(await loadPresentCounts(now))), sorted(present));
  assert.deepEqual(
    sorted(await loadRecentCounts(one.owner, now)),
    sorted([...present.filter(({ owner }) => owner === one.owner), hourBefore]),
  );
});

test("any number of counts is stored and announced in two statements, and all arrive", async (t) => {
  const { quotas } = await worker();
  const { owner, project } = await pair();
  const now = Date.now();
  const { startsAt } = spanOf("day", now);
  // Long names: twenty of them do not fit into one announcement.
  const models = Array.from({ length: 100 }, (_, i) => `${i}-${"gemini".repeat(60)}`);
  const of = { owner, project, worker: randomUUID(), window: "day", startsAt } as const;
  const counts = models.map((model): Count => ({ ...of, model, requests: 3, refused: 0, tokens: 0 }));
  const query = t.mock.method(pg.Pool.prototype, "query");
  await storeCounts(counts, of.worker);
  // The workers of this file ask for other things meanwhile.
  const statements = query.mock.calls.filter((call) => JSON.stringify(call.arguments).includes(project));
  assert.equal(statements.length, 2);
  await until("each model counts three", () =>
    models.every((model) => day(quotas, { owner, project, model }) === 3),
  );
});
