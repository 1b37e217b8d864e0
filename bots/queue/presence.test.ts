// Which workers are alive, and what happens to what dead ones held.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import { db } from "#lib/db.ts";
import { noteGoneWorkers } from "#lib/live-config/gone-workers.ts";
import { pulseOf } from "#lib/live-config/pulse.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { renewBots } from "./bot-leases.ts";
import { Hold } from "./hold.ts";
import { buryTheDead, heartbeat, register, unregister } from "./presence.ts";

const here = randomUUID();

beforeEach(async () => {
  await db.tenant.deleteMany();
  await db.worker.deleteMany();
  await db.park.deleteMany();
  await register(here);
});

/** A worker that holds a lane, a bot and a probe. */
async function worker(more: { seenAt?: Date; pid?: number; host?: string } = {}): Promise<string> {
  const workerId = randomUUID();
  await register(workerId);
  await db.worker.update({ where: { id: workerId }, data: { pid: process.ppid, ...more } });
  const context = await createTenant();
  const { tenantId } = context;
  const botId = await createBot(context);
  const held = { workerId, until: new Date(Date.now() + 60_000) };
  await db.botLease.update({ where: { botId }, data: held });
  await db.lane.create({ data: { tenantId, botId, chatId: 1, ...held } });
  const probe = { probeBy: workerId, probeUntil: held.until };
  const park = { tenantId, class: "rate_day", reason: "", since: new Date(), ...probe } as const;
  await db.park.create({ data: { scope: "key", id: workerId, ...park } });
  return workerId;
}

async function holds(workerId: string): Promise<number> {
  const counts = [
    db.worker.count({ where: { id: workerId } }),
    db.botLease.count({ where: { workerId, until: { not: null } } }),
    db.lane.count({ where: { workerId, until: { not: null } } }),
    db.park.count({ where: { probeBy: workerId, probeUntil: { not: null } } }),
  ];
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** A process id of this machine whose process has ended. */
const gonePid = () => spawnSync(process.execPath, ["--version"]).pid;

test("a silent worker is buried, with its probes; its leases last to their end, and a live worker keeps its own", async () => {
  const silent = await worker({ host: "another machine", seenAt: new Date(Date.now() - 16_000) });
  const alive = await worker({ host: "another machine", seenAt: new Date() });
  await buryTheDead(here, { silent: true });
  assert.deepEqual([await holds(silent), await holds(alive)], [2, 4]);
  assert.equal(await db.lane.count({ where: { workerId: silent } }), 1);
  assert.equal(await db.botLease.count({ where: { workerId: silent } }), 1);
});

test("a worker of this machine whose process is gone is dead at once", async () => {
  const gone = await worker({ pid: gonePid() });
  const elsewhere = await worker({ pid: gonePid(), host: "another machine" });
  const running = await worker();
  await buryTheDead(here, { silent: true });
  assert.deepEqual([await holds(gone), await holds(elsewhere), await holds(running)], [0, 4, 4]);
});

test("an earlier worker with the same process id is dead too, as after a container's restart", async () => {
  const before = await worker({ pid: process.pid });
  await buryTheDead(here, { silent: true });
  assert.equal(await holds(before), 0);
  assert.equal(await db.worker.count({ where: { id: here } }), 1);
});

test("a heartbeat registers the worker again if it was taken for dead", async () => {
  await db.worker.update({ where: { id: here }, data: { seenAt: new Date(0) } });
  await heartbeat(here);
  const { seenAt } = await db.worker.findUniqueOrThrow({ where: { id: here } });
  assert.ok(Date.now() - seenAt.getTime() < 60_000);
  await unregister(here);
  assert.equal(await db.worker.count(), 0);
  await heartbeat(here);
  assert.equal(await db.worker.count({ where: { id: here } }), 1);
});

test("when no worker lives, an open page tells of the last one; it is solved when that one wakes, or another starts", async () => {
  const context = await createTenant();
  const isOpen = () => db.alertCause.count({ where: { kind: "worker_gone", solvedAt: null } });
  const silence = () => db.worker.updateMany({ data: { seenAt: new Date(Date.now() - 16_000) } });
  await silence();
  assert.equal((await pulseOf(context)).workers, 0);
  await until("it is told", async () => (await isOpen()) === 1);
  await heartbeat(here);
  assert.equal(await isOpen(), 0);
  assert.equal((await pulseOf(context)).workers, 1);

  await silence();
  await noteGoneWorkers(Number.POSITIVE_INFINITY);
  await noteGoneWorkers(Number.POSITIVE_INFINITY);
  assert.equal(await isOpen(), 1, "once");
  await register(randomUUID());
  assert.equal(await isOpen(), 0);
  await noteGoneWorkers(Number.POSITIVE_INFINITY);
  assert.equal(await isOpen(), 0, "one lives");
});

test("a silence that is over, and a lease that ran out and was renewed, leave marks that never were before", async () => {
  const context = await createTenant();
  const botId = await createBot(context);
  const marks = async () => (await pulseOf(context)).marks;
  const first = await marks();
  const ago = new Date(Date.now() - 60_000);
  await db.worker.update({ where: { id: here }, data: { seenAt: ago } });
  await heartbeat(here);
  const woken = await marks();
  assert.notEqual(woken.health, first.health);
  await db.worker.update({ where: { id: here }, data: { seenAt: ago } });
  await register(randomUUID());
  const replaced = await marks();
  assert.notEqual(replaced.health, woken.health);
  await register(randomUUID());
  assert.equal((await marks()).health, replaced.health, "one more changes nothing");

  const lease = { workerId: here, fence: 1, until: new Date(Date.now() + 60_000) };
  await db.botLease.update({ where: { botId }, data: lease });
  const held = await marks();
  const renew = () => renewBots(here, [{ botId, fence: 1, nextUpdate: 0, hold: new Hold(0) }]);
  assert.equal((await renew()).size, 1);
  assert.deepEqual(await marks(), held);
  await db.botLease.update({ where: { botId }, data: { until: ago } });
  assert.equal((await renew()).size, 1);
  assert.notEqual((await marks()).bots, held.bots);
});
