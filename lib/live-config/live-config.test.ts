import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { afterEach } from "node:test";
import { inspect } from "node:util";
import { createBot, createKey, createShop, createTenant, createWorker } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { log } from "../log.ts";
import { acknowledge, untilLive } from "./acks.ts";
import { type LiveConfig, startLiveConfig } from "./live-config.ts";
import { loadTenant } from "./snapshot.ts";

const started: LiveConfig[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((live) => live.stop()));
  await db.worker.deleteMany();
});

async function worker(): Promise<LiveConfig> {
  const workerId = randomUUID();
  await createWorker({ id: workerId });
  const live = await startLiveConfig({ workerId });
  started.push(live);
  return live;
}

/** Resolves at the next replacement of the tenant's snapshot. */
const replaced = (live: LiveConfig, { tenantId }: Context) =>
  new Promise<void>((done) => live.onChange((id) => id === tenantId && done()));

/** Terminates every LISTEN connection, so workers reconnect and catch up. */
const breakListeners = () =>
  asOwner(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
  );

async function tenantWithBot(): Promise<{ context: Context; botId: string; keyId: string }> {
  const context = await createTenant();
  const botId = await createBot(context);
  const keyId = await createKey(context, { secret: "AQ.secret" });
  const entries = [
    { model: "m1", enabled: true },
    { model: "m2", enabled: false },
  ];
  const { tenantId } = context;
  await db.modelList.create({ data: { id: randomUUID(), tenantId, entries } });
  return { context, botId, keyId };
}

test("a change is live on every worker, and each acknowledges its version", async () => {
  const { context, botId } = await tenantWithBot();
  const [one, two] = [await worker(), await worker()];
  const { version } = await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "Be brief." } }),
  );
  assert.deepEqual(await untilLive(context, version, 240_000), { live: 2, workers: 2 });
  for (const live of [one, two]) assert.equal(live.bot(botId)?.prompt, "Be brief.");
});

test("a snapshot held by a turn does not change", async () => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  const pinned = live.bot(botId)!;
  const { version } = await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "New." } }),
  );
  await untilLive(context, version, 240_000);
  assert.equal(pinned.prompt, "");
  assert.equal(live.bot(botId)?.prompt, "New.");
});

test("the chain has only enabled models and no secrets", async () => {
  const { botId, keyId } = await tenantWithBot();
  const live = await worker();
  const { chain } = live.bot(botId)!;
  assert.deepEqual(
    chain.candidates.map(({ model, key }) => [model, key.id]),
    [["m1", keyId]],
  );
  assert.equal(live.secretOf(keyId), "AQ.secret");
  assert.ok(!JSON.stringify(chain).includes("AQ.secret"));
});

test("a disabled key is in no chain, and no worker holds its secret", async () => {
  const { context, botId, keyId } = await tenantWithBot();
  const disabled = await createKey(context, { enabled: false });
  const live = await worker();
  const { chain } = live.bot(botId)!;
  assert.deepEqual(
    chain.candidates.map(({ key }) => key.id),
    [keyId],
  );
  assert.equal(live.secretOf(disabled), undefined);
});

test("a tenant's snapshot has nothing of another tenant, older or newer", async () => {
  const before = await createShop();
  const { context, botId, keyId, mark } = await createShop();
  const after = await createShop();
  const snapshot = await loadTenant(context.tenantId);
  const shown = inspect(snapshot, { depth: null, maxArrayLength: null });
  for (const other of [before, after]) assert.ok(!shown.includes(other.mark));
  assert.deepEqual([...snapshot!.bots.keys()], [botId]);
  assert.ok(snapshot!.secrets.has(keyId) && snapshot!.secrets.size === 2);
  const models = ["gemini-2.5-flash", `model ${mark}`];
  assert.deepEqual([...new Set(snapshot!.chain.candidates.map(({ model }) => model))], models);
  assert.deepEqual([...snapshot!.known], [[mark, "blocked"]]);
  assert.deepEqual([...snapshot!.prices.keys()].sort(), models);
});

