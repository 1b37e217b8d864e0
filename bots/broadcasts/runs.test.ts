// Which broadcasts a worker takes.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import type { Prisma } from "#generated/client.ts";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { claimBroadcasts, releaseBroadcast, renewBroadcasts } from "./runs.ts";

const worker = randomUUID();
beforeEach(() => db.broadcast.deleteMany());

async function due(
  { tenantId, botId }: { tenantId: string; botId: string },
  more: Partial<Prisma.BroadcastUncheckedCreateInput> = {},
): Promise<string> {
  const id = randomUUID();
  const times = { orderedAt: new Date(), startAt: new Date(0) };
  await db.broadcast.create({
    data: { id, tenantId, botId, text: "x", state: "scheduled", ...times, ...more },
  });
  await db.broadcastRun.create({ data: { broadcastId: id, tenantId } });
  return id;
}
async function makeBot(tenantId?: string, enabled = true) {
  const tenant = tenantId ?? (await createTenant()).tenantId;
  return { tenantId: tenant, botId: await createBot({ tenantId: tenant }, { enabled }) };
}
const taken = async (limit: number, takeOver = true) =>
  (await claimBroadcasts(worker, limit, takeOver)).map(({ broadcastId }) => broadcastId);

test("a tenant with many broadcasts takes no place that another one waits for", async () => {
  const many = await makeBot();
  for (let i = 0; i < 5; i++) await due(await makeBot(many.tenantId));
  const one = await due(await makeBot());
  assert.ok((await taken(2)).includes(one));
});

test("a bot's broadcasts go one after the other, the one that was ordered first", async () => {
  const bot = await makeBot();
  const [first, second] = [await due(bot, { orderedAt: new Date(Date.now() - 1_000) }), await due(bot)];
  assert.deepEqual(await taken(5), [first]);
  await db.broadcast.update({ where: { id: first }, data: { state: "paused" } });
  assert.deepEqual(await taken(5), [second], "a paused one holds nobody up");
});

test("none is taken before its time, of a bot that is off, or of a suspended tenant; a preview is, of a draft too", async () => {
  await due(await makeBot(), { startAt: new Date(Date.now() + 60_000) });
  await due(await makeBot(undefined, false));
  const { tenantId } = await createTenant({ suspendedAt: new Date() });
  await due(await makeBot(tenantId));
  for (const state of ["draft", "paused", "done", "stopped"] as const) await due(await makeBot(), { state });
  const preview = await due(await makeBot(), { state: "draft", testChatId: 7 });
  assert.deepEqual(await taken(20), [preview]);
});

test("a lease that has run out is taken over, unless the database was away for everybody; a renewed one is not", async () => {
  const id = await due(await makeBot());
  const [claim] = await claimBroadcasts(worker, 1, true);
  assert.ok(claim);
  assert.deepEqual(await taken(1), []);
  await db.broadcastRun.update({ where: { broadcastId: id }, data: { until: new Date(0) } });
  assert.deepEqual(await taken(1, false), []);
  assert.deepEqual([...(await renewBroadcasts(worker, [claim]))], [id]);
  assert.deepEqual(await taken(1), []);
  await releaseBroadcast(claim, 60_000);
  assert.deepEqual(await taken(1), [], "it waits as long as it was told");
  await db.broadcastRun.update({ where: { broadcastId: id }, data: { retryAt: null } });
  assert.deepEqual(await taken(1), [id]);
  assert.deepEqual([...(await renewBroadcasts(worker, [claim]))], [], "the fence has moved on");
});
