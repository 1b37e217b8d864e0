// What people of the platform read of tenants, plans and models, and what their changes leave in the record.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { announced } from "#test/announced.ts";
import {
  createBot,
  createKey,
  createModelList,
  createTenant as createShopTenant,
  createUser,
  createWorker,
} from "#test/builders.ts";
import { CONFIG_CHANNEL } from "../audit.ts";
import { db } from "../db.ts";
import { ensurePlatformModels } from "../models/save.ts";
import { personOfToken } from "../people/person.ts";
import { startSession } from "../people/sessions.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { readDefaultModels, saveDefaultModels } from "./default-models.ts";
import { listPlans, removePlan, savePlan } from "./plans.ts";
import { createTenant, inviteOwner, limitTenant, listTenants, readTenant, suspendTenant } from "./tenants.ts";
import { enterTenant } from "./visits.ts";
import { listWorkers } from "./workers.ts";

const from = { address: "203.0.113.9", agent: "Firefox" };
const word = () => randomUUID().slice(0, 8);

async function steward() {
  const id = await createUser({ platformAdmin: true });
  const token = await startSession(id, from, false);
  const again = async () => {
    const person = await personOfToken(token, from);
    assert.ok(person);
    return person;
  };
  return { id, person: await again(), again };
}
async function makePlan(limits = {}): Promise<string> {
  return (await db.plan.create({ data: { id: randomUUID(), name: word(), limits } })).id;
}
const record = async (target: string) =>
  (await db.audit.findMany({ where: { target }, orderBy: { id: "asc" } })).map(
    ({ action, actorId, address, before, after }) => ({ action, actorId, address, before, after }),
  );

/** Which tenants workers are told to load anew meanwhile. */
const told = async (act: () => Promise<unknown>): Promise<{ tenant: string; version: number }[]> =>
  (await announced(CONFIG_CHANNEL, act)).map((payload) => JSON.parse(payload));

test("workers are told of a plan's change and of its removal, for the tenants that have it", async () => {
  const { person } = await steward();
  const planId = await makePlan();
  const { tenantId } = await createShopTenant({ planId });
  await createShopTenant({ planId: await makePlan() });
  const saved = await told(() => savePlan(person, planId, { name: word(), limits: { bots: 1 } }));
  assert.deepEqual(saved, [{ tenant: tenantId, version: 2 }]);
  assert.deepEqual(await told(() => removePlan(person, planId)), [{ tenant: tenantId, version: 3 }]);
});

test("plans are listed by name with their tenants; what is saved and removed is in the record, and the others stay", async () => {
  const { person, id: actorId } = await steward();
  const [a, b] = [`a ${word()}`, `b ${word()}`];
  await savePlan(person, null, { name: b, limits: {} });
  await savePlan(person, null, { name: a, limits: { bots: 1 } });
  const mine = async () => (await listPlans(person)).filter(({ name }) => [a, b].includes(name));
  const [first, second] = await mine();
  assert.ok(first && second);
  await createShopTenant({ planId: first.id });
  assert.deepEqual(
    (await mine()).map(({ name, limits, tenants }) => [name, limits, tenants]),
    [
      [a, { bots: 1 }, 1],
      [b, {}, 0],
    ],
  );
  await savePlan(person, first.id, { name: a, limits: { bots: 2 } });
  const taken = { code: "name_taken", values: { name: a }, field: "name" };
  await assert.rejects(savePlan(person, second.id, { name: a, limits: {} }), taken);
  await removePlan(person, first.id);
  assert.deepEqual(
    (await mine()).map(({ name }) => name),
    [b],
  );
  const by = { actorId, address: from.address };
  assert.deepEqual(await record(first.id), [
    { action: "plan.save", ...by, before: null, after: { name: a, bots: 1 } },
    { action: "plan.save", ...by, before: { name: a, bots: 1 }, after: { name: a, bots: 2 } },
    { action: "plan.remove", ...by, before: { name: a, bots: 2 }, after: null },
  ]);
  const gone = { code: "not_found" };
  await assert.rejects(savePlan(person, first.id, { name: a, limits: {} }), gone);
  await assert.rejects(removePlan(person, first.id), gone);
});

