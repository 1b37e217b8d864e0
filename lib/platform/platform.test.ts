// What people of the platform may do, and nobody else.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createBot, createTenant as createShopTenant, createUser, createWorker } from "#test/builders.ts";
import { makeAlertLink } from "../alerts/links.ts";
import { muteKind, testOwnWay, unlinkTelegram } from "../alerts/settings.ts";
import { db } from "../db.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { ensurePlatformModels } from "../models/save.ts";
import { type Person, personOfToken } from "../people/person.ts";
import { startSession } from "../people/sessions.ts";
import { enter } from "../people/tenants.ts";
import { setZone } from "../people/zone.ts";
import { makeStaffLinks } from "../staff/links.ts";
import { readDefaultModels, saveDefaultModels } from "./default-models.ts";
import { listPlans, removePlan, savePlan } from "./plans.ts";
import { createTenant, limitTenant, listTenants, readTenant, suspendTenant } from "./tenants.ts";
import { enterTenant, leaveTenant, visitsTo } from "./visits.ts";
import { listWorkers } from "./workers.ts";

const from = { address: "203.0.113.9", agent: "Firefox" };

async function signedIn(more: { platformAdmin?: boolean; name?: string } = {}): Promise<[Person, string]> {
  const id = await createUser(more);
  const token = await startSession(id, from, false);
  const person = await personOfToken(token, from);
  assert.ok(person);
  return [person, token];
}
const steward = async () => (await signedIn({ platformAdmin: true, name: "Stew" }))[0];
const versionOf = async (id: string) => (await db.tenant.findUniqueOrThrow({ where: { id } })).configVersion;
const recordOf = (tenantId: string) =>
  db.audit.findMany({ where: { tenantId }, orderBy: { id: "asc" }, omit: { id: true, at: true } });

test("to everybody else the platform's functions are not there, and they write nothing", async () => {
  const context = await createShopTenant();
  const [other] = await signedIn();
  const { tenantId } = context;
  for (const call of [
    () => listTenants(other, {}),
    () => readTenant(other, tenantId),
    () => suspendTenant(other, tenantId, true),
    () => limitTenant(other, tenantId, { planId: null, limits: { bots: 1 } }),
    () => createTenant(other, { name: "X", slug: "x", email: "x@example.com", planId: null }),
    () => enterTenant(other, tenantId, "Curious"),
    () => leaveTenant(other, tenantId),
    () => listPlans(other),
    () => savePlan(other, null, { name: "X", limits: {} }),
    () => removePlan(other, randomUUID()),
    () => readDefaultModels(other),
    () => saveDefaultModels(other, { version: 0, entries: [] }),
    () => listWorkers(other),
  ])
    await assert.rejects(call(), { code: "not_found" });
  assert.deepEqual(await recordOf(tenantId), []);
  assert.equal(await db.visit.count(), 0);
  assert.equal(await db.tenant.count({ where: { slug: "x" } }), 0);
});

test("a visit opens one tenant for an hour as its admin, shows itself there, and is in its record from both ends", async () => {
  const [mine, theirs] = [await createShopTenant({ name: "Visited" }), await createShopTenant()];
  const [person, token] = await signedIn({ platformAdmin: true, name: "Stew" });
  assert.deepEqual(person.tenants, []);
  const slug = await enterTenant(person, mine.tenantId, "A bot is silent");
  const there = await personOfToken(token, from);
  assert.ok(there);
  assert.deepEqual(
    there.tenants.map(({ tenantId, role }) => [tenantId, role]),
    [[mine.tenantId, "admin"]],
  );
  const entry = enter(there, slug);
  assert.ok(entry?.context.visiting);
  await assert.rejects(setZone(entry.context, "Asia/Almaty"), { code: "forbidden" });
  // Alerts and the staff's Telegram accounts are members' own.
  const botId = await createBot(mine);
  for (const call of [makeAlertLink, makeStaffLinks])
    await assert.rejects(call(entry.context, botId), { code: "members_only" }, call.name);
  for (const call of [
    () => muteKind(entry.context, "disk_full", true),
    () => testOwnWay(entry.context, "telegram"),
    () => unlinkTelegram(entry.context),
  ])
    await assert.rejects(call(), { code: "members_only" });
  const [shown, ...more] = await visitsTo(mine);
  assert.deepEqual([shown?.name, shown?.reason, more.length], ["Stew", "A bot is silent", 0]);
  assert.deepEqual(await visitsTo(theirs), []);
  await leaveTenant(there, mine.tenantId);
  await leaveTenant(there, mine.tenantId);
  assert.deepEqual((await personOfToken(token))?.tenants, []);
  assert.deepEqual(await visitsTo(mine), []);
  const entries = await recordOf(mine.tenantId);
  assert.deepEqual(
    entries.map(({ action, actorId, platform, address }) => [action, actorId, platform, address]),
    ["start", "end"].map((verb) => [`impersonation.${verb}`, person.id, true, from.address]),
  );
  assert.equal(await versionOf(mine.tenantId), 3, "open pages are told");
});