test("a version counts as live only for its own tenant", async () => {
  const [mine, other] = [await createTenant(), await createTenant()];
  const [one, two] = [randomUUID(), randomUUID()];
  for (const id of [one, two]) await createWorker({ id });
  await acknowledge(one, [
    { tenantId: mine.tenantId, version: 2 },
    { tenantId: other.tenantId, version: 9 },
  ]);
  await acknowledge(two, [{ tenantId: mine.tenantId, version: 1 }]);
  assert.deepEqual(await untilLive(mine, 2, 50, 0), { live: 1, workers: 2 });
  assert.deepEqual(await untilLive(mine, 3, 50, 0), { live: 0, workers: 2 });
  await acknowledge(two, [{ tenantId: mine.tenantId, version: 3 }]);
  assert.deepEqual(await untilLive(mine, 2, 50), { live: 2, workers: 2 });
});

test("where a worker is late, what is known comes at once, and what became of it later", async () => {
  const mine = await createTenant();
  const [one, two] = [randomUUID(), randomUUID()];
  for (const id of [one, two]) await db.worker.create({ data: { id, host: "test", pid: 1 } });
  await acknowledge(one, [{ tenantId: mine.tenantId, version: 2 }]);
  const { later, ...soon } = await untilLive(mine, 2, 50);
  assert.deepEqual(soon, { live: 1, workers: 2 });
  await acknowledge(two, [{ tenantId: mine.tenantId, version: 2 }]);
  assert.deepEqual(await later, { live: 2, workers: 2 });
  // An older one that arrives late takes nothing back.
  await acknowledge(two, [{ tenantId: mine.tenantId, version: 1 }]);
  assert.deepEqual(await untilLive(mine, 2, 50), { live: 2, workers: 2 });
  const never = await untilLive(mine, 3, 50, 100);
  assert.deepEqual(await never.later, { live: 0, workers: 2 });
  // Of many saves in a row only the last one's answer is held open.
  const first = await untilLive(mine, 3, 50, 600_000);
  const second = await untilLive(mine, 4, 50, 600_000);
  assert.deepEqual(await first.later, { live: 0, workers: 2 });
  for (const id of [one, two]) await acknowledge(id, [{ tenantId: mine.tenantId, version: 4 }]);
  assert.deepEqual(await second.later, { live: 2, workers: 2 });
});

test("the next save of a tenant ends the wait of its last one, and of no other tenant's", async () => {
  const [mine, theirs] = [await createTenant(), await createTenant()];
  const workerId = randomUUID();
  await createWorker({ id: workerId });
  const [my, their] = [await untilLive(mine, 2, 50, 600_000), await untilLive(theirs, 2, 50, 600_000)];
  const next = await untilLive(mine, 3, 50, 600_000);
  assert.deepEqual(await my.later, { live: 0, workers: 1 });
  await acknowledge(workerId, [{ tenantId: theirs.tenantId, version: 2 }]);
  assert.deepEqual(await their.later, { live: 1, workers: 1 });
  await acknowledge(workerId, [{ tenantId: mine.tenantId, version: 3 }]);
  assert.deepEqual(await next.later, { live: 1, workers: 1 });
});

test("an acknowledgement that cannot be stored is said again once it can, without another change", async (t) => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  const failed = Promise.withResolvers<void>();
  const warn = t.mock.method(log, "warn", () => failed.resolve());
  const error = t.mock.method(log, "error");
  await asOwner(`ALTER TABLE "Ack" RENAME TO "Away"`);
  let version: number;
  try {
    ({ version } = await change(context, { action: "bot.prompt", target: botId }, (tx) =>
      tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "New." } }),
    ));
    await failed.promise;
    assert.equal(live.bot(botId)?.prompt, "New.", "it is in use all the same");
  } finally {
    await asOwner(`ALTER TABLE "Away" RENAME TO "Ack"`);
  }
  assert.deepEqual(await untilLive(context, version, within(20_000), 0), { live: 1, workers: 1 });
  assert.equal(error.mock.callCount(), 0, "nothing says that it could not be loaded");
  assert.ok(warn.mock.callCount() > 0);
});

test("a secret that cannot be decrypted removes only its own key", async () => {
  const { context, botId, keyId } = await tenantWithBot();
  const broken = {
    tenantId: context.tenantId,
    label: "Broken",
    secretIndex: "y",
    last4: "xxxx",
    position: 0,
  };
  await db.key.create({ data: { ...broken, id: randomUUID(), secret: "v1.0.0.0.0" } });
  const live = await worker();
  assert.deepEqual(
    live.bot(botId)!.chain.candidates.map(({ key }) => key.id),
    [keyId],
  );
});

