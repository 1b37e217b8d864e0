import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { db } from "../db.ts";
import { type Count, Quotas } from "../fallback/quotas/quotas.ts";
import { forgetLimits, loadCounts, storeCounts, storeLimit } from "./quota-store.ts";
import { startQuotas } from "./quota-sync.ts";

const stops: (() => Promise<void>)[] = [];
after(async () => {
  for (const stop of stops) await stop();
});

async function worker() {
  const workerId = randomUUID();
  const quotas = new Quotas({ worker: workerId });
  const { stop } = await startQuotas({ workerId, quotas });
  stops.push(stop);
  return { workerId, quotas };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 1_000; tries++) await new Promise((done) => setTimeout(done, 10));
  assert.ok(holds(), "did not come to hold within 10 s");
}

async function pair() {
  const owner = randomUUID();
  await db.tenant.create({ data: { id: owner, slug: owner, name: "Shop" } });
  return { owner, project: randomUUID(), model: "gemini-2.5-flash" };
}

const day = (quotas: Quotas, of: Awaited<ReturnType<typeof pair>>) =>
  quotas.meterOf(of).day.used("requests", Date.now());

test("what one worker counts, the others know, and a worker that starts later too", async () => {
  const [one, two] = [await worker(), await worker()];
  const of = await pair();
  for (let i = 0; i < 3; i++) one.quotas.begun(one.quotas.meterOf(of), Date.now());
  two.quotas.begun(two.quotas.meterOf(of), Date.now());
  await until(() => day(one.quotas, of) === 4 && day(two.quotas, of) === 4);
  assert.equal(day((await worker()).quotas, of), 4);
});

test("a limit that one worker learns, all know; older word does not bring back what is disproved", async () => {
  const [one, two] = [await worker(), await worker()];
  const of = await pair();
  const limit = { ...of, window: "day", metric: "requests", limit: 250, at: Date.now() } as const;
  const learn = (at: number, value: number | null) => {
    one.quotas.learn(
      { ...of, key: { id: randomUUID(), label: "", last4: "", project: of.project } },
      {
        httpStatus: 429,
        quotas: [{ quotaId: "RequestsPerDay", quotaMetric: "requests", value, window: "day", model: null }],
      } as never,
      at,
    );
  };
  learn(limit.at, 250);
  await until(() => two.quotas.limits().some((each) => each.project === of.project));
  one.quotas.forget(of.project, limit.at + 1);
  await until(() => two.quotas.limits().every((each) => each.project !== of.project));
  two.quotas.mergeLimits([limit]);
  assert.ok(two.quotas.limits().every((each) => each.project !== of.project));
  const later = await worker();
  assert.ok(later.quotas.limits().every((each) => each.project !== of.project));
});

test("an admin's edit of a key makes every worker find its limits out anew, and nobody else's", async () => {
  const { quotas } = await worker();
  const { owner, model } = await pair();
  const keyId = randomUUID();
  const at = Date.now();
  for (const project of [`key:${keyId}`, `key:${randomUUID()}`]) {
    await storeLimit({ owner, project, model, window: "day", metric: "requests", limit: 20, at }, "");
  }
  const known = () => quotas.limits().filter((limit) => limit.owner === owner).length;
  await until(() => known() === 2);
  await db.$transaction((tx) => forgetLimits(tx, { tenantId: owner, role: "owner", actorId: null }, keyId));
  await until(() => known() === 1);
});

test("counts stored twice, late or out of order do no harm; those of a tenant that is gone are dropped", async () => {
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
  assert.deepEqual(await loadCounts(of.owner), [count]);
});