test("a visit is over after its hour, and with the person's part in the platform", async () => {
  const { tenantId } = await createShopTenant();
  const [person, token] = await signedIn({ platformAdmin: true });
  await enterTenant(person, tenantId, "Help");
  await db.visit.updateMany({ where: { tenantId }, data: { until: new Date(Date.now() - 1) } });
  assert.deepEqual((await personOfToken(token))?.tenants, []);
  await enterTenant(person, tenantId, "Help again");
  assert.equal((await personOfToken(token))?.tenants.length, 1);
  await db.user.update({ where: { id: person.id }, data: { platformAdmin: false } });
  assert.deepEqual((await personOfToken(token))?.tenants, []);
});

test("where a tenant demands a second factor, a visitor needs one as well", async () => {
  const { tenantId } = await createShopTenant({ secondFactor: true });
  const [person, token] = await signedIn({ platformAdmin: true });
  const slug = await enterTenant(person, tenantId, "Help");
  const there = await personOfToken(token);
  assert.throws(() => there && enter(there, slug), { code: "factor_demanded" });
});

test("tenants are found by name and address, listed by name in pages, and each page goes on where the last ended", async () => {
  const person = await steward();
  const word = randomUUID().slice(0, 8);
  for (let n = 0; n < 60; n++)
    await createShopTenant({ name: `${word} ${String(n).padStart(2, "0")}`, slug: `${word}-${n}` });
  const first = await listTenants(person, { text: word.toUpperCase() });
  assert.deepEqual([first.rows.length, first.rows[0]?.name], [50, `${word} 00`]);
  const second = await listTenants(person, { text: word, after: first.next });
  assert.deepEqual([second.rows.map(({ name }) => name)[0], second.rows.length], [`${word} 50`, 10]);
  assert.equal(second.next, null);
  assert.equal((await listTenants(person, { text: `${word}-7` })).rows[0]?.name, `${word} 07`);
  assert.deepEqual((await listTenants(person, { text: "100%_no" })).rows, []);
  assert.ok((await listTenants(person, { after: "1;--" })).rows.length > 0);
});

test("a new tenant has an address, an invited owner, and its making in its record", async () => {
  const person = await steward();
  const slug = `made-${randomUUID().slice(0, 8)}`;
  const email = `${slug}@example.com`;
  const { id, delivery } = await createTenant(person, { name: "Made", slug, email, planId: null });
  assert.ok(!delivery.mailed && delivery.link.includes("/invite/"));
  const invitation = await db.invitation.findFirstOrThrow({ where: { tenantId: id } });
  assert.deepEqual([invitation.email, invitation.role], [email, "owner"]);
  const entries = await recordOf(id);
  assert.deepEqual(
    entries.map(({ action, platform }) => [action, platform]),
    [
      ["tenant.create", true],
      ["invitation.add", true],
    ],
  );
  await assert.rejects(createTenant(person, { name: "Twin", slug, email, planId: null }), {
    code: "slug_taken",
  });
});

