import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { db, pool } from "../db.ts";
import { seal } from "../secrets.ts";
import { readiness } from "./readiness.ts";

const failing = async () => (await readiness()).filter(({ ok }) => !ok).map(({ name }) => name);

test("ready means: database, migrations, a live worker, and every secret opens", async () => {
  assert.deepEqual(await failing(), ["worker"]);
  const worker = await db.worker.create({ data: { id: randomUUID(), host: "h", pid: 1 } });
  assert.deepEqual(await failing(), []);

  const tenantId = randomUUID();
  await db.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Shop" } });
  const id = randomUUID();
  const place = { tenantId, table: "Key", rowId: id, column: "secret" } as const;
  const key = { tenantId, label: "Key 1", secretIndex: "x", last4: "9f3c", position: 1 };
  await db.key.create({ data: { id, ...key, secret: seal("AQ.x", place) } });
  assert.deepEqual(await failing(), []);
  // A ciphertext that belongs to another row.
  const stray = { ...key, secretIndex: "y", secret: seal("AQ.x", place) };
  await db.key.create({ data: { id: randomUUID(), ...stray } });
  assert.deepEqual(await failing(), ["secrets"]);
  const { reason } = (await readiness()).find(({ name }) => name === "secrets")!;
  assert.match(reason!, /^1 of 2 /);
  await db.key.deleteMany({ where: { tenantId, secretIndex: "y" } });

  await db.worker.update({ where: { id: worker.id }, data: { seenAt: new Date(Date.now() - 60_000) } });
  await pool.query(`UPDATE _prisma_migrations SET finished_at = NULL`);
  assert.deepEqual(await failing(), ["migrations", "worker"]);
});
