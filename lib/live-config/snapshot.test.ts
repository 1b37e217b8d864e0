// What a worker's snapshot of a tenant has, and what it leaves out.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createBot, createKey, createModelList, createTenant } from "#test/builders.ts";
import { defaultSettings } from "../bots/settings.ts";
import { defaultAllowances } from "../bots/usual-allowances.ts";
import { businessSettingsFrom } from "../business/settings.ts";
import { noBusiness } from "../business/way.ts";
import { db, tenantPool } from "../db.ts";
import { ensurePlatformModels } from "../models/save.ts";
import { readiness } from "./readiness.ts";
import { loadTenant } from "./snapshot.ts";

test("a bot's configuration is its row with plain secrets, and its tenant's settings", async () => {
  const context = await createTenant({ locale: "uz", hedging: true });
  const id = await createBot(context, {
    token: "7:token",
    prompt: "Be kind.",
    enabled: false,
    name: "Baraka",
  });
  const { telegramId, webhookPath } = await db.bot.findUniqueOrThrow({ where: { id } });
  const { chain, known, prices, ...config } = (await loadTenant(context.tenantId))!.bots.get(id)!;
  assert.deepEqual(config, {
    ...{
      id,
      tenantId: context.tenantId,
      telegramId: Number(telegramId),
      username: "shop_bot",
      name: "Baraka",
    },
    ...{
      token: "7:token",
      prompt: "Be kind.",
      enabled: false,
      staff: null,
      webhookPath,
      webhookSecret: "hook",
    },
    ...{
      locale: "uz",
      timeZone: "Asia/Tashkent",
      hedging: true,
      sharedCalls: 0,
      allowances: defaultAllowances,
      ...defaultSettings,
      knowledge: { only: false, named: false, sources: [] },
    },
    business: noBusiness(businessSettingsFrom({})),
  });
  assert.deepEqual([chain.candidates, known.size, prices.size], [[], 0, 0]);
});

test("a bot with a secret that cannot be decrypted is left out, and the platform is not ready", async () => {
  for (const column of ["token", "webhookSecret"] as const) {
    const context = await createTenant();
    const [broken, whole] = [await createBot(context), await createBot(context)];
    const { webhookSecret, token } = await db.bot.findUniqueOrThrow({ where: { id: whole } });
    const other = column === "token" ? token : webhookSecret;
    await db.bot.update({ where: { id: broken }, data: { [column]: other } });
    assert.deepEqual([...(await loadTenant(context.tenantId))!.bots.keys()], [whole], column);
    const secrets = (await readiness()).find(({ name }) => name === "secrets");
    const count = 2 * (await db.bot.count()) + (await db.key.count());
    assert.ok(secrets && !secrets.ok && secrets.reason?.startsWith(`1 of ${count} `), secrets?.reason);
    await db.bot.delete({ where: { id: broken } });
  }
  assert.ok((await readiness()).find(({ name }) => name === "secrets")?.ok);
});

test("bots with their own orders have their own chains", async () => {
  const context = await createTenant();
  await createKey(context);
  const orders = [["m1", "m2"], ["m1m2"], ["m2", "m1"]];
  const bots = await Promise.all(
    orders.map(async (models) => {
      const id = await createBot(context);
      await createModelList(context, models, id);
      return id;
    }),
  );
  const { bots: configs } = (await loadTenant(context.tenantId))!;
  assert.deepEqual(
    bots.map((id) => configs.get(id)?.chain.candidates.map(({ model }) => model)),
    orders,
  );
});

test("a model that no key lists any more is not in the tail", async () => {
  await ensurePlatformModels();
  const context = await createTenant();
  await createKey(context);
  const model = { displayName: "", generates: true, seenAt: new Date() };
  await db.model.create({ data: { name: "gemini-8-flash", ...model } });
  await db.model.create({ data: { name: "gemini-9-flash", ...model, missingAt: new Date() } });
  const models = (await loadTenant(context.tenantId))!.chain.candidates.map((candidate) => candidate.model);
  assert.deepEqual([models.includes("gemini-8-flash"), models.includes("gemini-9-flash")], [true, false]);
});

test("a tenant that does not exist has no snapshot", async () => {
  assert.equal(await loadTenant("00000000-0000-4000-8000-000000000000"), null);
});

test("a load waits for a connection while all are in use, as when many tenants change at once", async () => {
  const context = await createTenant();
  const taken = await Promise.all(Array.from({ length: 10 }, () => tenantPool.connect()));
  const loading = loadTenant(context.tenantId);
  await sleep(3_000);
  for (const client of taken) client.release();
  assert.equal((await loading)?.tenantId, context.tenantId);
});
