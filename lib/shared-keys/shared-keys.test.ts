// The platform's keys: who has them in which chain, what a tenant sees of them, and how many calls it may make.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { afterEach, before, beforeEach } from "node:test";
import { inspect } from "node:util";
import {
  createBot,
  createKey,
  createModelList,
  createTenant,
  createUser,
  createWorker,
} from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { until } from "#test/until.ts";
import { listBots } from "../bots/list.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { readSharedKeys } from "../health/shared-keys.ts";
import { SHARED_LABEL } from "../keys/default-label.ts";
import { editKey, removeKey } from "../keys/edit.ts";
import { listKeys } from "../keys/list.ts";
import { startLiveConfig } from "../live-config/live-config.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { personOfToken } from "../people/person.ts";
import { startSession } from "../people/sessions.ts";
import { listTenants, readTenant } from "../platform/tenants.ts";
import { enterTenant } from "../platform/visits.ts";
import { tenantDb } from "../tenant-db.ts";
import { enterSharedKeys, sharedKeysContext } from "./enter.ts";
import { sharedKeys } from "./list.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "./tenant.ts";
import { dropOldSharedUse, returnSharedCalls, takeSharedCalls } from "./use.ts";

const model = "gemini-2.5-flash";
const SECRET = "AQ.shared-secret-of-the-platform-x7q9";
const NAME = "The host's paid key";
const platform: Context = { tenantId: PLATFORM_TENANT, role: "owner", actorId: null };
before(async () => {
  await createWorker();
  await createTenant({ id: PLATFORM_TENANT, slug: PLATFORM_SLUG });
});
let sharedId: string;
beforeEach(async () => {
  await db.park.deleteMany();
  await db.key.deleteMany({ where: { tenantId: PLATFORM_TENANT } });
  sharedId = await createKey(platform, {
    secret: SECRET,
    label: NAME,
    checkClass: "ok",
    checkedAt: new Date(),
  });
});
const lives: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const live of lives.splice(0)) await live.stop();
});

/** A tenant with a bot; `calls` of a day with the platform's keys. */
async function shop(calls: number | null, ownKey = false) {
  const context = await createTenant(calls === null ? {} : { limits: { sharedCalls: calls } });
  const botId = await createBot(context);
  await db.botLease.update({
    where: { botId },
    data: { state: "working", until: new Date(Date.now() + 3_600_000) },
  });
  await createModelList(context, [model]);
  const keyId = ownKey ? await createKey(context, { checkClass: "ok", checkedAt: new Date() }) : null;
  return { context, botId, keyId };
}
const conditionOf = async (context: Context) => (await listBots(context))[0]?.condition;

test("a tenant that may has them after its own, without their names; one that may not has none", async () => {
  const [may, not] = [await shop(5, true), await shop(null, true)];
  const chain = (await loadTenant(may.context.tenantId))?.bots.get(may.botId)?.chain;
  assert.deepEqual(
    chain?.candidates.map(({ key, owner }) => [key.id, owner]),
    [
      [may.keyId, may.context.tenantId],
      [sharedId, PLATFORM_TENANT],
    ],
  );
  const other = await loadTenant(not.context.tenantId);
  assert.deepEqual(
    other?.chain.candidates.map(({ key }) => key.id),
    [not.keyId],
  );
  const shown = inspect([await loadTenant(may.context.tenantId), other], { depth: null });
  for (const hidden of [SECRET, SECRET.slice(-4), NAME]) assert.ok(!shown.includes(hidden), hidden);
});