test("the default models: those that the keys of all tenants list besides, and how many tenants inherit them", async () => {
  await ensurePlatformModels();
  const { person } = await steward();
  const before = await readDefaultModels(person);
  assert.equal(before.inheriting, before.tenants, "the platform's order is no tenant's own");
  const context = await createShopTenant();
  await createModelList(context, ["m"]);
  const other = await createShopTenant();
  await createModelList(other, ["m"], await createBot(other));
  await createShopTenant({ id: PLATFORM_TENANT, slug: PLATFORM_SLUG });
  const [listed] = before.entries;
  assert.ok(listed);
  const model = { generates: true, seenAt: new Date() };
  await db.model.createMany({
    data: [
      { ...model, name: "b-model", displayName: "B" },
      { ...model, name: "a-model", displayName: "A" },
      { ...model, name: "embeds", displayName: "E", generates: false },
      { ...model, name: "away", displayName: "W", missingAt: new Date() },
      { ...model, name: listed.model, displayName: "Google's name", missingAt: new Date() },
    ],
  });
  const { entries, others, tenants, inheriting } = await readDefaultModels(person);
  assert.deepEqual(others, ["a-model", "b-model"]);
  assert.deepEqual(
    [tenants - before.tenants, inheriting - before.inheriting],
    [2, 1],
    "the platform's own tenant is none, and a bot's own order is not its tenant's",
  );
  assert.partialDeepStrictEqual(entries[0], { displayName: "Google's name", missing: true });
  assert.deepEqual([entries[1]?.missing, before.entries[0]?.missing], [false, false]);
});

test("the default models are saved each once, a hundred at most, and the record has the order before and after", async () => {
  await ensurePlatformModels();
  const { person } = await steward();
  const { tenantId } = await createShopTenant();
  const { version, entries } = await readDefaultModels(person);
  const order = (of: readonly { model: string; enabled: boolean }[]) =>
    of.map(({ model, enabled }) => (enabled ? model : `-${model}`)).join(" ");
  const next = [
    { model: "models/gemini-2.5-pro", enabled: true },
    { model: "gemini-2.5-flash", enabled: true },
    { model: "gemini-2.5-pro", enabled: false },
  ];
  const heard = await told(() => saveDefaultModels(person, { version, entries: next }));
  assert.ok(heard.some(({ tenant }) => tenant === tenantId));
  assert.partialDeepStrictEqual((await record("platform")).at(-1), {
    ...{ action: "models.platform", actorId: person.id, address: from.address },
    before: { order: order(entries) },
    after: { order: "-gemini-2.5-pro gemini-2.5-flash" },
  });
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ model: `gemini-${i}-flash`, enabled: true }));
  const current = { version: version + 1 };
  const refused = { code: "invalid", field: "model" };
  await assert.rejects(saveDefaultModels(person, { ...current, entries: many(101) }), refused);
  assert.equal(await saveDefaultModels(person, { ...current, entries: many(100) }), version + 2);
  await db.modelList.deleteMany({ where: { tenantId: null } });
  assert.deepEqual((await readDefaultModels(person)).version, 0);
  assert.equal(await saveDefaultModels(person, { version: 0, entries: next }), 1);
  assert.equal((await record("platform")).at(-1)?.before, null);
});

test("a tenant is shown with its owners, its own figures, and how the person is in it", async () => {
  const { id, person, again } = await steward();
  const planId = await makePlan({ bots: 3 });
  const { tenantId } = await createShopTenant({ planId, limits: { keys: 4 }, name: "Gul" });
  const userId = await createUser({ name: "Aziza", email: `${word()}@example.com` });
  const operator = await createUser();
  await db.member.createMany({
    data: [
      { tenantId, userId, role: "owner" },
      { tenantId, userId: operator, role: "operator" },
    ],
  });
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const shown = await readTenant(person, tenantId);
  assert.partialDeepStrictEqual(shown, {
    ...{ id: tenantId, name: "Gul", planId, ownLimits: { keys: 4 }, suspendedAt: null },
    ...{ owners: [{ name: "Aziza", email }], visitUntil: null, isMember: false },
  });
  assert.equal(shown?.owners.length, 1);
  await enterTenant(person, tenantId, "Help");
  const visited = await readTenant(await again(), tenantId);
  assert.ok(visited?.visitUntil && !visited.isMember);
  await db.visit.deleteMany({ where: { tenantId } });
  await db.member.create({ data: { tenantId, userId: id, role: "viewer" } });
  assert.partialDeepStrictEqual(await readTenant(await again(), tenantId), {
    visitUntil: null,
    isMember: true,
  });
  for (const none of ["1;--", randomUUID()]) assert.equal(await readTenant(person, none), null);
});

