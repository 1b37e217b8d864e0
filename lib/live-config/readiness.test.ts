import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import pg from "pg";
import { createKey, createTenant, createUser, createWorker } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { rowsRead } from "#test/rows-read.ts";
import { warmPools } from "#test/warm-pools.ts";
import { db, pool } from "../db.ts";
import { seal } from "../secrets.ts";
import { publicReadiness, readiness } from "./readiness.ts";

const failing = async () => (await readiness()).filter(({ ok }) => !ok).map(({ name }) => name);

test("ready means: database, migrations, a living worker, and every secret can be decrypted", async () => {
  assert.deepEqual(await failing(), ["worker"]);
  const worker = { id: await createWorker() };
  assert.deepEqual(await failing(), []);

  const { tenantId } = await createTenant();
  const id = await createKey({ tenantId }, { secret: "AQ.x" });
  const place = { tenantId, table: "Key", rowId: id, column: "secret" } as const;
  assert.deepEqual(await failing(), []);
  // A ciphertext of another row.
  const stray = await createKey({ tenantId });
  await db.key.update({ where: { id: stray }, data: { secret: seal("AQ.x", place) } });
  assert.deepEqual(await failing(), ["secrets"]);
  const { reason } = (await readiness()).find(({ name }) => name === "secrets")!;
  assert.match(reason!, /^1 of 2 /);
  await db.key.delete({ where: { id: stray } });
  assert.deepEqual(await failing(), []);
  // A valid secret is replaced by an invalid one.
  await db.key.update({ where: { id }, data: { secret: seal("AQ.x", { ...place, rowId: tenantId }) } });
  assert.deepEqual(await failing(), ["secrets"]);
  await db.key.update({ where: { id }, data: { secret: seal("AQ.y", place) } });
  assert.deepEqual(await failing(), []);
  // The secret of an authenticator app.
  const userId = await createUser();
  await db.totp.create({ data: { userId, secret: seal("AQ.y", place), confirmedAt: new Date() } });
  assert.deepEqual(await failing(), ["secrets"]);
  await db.totp.delete({ where: { userId } });

  await db.worker.update({ where: { id: worker.id }, data: { seenAt: new Date(Date.now() - 60_000) } });
  await asOwner(`UPDATE _prisma_migrations SET finished_at = NULL`);
  assert.deepEqual(await failing(), ["migrations", "worker"]);
});

test("a secret is checked when new or changed, and rechecked only if it could not be decrypted", async (t) => {
  const [{ tenantId }, stray] = [await createTenant(), randomUUID()];
  const key = (id: string, position: number, rowId = id) => {
    const secret = seal("AQ.x", { tenantId, table: "Key", rowId, column: "secret" });
    return { id, tenantId, label: id, secretIndex: id, last4: "9f3c", position, secret };
  };
  await db.key.createMany({
    data: [key(stray, 0, tenantId), ...Array.from({ length: 2_000 }, (_, i) => key(randomUUID(), i))],
  });
  const failed = async () =>
    (await readiness()).flatMap(({ reason = "" }) => (/secrets/.test(reason) ? [reason] : []));
  assert.match((await failed())[0] ?? "", /^1 of 20\d\d /);
  await pool.query(`UPDATE "Key" SET "updatedAt" = now() - interval '1 hour'`);
  await asOwner(`ANALYZE "Key"`);
  assert.match((await failed())[0] ?? "", /^1 of 20\d\d /);
  await db.key.delete({ where: { id: stray } });
  assert.equal(await rowsRead(t, "Key", failed), 0);
  assert.deepEqual(await failed(), []);
});

test("concurrent requests share one check, and its result is cached for a second", async (t) => {
  await warmPools();
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const spy = t.mock.method(pg.Client.prototype, "query");
  const statementsOf = async (work: () => Promise<unknown>) => {
    const before = spy.mock.callCount();
    await work();
    return spy.mock.callCount() - before;
  };
  const all = await statementsOf(readiness);
  assert.ok(all > 3);
  assert.equal(
    await statementsOf(() => Promise.all(Array.from({ length: 50 }, () => publicReadiness()))),
    all,
  );
  assert.equal(await statementsOf(publicReadiness), 1, "whether the database is there is asked each time");
  t.mock.timers.tick(1_000);
  assert.equal(await statementsOf(publicReadiness), all);
});
