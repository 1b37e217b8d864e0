// The rules of parks in Postgres, statement by statement: what two workers store at once, who may probe, and what an
// edit ends.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { createKey, createTenant } from "#test/builders.ts";
import { isWaitingForLock } from "#test/row-locks.ts";
import { until } from "#test/until.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import type { ErrorClass, Park, Scope } from "../fallback/types.ts";
import {
  claimProbe,
  clearParksOfKey,
  loadParks,
  mendFutureParks,
  moveParksToProject,
  releaseProbe,
  storePark,
} from "./park-store.ts";

const [here, there] = [randomUUID(), randomUUID()];
const minute = 60_000;
const now = Math.floor(Date.now() / 1_000) * 1_000;
let context: Context;

beforeEach(async () => {
  await db.park.deleteMany();
  context = await createTenant();
});

const park = (more: Partial<Park> = {}): Park => ({
  ...{ scope: "key", id: "k1", owner: context.tenantId, class: "rate_day", reason: "first" },
  ...{ until: now + minute, strikes: 1, since: now, at: now },
  ...more,
});
const put = (more: Partial<Park>) => storePark(park(more), here);
const stored = async () => (await loadParks())[0];

test("of two deadlines the later holds with its class and reason, in any order of storing; the latest evidence is kept", async () => {
  const longer = { until: now + 5 * minute, class: "key_blocked", reason: "longer" } as const;
  await put(longer);
  await put({ at: now + 2, strikes: 2 });
  assert.deepEqual(await stored(), park({ ...longer, at: now + 2, strikes: 2 }));
  await put({ until: now + 9 * minute, reason: "longest", at: now + 3 });
  assert.deepEqual(
    await stored(),
    park({ until: now + 9 * minute, reason: "longest", at: now + 3, strikes: 2 }),
  );
});

test("a park until an edit is later than any deadline", async () => {
  const forGood = { until: null, class: "key_invalid", reason: "for good" } as const;
  await put(forGood);
  await put({ at: now + 1 });
  assert.deepEqual(await stored(), park({ ...forGood, at: now + 1 }));
  await db.park.deleteMany();
  await put({});
  await put({ ...forGood, at: now + 1 });
  assert.deepEqual(await stored(), park({ ...forGood, at: now + 1 }));
});

test("a worker that starts loads parks past their deadline, which need a probe, but none from days ago", async () => {
  await put({ id: "over", until: now - 23 * 60 * minute });
  await put({ id: "long over", until: now - 25 * 60 * minute });
  await put({ id: "for good", until: null });
  assert.deepEqual((await loadParks()).map(({ id }) => id).toSorted(), ["for good", "over"]);
});

test("a park past its deadline is probed by one worker, until its lease ends or it releases the probe", async () => {
  await put({ until: now - 1_000 });
  assert.equal(await claimProbe("key", "k1", here), true);
  assert.equal(await claimProbe("key", "k1", here), true);
  assert.equal(await claimProbe("key", "k1", there), false);
  await releaseProbe("key", "k1", there);
  assert.equal(await claimProbe("key", "k1", there), false);
  await releaseProbe("key", "k1", here);
  assert.equal(await claimProbe("key", "k1", there), true);
  await db.park.updateMany({ data: { probeUntil: new Date(now - 1) } });
  assert.equal(await claimProbe("key", "k1", here), true);
});

test("a park before its deadline cannot be probed; without a park nothing forbids the call", async () => {
  await put({ until: now + minute });
  assert.equal(await claimProbe("key", "k1", here), false);
  await put({ until: null });
  assert.equal(await claimProbe("key", "k1", here), false);
  assert.equal(await claimProbe("key", "k2", here), true);
});

test("new evidence ends a running probe", async () => {
  await put({ until: now - 1_000 });
  await claimProbe("key", "k1", here);
  await put({ until: now - 500 });
  assert.equal(await claimProbe("key", "k1", there), true);
});

