import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { CONFIG_CHANNEL, ConfigAnnouncement, change, record, recordEvent } from "./audit.ts";
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
  const entry = { action: "tenant.rename", target: "Shop", detail: { from: "Shop" } } as const;
  await change(context, entry, async () => {});
  await until("it is announced", () => heard.length > 0);
  assert.deepEqual(heard, [{ tenant: tenantId, version: 2 }]);
  const row = await db.audit.findFirstOrThrow({ where: { tenantId }, omit: { id: true, at: true } });
  const unknown = { before: null, after: null, address: null, agent: null, platform: false };
  assert.deepEqual(row, { tenantId, actorId: context.actorId, ...entry, ...unknown });
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

test("a long text that is cut in the middle of a character is recorded like any other", async () => {
  const context = await createTenant();
  const name = `a${"😀".repeat(2_000)}`;
  await change(context, { action: "tenant.rename", target: "Shop" }, async (_, compare) =>
    compare({ name: "Shop" }, { name }),
  );
  const { after } = await db.audit.findFirstOrThrow({ where: { tenantId: context.tenantId } });
  assert.deepEqual(after, { name: `a${"😀".repeat(999)}\ufffd` });
});

test("a change records before and after, and where the request came from; long texts are cut, NUL is removed", async () => {
  const from = { address: "203.0.113.7", agent: "x".repeat(5_000) };
  const context = { ...(await createTenant()), from };
  const { tenantId } = context;
  await change(context, { action: "tenant.rename", target: "Shop" }, async (_, compare) =>
    compare({ name: "Shop" }, { name: `\0${"y".repeat(5_000)}` }),
  );
  const row = await db.audit.findFirstOrThrow({ where: { tenantId } });
  assert.deepEqual(row.before, { name: "Shop" });
  assert.deepEqual(row.after, { name: "y".repeat(1_999) });
  assert.deepEqual([row.address, row.agent], [from.address, "x".repeat(200)]);
});

test("an event of no tenant is recorded, also within a transaction that may still fail", async () => {
  const actorId = randomUUID();
  await recordEvent({ action: "session.signIn", target: actorId, actorId });
  const failing = db.$transaction(async (tx) => {
    await recordEvent({ action: "session.end", target: actorId, actorId }, tx);
    throw new Error("no");
  });
  await assert.rejects(failing);
  const rows = await db.audit.findMany({ where: { actorId }, select: { action: true, tenantId: true } });
  assert.deepEqual(rows, [{ action: "session.signIn", tenantId: null }]);
});

test("the record is append-only: no update, no deletion, no truncation; it outlives its tenant", async () => {
  const context = await createTenant();
  const { tenantId } = context;
  await record(db, context, { action: "tenant.create", target: tenantId });
  // Even whoever has all privileges; the platform's own roles have not (lib/second-lock.test.ts).
  for (const sql of [`UPDATE "Audit" SET "action" = ''`, `DELETE FROM "Audit"`, `TRUNCATE "Audit"`])
    await assert.rejects(asOwner(sql), /append-only/, sql);
  await db.tenant.delete({ where: { id: tenantId } });
  assert.equal(await db.audit.count({ where: { tenantId } }), 1);
});

test("only what is older than a year may be deleted, and only by the table's owner", async (t) => {
  const old = randomUUID();
  await db.audit.create({
    data: { action: "tenant.create", target: old, at: new Date(Date.now() - 366 * 86_400_000) },
  });
  const name = `clerk_${process.pid}`;
  await asOwner(`CREATE ROLE ${name} IN ROLE botfactory_platform; GRANT ALL ON "Audit" TO ${name}`);
  t.after(() => asOwner(`DROP OWNED BY ${name}; DROP ROLE ${name}`));
  const remove = (role: string) => asOwner(`SET ROLE ${role}; DELETE FROM "Audit" WHERE "target" = '${old}'`);
  await assert.rejects(remove(name), /append-only/);
  await remove("botfactory_owner");
  assert.equal(await db.audit.count({ where: { target: old } }), 0);
});
