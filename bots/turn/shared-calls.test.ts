import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import type { Candidate } from "#lib/fallback/index.ts";
import { createTenant } from "#test/builders.ts";
import { SharedCalls } from "./shared-calls.ts";

const shared = { owner: "host" } as Candidate;
const usedBy = async (tenantId: string) =>
  (await db.sharedKeyUse.findFirst({ where: { tenantId } }))?.calls ?? 0;

/** Calls until the allowance says no. @returns how many it let through */
async function callAll(of: SharedCalls, tenantId: string, limit: number, most = 1_000): Promise<number> {
  for (let made = 0; made < most; made++) {
    await of.prepare(tenantId, limit);
    if (!of.of(tenantId).take(shared)) return made;
  }
  return most;
}

test("workers together let exactly a tenant's part through, and its own keys always", async () => {
  const { tenantId } = await createTenant();
  const told: string[] = [];
  const workers = [1, 2, 3].map(() => new SharedCalls((id) => told.push(id)));
  const made = await Promise.all(workers.map((worker) => callAll(worker, tenantId, 100)));
  assert.equal(
    made.reduce((sum, count) => sum + count),
    100,
  );
  assert.deepEqual(new Set(told), new Set([tenantId]));
  for (const worker of workers) assert.ok(worker.of(tenantId).take({ owner: tenantId } as Candidate));
  assert.equal(await callAll(new SharedCalls(), (await createTenant()).tenantId, 7), 7, "another's is whole");
});

test("a raised part is found at once, one that stays used up is not asked for again and again", async () => {
  const { tenantId } = await createTenant();
  const worker = new SharedCalls();
  assert.equal(await callAll(worker, tenantId, 2), 2);
  assert.equal(await callAll(worker, tenantId, 5), 3);
});

test("a block serves several calls, what was not made goes back, and so does the rest when a worker stops", async () => {
  const { tenantId } = await createTenant();
  const worker = new SharedCalls();
  await worker.prepare(tenantId, 1_000);
  assert.equal(await usedBy(tenantId), 10);
  const allowance = worker.of(tenantId);
  for (let call = 0; call < 4; call++) assert.ok(allowance.take(shared));
  allowance.giveBack(shared);
  await worker.prepare(tenantId, 1_000);
  assert.equal(await usedBy(tenantId), 10, "the block at hand is enough");
  await worker.stop();
  assert.equal(await usedBy(tenantId), 3);
});
