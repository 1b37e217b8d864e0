import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { change } from "./audit.ts";
import { db } from "./db.ts";

test("a change writes its audit row and raises the config version", async () => {
  const context = await createTenant();
  const { version, value } = await change(context, { action: "tenant.rename", target: "Shop" }, (tx) =>
    tx.tenant.update({ where: { id: context.tenantId }, data: { name: "New" } }),
  );
  assert.equal(value.name, "New");
  assert.equal(version, 2);
  assert.equal(await db.audit.count({ where: { tenantId: context.tenantId } }), 1);
});

test("a failed change adds no audit row and no new version", async () => {
  const context = await createTenant();
  const failing = change(context, { action: "tenant.rename", target: "Shop" }, async () => {
    throw new Error("no");
  });
  await assert.rejects(failing);
  assert.equal(await db.audit.count({ where: { tenantId: context.tenantId } }), 0);
  const { configVersion } = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
  assert.equal(configVersion, 1);
});
