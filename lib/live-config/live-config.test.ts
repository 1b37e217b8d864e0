import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { db, pool } from "../db.ts";
import { indexOf, seal } from "../secrets.ts";
import { untilLive } from "./acks.ts";
import { type LiveConfig, startLiveConfig } from "./live-config.ts";

const started: LiveConfig[] = [];
after(() => Promise.all(started.map((live) => live.stop())));

async function worker(): Promise<LiveConfig> {
  const workerId = randomUUID();
  await db.worker.create({ data: { id: workerId, host: "test", pid: 1 } });
  const live = await startLiveConfig({ workerId });
  started.push(live);
  return live;
}

async function tenantWithBot(): Promise<{ context: Context; botId: string; keyId: string }> {
  const [tenantId, botId, keyId] = [randomUUID(), randomUUID(), randomUUID()];
  await db.tenant.create({ data: { id: tenantId, slug: tenantId, name: "Shop" } });
  const bot = { tenantId, table: "Bot", rowId: botId } as const;
  await db.bot.create({
    data: {
      id: botId,
      tenantId,
      telegramId: Math.floor(Math.random() * 1e12),
      username: "shop_bot",
      name: "Shop",
      token: seal("1:token", { ...bot, column: "token" }),
      tokenIndex: indexOf(botId),
      tokenLast4: "oken",
      webhookPath: botId,
      webhookSecret: seal("hook", { ...bot, column: "webhookSecret" }),
    },
  });
  const secret = seal("AQ.secret", { tenantId, table: "Key", rowId: keyId, column: "secret" });
  const key = { id: keyId, tenantId, label: "Key 1", secret, secretIndex: "x", last4: "cret", position: 1 };
  await db.key.create({ data: key });
  await db.modelList.create({
    data: {
      id: randomUUID(),
      tenantId,
      entries: [
        { model: "m1", enabled: true },
        { model: "m2", enabled: false },
      ],
    },
  });
  return { context: { tenantId, role: "owner", actorId: null }, botId, keyId };
}

test("a change is live on every worker, and each acknowledges its version", async () => {
  const { context, botId } = await tenantWithBot();
  const [one, two] = [await worker(), await worker()];
  const { version } = await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "Be brief." } }),
  );
  assert.deepEqual(await untilLive(context, version, 10_000), { live: 2, workers: 2 });
  for (const live of [one, two]) assert.equal(live.bot(botId)?.prompt, "Be brief.");
});

test("a snapshot that a turn holds does not change under it", async () => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  const pinned = live.bot(botId)!;
  const { version } = await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "New." } }),
  );
  await untilLive(context, version, 10_000);
  assert.equal(pinned.prompt, "");
  assert.equal(live.bot(botId)?.prompt, "New.");
});

test("the chain holds enabled models only, secrets stay apart from it", async () => {
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

test("a secret that does not open takes out its own key only", async () => {
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

test("a change announced while the listening connection was away is caught up with", async () => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
  );
  await change(context, { action: "bot.prompt", target: botId }, (tx) =>
    tx.bot.update({ where: { id: botId, tenantId: context.tenantId }, data: { prompt: "Missed." } }),
  );
  for (let tries = 0; live.bot(botId)?.prompt !== "Missed." && tries < 200; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(live.bot(botId)?.prompt, "Missed.");
});

test("a deleted tenant's bots are gone from the configuration", async () => {
  const { context, botId } = await tenantWithBot();
  const live = await worker();
  const gone = new Promise<void>((done) => live.onChange((id) => id === context.tenantId && done()));
  await db.tenant.delete({ where: { id: context.tenantId } });
  await gone;
  assert.equal(live.bot(botId), undefined);
});