test("a suspended tenant's bots stop in the workers' configuration, and run again once it is resumed; a neighbour's go on", async () => {
  const person = await steward();
  const [mine, theirs] = [await createShopTenant(), await createShopTenant()];
  const [myBot, theirBot] = [await createBot(mine), await createBot(theirs)];
  const runs = async ({ tenantId }: { tenantId: string }, bot: string) =>
    (await loadTenant(tenantId))?.bots.get(bot)?.enabled;
  await suspendTenant(person, mine.tenantId, true);
  await suspendTenant(person, mine.tenantId, true);
  assert.deepEqual([await runs(mine, myBot), await runs(theirs, theirBot)], [false, true]);
  await suspendTenant(person, mine.tenantId, false);
  assert.equal(await runs(mine, myBot), true);
  assert.equal(await versionOf(mine.tenantId), 3);
  assert.deepEqual(
    (await recordOf(mine.tenantId)).map(({ action }) => action),
    ["tenant.suspend", "tenant.resume"],
  );
  await assert.rejects(suspendTenant(person, randomUUID(), true), { code: "not_found" });
});

test("a plan's figures reach the workers of its tenants when the plan changes, and a tenant's own figure stands over them", async () => {
  const person = await steward();
  const [mine, theirs] = [await createShopTenant(), await createShopTenant()];
  const bot = await createBot(mine);
  const perDay = async () => (await loadTenant(mine.tenantId))?.bots.get(bot)?.allowances.tenant.perDay;
  const name = randomUUID();
  await savePlan(person, null, { name, limits: { perDay: 100 } });
  const plan = (await listPlans(person)).find((each) => each.name === name);
  assert.ok(plan);
  await limitTenant(person, mine.tenantId, { planId: plan.id, limits: {} });
  assert.equal(await perDay(), 100);
  await savePlan(person, plan.id, { name, limits: { perDay: 200, bots: 3 } });
  assert.equal(await perDay(), 200);
  assert.deepEqual([await versionOf(mine.tenantId), await versionOf(theirs.tenantId)], [3, 1]);
  await limitTenant(person, mine.tenantId, { planId: plan.id, limits: { perDay: 5 } });
  assert.equal(await perDay(), 5);
  await assert.rejects(savePlan(person, null, { name, limits: {} }), { code: "name_taken", field: "name" });
  await removePlan(person, plan.id);
  assert.equal((await readTenant(person, mine.tenantId))?.planId, null);
  assert.equal(await perDay(), 5);
  const missing = limitTenant(person, mine.tenantId, { planId: randomUUID(), limits: {} });
  await assert.rejects(missing, { code: "not_found" });
});

test("the default models reach every tenant that inherits them, and no other; of two saves of the same version one is refused", async () => {
  await ensurePlatformModels();
  const person = await steward();
  const [mine, theirs] = [await createShopTenant(), await createShopTenant()];
  await db.modelList.create({ data: { id: randomUUID(), tenantId: theirs.tenantId, entries: [] } });
  const { version, entries } = await readDefaultModels(person);
  const next = [...entries].reverse();
  await saveDefaultModels(person, { version, entries: next });
  assert.deepEqual([await versionOf(mine.tenantId), await versionOf(theirs.tenantId)], [2, 1]);
  const read = await readDefaultModels(person);
  assert.deepEqual(
    read.entries.map(({ model }) => model),
    next.map(({ model }) => model),
  );
  await assert.rejects(saveDefaultModels(person, { version, entries }), { code: "conflict" });
  await assert.rejects(saveDefaultModels(person, { version: read.version, entries: [] }), {
    code: "invalid",
  });
});

test("workers are listed with what they carry, the living ones first", async () => {
  const person = await steward();
  const context = await createShopTenant();
  const dead = await createWorker({ seenAt: new Date(Date.now() - 3_600_000), host: "old-host pid:[1]" });
  const living = await createWorker({ version: "1.2.3" });
  const botId = await createBot(context);
  const until = new Date(Date.now() + 60_000);
  await db.botLease.update({ where: { botId }, data: { workerId: living, until } });
  const found = (await listWorkers(person)).filter(({ id }) => [dead, living].includes(id));
  assert.deepEqual(
    found.map(({ id, host, version, alive, bots }) => [id, host, version, alive, bots]),
    [
      [living, "host", "1.2.3", true, 1],
      [dead, "old-host", null, false, 0],
    ],
  );
});