test("a change announced while the LISTEN connection was down is loaded after the reconnect", async () => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  await breakListeners();
  await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "Missed." } }),
  );
  await until("the change is live", () => live.bot(botId)?.prompt === "Missed.");
});

test("an older snapshot never replaces a newer one", async () => {
  const { context, botId } = await tenantWithBot();
  const other = await tenantWithBot();
  const live = await worker();
  // Simulates an overtaken load: older data with an older version.
  const { tenantId } = context;
  await db.bot.update({ where: { id: botId, tenantId }, data: { prompt: "Old." } });
  await db.tenant.update({ where: { id: tenantId }, data: { configVersion: 0 } });
  await pool.query("SELECT pg_notify('config', $1)", [JSON.stringify({ tenant: tenantId, version: 0 })]);
  // Announcements arrive in order: once this one is live, the older load has begun, and stop() waits for it.
  const afterwards = replaced(live, other.context);
  await change(other.context, { action: "bot.prompt", target: "" }, async () => {});
  await afterwards;
  await live.stop();
  assert.deepEqual([live.tenant(tenantId)?.version, live.bot(botId)?.prompt], [1, ""]);
});

test("a deleted tenant's bots are removed from the configuration", async () => {
  const { context, botId, keyId } = await tenantWithBot();
  const other = await tenantWithBot();
  const live = await worker();
  const tenants = live.tenantCount();
  const gone = replaced(live, context);
  await db.tenant.delete({ where: { id: context.tenantId } });
  await gone;
  assert.deepEqual([live.tenant(context.tenantId), live.bot(botId)], [undefined, undefined]);
  assert.equal(live.secretOf(keyId), undefined);
  assert.equal(live.tenantCount(), tenants - 1);
  const bots = [...live.bots()].map(({ id }) => id);
  assert.deepEqual([bots.includes(botId), bots.includes(other.botId)], [false, true]);
  assert.equal(live.secretOf(other.keyId), "AQ.secret");
});

test("a removed listener is not called any more", async () => {
  const { context } = await tenantWithBot();
  const live = await worker();
  const heard: string[] = [];
  live.onChange(() => heard.push("kept"));
  live.onChange(() => heard.push("removed"))();
  const afterwards = replaced(live, context);
  await change(context, { action: "bot.prompt", target: "" }, async () => {});
  await afterwards;
  assert.deepEqual([...new Set(heard)], ["kept"]);
});

test("a process that is no worker acknowledges nothing", async () => {
  const { context } = await tenantWithBot();
  const live = await startLiveConfig({ workerId: null });
  started.push(live);
  const afterwards = replaced(live, context);
  await change(context, { action: "bot.prompt", target: "" }, async () => {});
  await afterwards;
  await live.stop();
  assert.equal(await db.ack.count({ where: { tenantId: context.tenantId } }), 0);
});

test("a failed load keeps the last good snapshot, and the next successful one replaces it", async (t) => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  const failed = Promise.withResolvers<void>();
  t.mock.method(log, "error", () => failed.resolve());
  const { tenantId } = context;
  await asOwner(`ALTER TABLE "Price" RENAME TO "Away"`);
  try {
    await change(context, { action: "bot.prompt", target: botId }, (tx) =>
      tx.bot.update({ where: { id: botId, tenantId }, data: { prompt: "New." } }),
    );
    await failed.promise;
    assert.equal(live.bot(botId)?.prompt, "");
  } finally {
    await asOwner(`ALTER TABLE "Away" RENAME TO "Price"`);
  }
  const afterwards = replaced(live, context);
  await change(context, { action: "bot.prompt", target: botId }, async () => {});
  await afterwards;
  assert.equal(live.bot(botId)?.prompt, "New.");
});

// Must be the last test: it deletes all tenants.
test("an empty tenant table does not clear the configuration", async (t) => {
  const { botId } = await tenantWithBot();
  const live = await worker();
  const said = Promise.withResolvers<void>();
  t.mock.method(log, "error", () => said.resolve());
  await db.tenant.deleteMany();
  await breakListeners();
  await said.promise;
  assert.ok(live.bot(botId));
});