async function heldAgainst(keyId: string, projectId: string): Promise<void> {
  const parks: [Scope, string, ErrorClass][] = [
    ["key", keyId, "key_blocked"],
    ["key_model", `${keyId}/m1`, "timeout"],
    ["project", projectId, "spend_cap"],
    ["project_model", `${projectId}/m1`, "rate_day"],
    ["project_model", `${projectId}/m2`, "no_entitlement"],
    ["project", `key:${keyId}`, "rate_unknown"],
    ["project_model", `key:${keyId}/m1`, "rate_day"],
    ["key", "another", "key_blocked"],
    ["project_model", "another/m1", "no_entitlement"],
  ];
  for (const [scope, id, kind] of parks) await put({ scope, id, class: kind, until: null });
}
const left = async () => (await loadParks()).map(({ scope, id }) => `${scope} ${id}`).toSorted();

test("an edit of a key removes parks of the key and faults of its project; a spent quota stays", async () => {
  const projectId = randomUUID();
  await db.project.create({ data: { id: projectId, tenantId: context.tenantId, label: "shop-ai" } });
  const keyId = await createKey(context, { projectId });
  await heldAgainst(keyId, projectId);
  await db.$transaction((tx) => clearParksOfKey(tx, context, keyId));
  assert.deepEqual(
    await left(),
    ["key another", "project_model another/m1", `project_model ${projectId}/m1`].toSorted(),
  );
});

test("when a key's project becomes known, parks of the key as its own project move to it", async () => {
  const [keyId, projectId] = [await createKey(context), randomUUID()];
  await heldAgainst(keyId, "unrelated");
  await put({ scope: "project_model", id: `${projectId}/m1`, class: "spend_cap", until: now + minute });
  await db.$transaction((tx) => moveParksToProject(tx, context, keyId, projectId));
  assert.deepEqual(
    (await left()).filter((name) => name.includes(keyId) || name.includes(projectId)),
    [
      `key ${keyId}`,
      `key_model ${keyId}/m1`,
      `project ${projectId}`,
      `project_model ${projectId}/m1`,
    ].toSorted(),
  );
  // What the project had already stays as it was.
  const kept = (await loadParks()).find(({ id }) => id === `${projectId}/m1`);
  assert.equal(kept?.class, "spend_cap");
});

test("a claim that waits for the park while another one is granted is refused, although it began before", async () => {
  await put({ until: now - minute });
  const other = await pool.connect();
  await other.query(`BEGIN; SELECT 1 FROM "Park" FOR UPDATE`);
  const claiming = claimProbe("key", "k1", there);
  await until("the claim waits", isWaitingForLock);
  // As a claim that begins now.
  await other.query(
    `UPDATE "Park" SET "probeBy" = $1, "probeUntil" = clock_timestamp() + interval '1 minute'`,
    [here],
  );
  await other.query("COMMIT");
  other.release();
  assert.equal(await claiming, false);
});

test("after the database's clock stepped back, evidence of its future counts as of now, and waits keep their length", async () => {
  const ahead = { since: now + 590_000, at: now + 600_000, until: now + 600_000 + minute };
  await put({ id: "k1", ...ahead });
  await put({ id: "k2", at: now, until: null });
  assert.equal(await claimProbe("key", "k1", there), true, "whom it would hold back for ten minutes");
  await mendFutureParks();
  await mendFutureParks();
  const mended = (await loadParks()).find(({ id }) => id === "k1");
  const lag = (mended?.at ?? 0) - now;
  assert.ok(lag >= 0 && lag < 30_000, `${lag} ms`);
  assert.ok(Math.abs((mended?.until ?? 0) - (mended?.at ?? 0) - minute) < 10, "a minute");
  assert.ok((mended?.since ?? 0) <= (mended?.at ?? 0));
  assert.deepEqual(
    (await loadParks()).find(({ id }) => id === "k2"),
    park({ id: "k2", until: null }),
  );
});