test("tenants are listed by plan, or only those that are suspended, with what they have", async () => {
  const { person } = await steward();
  const planId = await makePlan();
  const name = word();
  const [mine, other] = [await createShopTenant({ name, planId }), await createShopTenant({ name })];
  await createBot(mine);
  await createKey(mine);
  await createKey(mine);
  await db.member.create({ data: { tenantId: mine.tenantId, userId: await createUser(), role: "owner" } });
  const found = async (filter: object) =>
    (await listTenants(person, { text: name, ...filter })).rows.map(({ id }) => id);
  assert.deepEqual(await found({ planId }), [mine.tenantId]);
  assert.equal((await found({ planId: "1;--" })).length, 2, "what is no plan restricts nothing");
  assert.deepEqual(await found({ suspended: true }), []);
  await suspendTenant(person, other.tenantId, true);
  assert.deepEqual(await found({ suspended: true }), [other.tenantId]);
  assert.equal((await found({})).length, 2);
  const [row] = (await listTenants(person, { planId })).rows;
  assert.partialDeepStrictEqual(row, { bots: 1, keys: 2, members: 1, suspendedAt: null });
  assert.equal(row?.plan, (await db.plan.findUniqueOrThrow({ where: { id: planId } })).name);
});

test("an owner is invited to a tenant that is there, by the person and their address; a new tenant needs a plan that is there", async () => {
  const { person } = await steward();
  const { tenantId } = await createShopTenant();
  const email = `${word()}@example.com`;
  await inviteOwner(person, tenantId, email);
  const { role } = await db.invitation.findFirstOrThrow({ where: { tenantId, email } });
  assert.equal(role, "owner");
  const entry = await db.audit.findFirstOrThrow({ where: { tenantId, action: "invitation.add" } });
  assert.deepEqual([entry.actorId, entry.address, entry.platform], [person.id, from.address, true]);
  await db.tenant.createMany({
    data: [{ id: PLATFORM_TENANT, slug: PLATFORM_SLUG, name: "Platform" }],
    skipDuplicates: true,
  });
  for (const none of ["1;--", randomUUID(), PLATFORM_TENANT])
    await assert.rejects(inviteOwner(person, none, email), { code: "not_found" }, none);
  const stranger = await personOfToken(await startSession(await createUser(), from, false), from);
  assert.ok(stranger);
  await assert.rejects(inviteOwner(stranger, tenantId, email), { code: "not_found" });

  const made = { name: "Made", email, slug: `made-${word()}` };
  const planless = createTenant(person, { ...made, planId: randomUUID() });
  await assert.rejects(planless, { code: "not_found" });
  const planId = await makePlan();
  const { id } = await createTenant(person, { ...made, slug: ` ${made.slug.toUpperCase()}`, planId });
  const { slug, planId: its } = await db.tenant.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([slug, its], [made.slug, planId]);
});

test("a tenant's limits are in its record with the plan's name, before and after", async () => {
  const { person } = await steward();
  const [old, next] = [await makePlan(), await makePlan()];
  const nameOf = async (id: string) => (await db.plan.findUniqueOrThrow({ where: { id } })).name;
  const { tenantId } = await createShopTenant({ planId: old, limits: { bots: 1 } });
  const change = (planId: string | null, limits: object) => limitTenant(person, tenantId, { planId, limits });
  assert.equal((await told(() => change(next, { bots: 2 }))).length, 1);
  await change(null, {});
  assert.partialDeepStrictEqual(await record(tenantId), [
    { before: { plan: await nameOf(old), bots: 1 }, after: { plan: await nameOf(next), bots: 2 } },
    { before: { plan: await nameOf(next), bots: 2 }, after: { plan: null } },
  ]);
  await assert.rejects(limitTenant(person, randomUUID(), { planId: null, limits: {} }), {
    code: "not_found",
  });
});

test("a worker carries the bots and the conversations that it holds now", async () => {
  const { person } = await steward();
  const [workerId, context] = [await createWorker(), await createShopTenant()];
  const [until, past] = [60_000, -60_000].map((ms) => new Date(Date.now() + ms));
  const { tenantId } = context;
  for (const each of [until, past]) {
    const botId = await createBot(context);
    await db.botLease.update({ where: { botId }, data: { workerId, until: each ?? null } });
    for (const chatId of [1, 2])
      await db.lane.create({ data: { tenantId, botId, chatId, workerId, until: each ?? null } });
  }
  const found = (await listWorkers(person)).find(({ id }) => id === workerId);
  assert.deepEqual([found?.bots, found?.turns], [1, 2]);
});
