// Which worker runs which bot.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { claimBots, fairShare, releaseBot, renewBots, reportState } from "./bot-leases.ts";

const [here, there] = [randomUUID(), randomUUID()];
let tenant: Context;

beforeEach(async () => {
  await db.tenant.deleteMany();
  await db.worker.deleteMany();
  tenant = await createTenant();
});

const lease = (botId: string) => db.botLease.findUniqueOrThrow({ where: { botId } });
const expire = () => db.botLease.updateMany({ data: { until: new Date(Date.now() - 1_000) } });
const claimOne = async (worker = here) => (await claimBots(worker, 1))[0]!;

test("enabled bots that nobody runs are claimed, up to the limit", async () => {
  await createBot(tenant, { enabled: false });
  const bots = new Set([await createBot(tenant), await createBot(tenant), await createBot(tenant)]);
  const first = await claimBots(here, 2);
  assert.equal(first.length, 2);
  const rest = await claimBots(there, 10);
  assert.deepEqual(new Set([...first, ...rest].map(({ botId }) => botId)), bots);
  assert.deepEqual(await claimBots(there, 10), []);
});

test("an expired lease can be claimed under a higher fence; a renewed one cannot", async () => {
  const botId = await createBot(tenant);
  const lost = await claimOne();
  await expire();
  assert.deepEqual(await renewBots(here, [lost]), new Set([botId]));
  assert.deepEqual(await claimBots(there, 1), []);
  await expire();
  const taken = await claimOne(there);
  assert.ok(taken.fence > lost.fence);
  assert.deepEqual(await renewBots(here, [lost]), new Set());
});

test("a worker that claims its lost bot again holds it under the new fence only", async () => {
  await createBot(tenant);
  const older = await claimOne();
  await expire();
  const newer = await claimOne();
  assert.deepEqual(await renewBots(here, [older]), new Set());
  assert.deepEqual(await renewBots(there, [newer]), new Set());
  await releaseBot(here, older);
  await releaseBot(there, newer);
  assert.equal((await lease(newer.botId)).workerId, here);
  await releaseBot(here, newer);
  const { workerId, until } = await lease(newer.botId);
  assert.deepEqual([workerId, until], [null, null]);
});

test("a bot's state is written on change only, by the present holder of its lease", async () => {
  const botId = await createBot(tenant);
  const claim = await claimOne();
  await reportState(claim, "conflict", "terminated by other getUpdates");
  const first = await lease(botId);
  assert.deepEqual([first.state, first.detail], ["conflict", "terminated by other getUpdates"]);
  await reportState(claim, "conflict", "terminated by other getUpdates");
  assert.deepEqual((await lease(botId)).since, first.since);
  await db.botLease.updateMany({ data: { since: new Date(0) } });
  await reportState(claim, "conflict", "something else");
  assert.ok((await lease(botId)).since > new Date(0));
  await reportState({ ...claim, fence: claim.fence - 1 }, "working", null);
  assert.equal((await lease(botId)).state, "conflict");
});

test("a worker's share is the enabled bots divided by the live workers, rounded up", async () => {
  assert.equal(await fairShare(), 0);
  for (let i = 0; i < 5; i++) await createBot(tenant);
  await createBot(tenant, { enabled: false });
  assert.equal(await fairShare(), 5);
  const silent = new Date(Date.now() - 60_000);
  const worker = (more: object = {}) => ({ id: randomUUID(), host: "h", pid: 1, ...more });
  await db.worker.createMany({ data: [worker(), worker(), worker({ seenAt: silent })] });
  assert.equal(await fairShare(), 3);
});
