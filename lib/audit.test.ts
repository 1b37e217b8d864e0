import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { CONFIG_CHANNEL, ConfigAnnouncement, change } from "./audit.ts";
import { db } from "./db.ts";
import { listen } from "./listen.ts";

test("a change writes its audit row and raises the config version", async () => {
  const context = await createTenant();
  const { version, value } = await change(context, { action: "tenant.rename", target: "Shop" }, (tx) =>
    tx.tenant.update({ where: { id: context.tenantId }, data: { name: "New" } }),
  );
  assert.equal(value.name, "New");
  assert.equal(version, 2);
  assert.equal(await db.audit.count({ where: { tenantId: context.tenantId } }), 1);
});

test("a change is announced at commit with its tenant and version; its audit row has actor and details", async (t) => {
  const context = { ...(await createTenant()), actorId: randomUUID() };
  const { tenantId } = context;
  const heard: unknown[] = [];
  const listener = await listen({
    channel: CONFIG_CHANNEL,
    message: ConfigAnnouncement,
    onMessage: (message) => void heard.push(message),
    onConnect: async () => {},
  });
  t.after(() => listener.stop());
  const entry = { action: "tenant.rename", target: "Shop", detail: { from: "Shop" } };
  await change(context, entry, async () => {});
  await until("it is announced", () => heard.length > 0);
  assert.deepEqual(heard, [{ tenant: tenantId, version: 2 }]);
  const row = await db.audit.findFirstOrThrow({ where: { tenantId }, omit: { id: true, at: true } });
  assert.deepEqual(row, { tenantId, actorId: context.actorId, ...entry });
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