test("to a tenant the database shows none of them, and what its page gets is their best state and its own part", async () => {
  const { context } = await shop(5);
  assert.deepEqual(await tenantDb(context).key.findMany(), []);
  assert.deepEqual(await listKeys(context), []);
  const { until: _, ...view } = (await readSharedKeys(context)) ?? { until: null };
  assert.deepEqual(view, { state: "works", limit: 5, used: 0 });
  assert.equal(await readSharedKeys((await shop(null)).context), null);
  const parked = { scope: "key", id: sharedId, class: "key_blocked", reason: "leaked" } as const;
  await db.park.create({ data: { ...parked, tenantId: PLATFORM_TENANT, since: new Date() } });
  assert.equal((await readSharedKeys(context))?.state, "broken");
  const second = await createKey(platform, { checkClass: "ok", checkedAt: new Date() });
  const pause = { class: "overloaded", reason: "", until: new Date(Date.now() + 60_000) } as const;
  const of = { scope: "key", id: second, tenantId: PLATFORM_TENANT, since: new Date() } as const;
  await db.park.create({ data: { ...of, ...pause } });
  assert.equal((await readSharedKeys(context))?.state, "waiting");
  await createKey(platform, { checkClass: "ok", checkedAt: new Date() });
  assert.equal((await readSharedKeys(context))?.state, "works");
});

test("a bot without a key of its own works with them, says nothing of whose key fails, and waits for the new day once its part is used up", async () => {
  const [mine, other] = [await shop(3), await shop(3)];
  assert.deepEqual(await conditionOf(mine.context), { kind: "works" });
  assert.ok(await takeSharedCalls(mine.context.tenantId, 3, 3));
  const spent = await conditionOf(mine.context);
  assert.partialDeepStrictEqual(spent, { kind: "waiting", reason: "limits", keyId: null });
  assert.ok(spent && "until" in spent && spent.until && spent.until.getTime() > Date.now());
  assert.equal((await conditionOf(other.context))?.kind, "works", "another's part is its own");

  const parked = { scope: "key", id: sharedId, class: "key_blocked", reason: "leaked" } as const;
  await db.park.create({ data: { ...parked, tenantId: PLATFORM_TENANT, since: new Date() } });
  assert.partialDeepStrictEqual(await conditionOf(other.context), { reason: "shared_refused", keyId: null });
});

test("where Google does not offer the model to the platform's keys, the model is the cause, not a refusal of keys", async () => {
  const { context } = await shop(5);
  const gone = [model, "gemini-flash-latest", "gemini-flash-lite-latest"];
  await db.key.update({ where: { id: sharedId }, data: { gone } });
  assert.partialDeepStrictEqual(await conditionOf(context), { reason: "models_gone", keyId: null });
});

test("however many workers take at once, a tenant gets no call beyond its part, and nothing of another's", async () => {
  const [mine, other] = [await shop(25), await shop(25)];
  const taken = await Promise.all(
    Array.from({ length: 20 }, () => takeSharedCalls(mine.context.tenantId, 25, 3)),
  );
  const [day] = taken.filter((each) => each !== null);
  assert.equal(taken.filter((each) => each !== null).length, 8);
  assert.equal(await takeSharedCalls(mine.context.tenantId, 25, 3), null, "one is left, and no three");
  assert.ok(await takeSharedCalls(mine.context.tenantId, 25, 1));
  assert.ok(await takeSharedCalls(other.context.tenantId, 25, 25));
  await returnSharedCalls(mine.context.tenantId, day ?? "", 2);
  assert.ok(await takeSharedCalls(mine.context.tenantId, 25, 2));
  assert.equal(await takeSharedCalls(randomUUID(), 25, 1), null, "no such tenant");
  const seen = await tenantDb(mine.context).sharedKeyUse.findMany();
  assert.deepEqual(
    seen.map(({ calls }) => calls),
    [25],
  );
});

test("they are tried in the platform's order, with what is known of each; not those that are off or cannot be decrypted", async () => {
  const { id: projectId } = await db.project.create({
    data: { id: randomUUID(), tenantId: PLATFORM_TENANT, label: "Paid" },
  });
  const known = { projectId, models: [model], gone: ["m"], listedAt: new Date() };
  const last = await createKey(platform, { position: 9 });
  const first = await createKey(platform, { position: 0, ...known });
  await createKey(platform, { enabled: false });
  const lost = await createKey(platform);
  await db.key.update({ where: { id: lost }, data: { secret: "v1.00000000.AAAA.AAAA.AAAA" } });
  const [beside, twin] = [randomUUID(), randomUUID()].sort();
  for (const id of [twin, beside]) await createKey(platform, { id: id ?? "", position: 5 });
  const keys = await sharedKeys();
  assert.deepEqual(
    keys.map(({ id }) => id),
    [first, sharedId, beside, twin, last],
  );
  const nameless = { label: SHARED_LABEL, last4: "", lastResort: true, owner: PLATFORM_TENANT };
  assert.deepEqual(keys[0], { id: first, ...known, ...nameless });
});

test("the calls of a day are kept for a month", async () => {
  const { tenantId } = (await shop(5)).context;
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  for (const days of [0, 30, 33])
    await db.sharedKeyUse.create({ data: { tenantId, day: daysAgo(days), calls: days } });
  await dropOldSharedUse();
  const left = await db.sharedKeyUse.findMany({ where: { tenantId }, orderBy: { day: "asc" } });
  assert.deepEqual(
    left.map(({ calls }) => calls),
    [30, 0],
  );
});

test("what the platform changes in its keys is live in the chains of those who share them, and a worker has their secrets", async () => {
  const { context, botId } = await shop(5);
  const live = await startLiveConfig({ workerId: null });
  lives.push(live);
  const keys = () => live.bot(botId)?.chain.candidates.map(({ key }) => key.id);
  assert.deepEqual(keys(), [sharedId]);
  assert.equal(live.secretOf(sharedId), SECRET);
  await editKey(platform, sharedId, { enabled: false });
  await until("it is off", () => keys()?.length === 0);
  await editKey(platform, sharedId, { enabled: true });
  await until("it is on", () => keys()?.length === 1);
  await removeKey(platform, sharedId);
  await until("it is gone", () => keys()?.length === 0);
  assert.equal(live.tenant(context.tenantId)?.sharedCalls, 5);
});

test("only people of the platform manage them, and nothing else in the platform's own tenant, which no list shows", async () => {
  const personWith = async (platformAdmin: boolean) => {
    const from = { address: "203.0.113.9", agent: null };
    const person = await personOfToken(
      await startSession(await createUser({ platformAdmin }), from, false),
      from,
    );
    assert.ok(person);
    return person;
  };
  const [steward, other] = [await personWith(true), await personWith(false)];
  const entered = { tenantId: PLATFORM_TENANT, role: "admin", actorId: steward.id };
  assert.deepEqual(enterSharedKeys(steward), { ...entered, from: { address: "203.0.113.9", agent: null } });
  const { from: _, ...elsewhere } = steward;
  assert.deepEqual(enterSharedKeys(elsewhere), entered, "where a command acts for them");
  assert.throws(() => enterSharedKeys(other), hasCode("not_found"));
  assert.equal((await sharedKeysContext(steward, PLATFORM_SLUG, "manageKeys"))?.tenantId, PLATFORM_TENANT);
  assert.equal(await sharedKeysContext(steward, PLATFORM_SLUG, "manageBots"), null);
  assert.equal(await sharedKeysContext(steward, "shop", "manageKeys"), null);
  assert.equal(await sharedKeysContext(other, PLATFORM_SLUG, "manageKeys"), null);
  await db.tenant.delete({ where: { id: PLATFORM_TENANT } });
  const enter = () => sharedKeysContext(steward, PLATFORM_SLUG, "manageKeys");
  await Promise.all([enter(), enter(), enter()]);
  const made = await db.tenant.findUniqueOrThrow({ where: { id: PLATFORM_TENANT } });
  assert.deepEqual(
    [made.slug, made.name],
    [PLATFORM_SLUG, "Platform"],
    "made once, when they are entered first",
  );
  const { rows } = await listTenants(steward, { text: PLATFORM_SLUG });
  assert.deepEqual(rows, []);
  assert.equal(await readTenant(steward, PLATFORM_TENANT), null);
  await assert.rejects(enterTenant(steward, PLATFORM_TENANT, "To look"), hasCode("not_found"));
});
