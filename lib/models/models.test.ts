import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createBot, createKey, createTenant, createUser, withRole } from "#test/builders.ts";
import { hasCode } from "#test/errors.ts";
import { whileReferredTo } from "#test/row-locks.ts";
import { within } from "#test/within.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { importKeys } from "../keys/add.ts";
import { costRatio, listPriceOf } from "../prices/list-prices.ts";
import { markMissing, noteListing } from "./catalogue.ts";
import { getModels, resolveModels } from "./list.ts";
import { displayNameOf, purposeOf } from "./naming.ts";
import { seedModels } from "./order.ts";
import { ensurePlatformModels, inheritModels, saveModels } from "./save.ts";

async function tenant(): Promise<Context & { botId: string }> {
  const context = withRole(await createTenant(), "admin");
  return { ...context, botId: await createBot(context) };
}

const aliases = ["gemini-flash-latest", "gemini-flash-lite-latest"];
const tried = async (tenantId: string, botId: string | null) => (await resolveModels(tenantId, botId)).models;
const on = (...models: string[]) => models.map((model) => ({ model, enabled: true }));
const listed = (name: string, methods = ["generateContent"]) => ({
  name,
  displayName: name.toUpperCase(),
  description: "",
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 8192,
  methods,
  thinks: false,
});

test("the platform's order is created once, from the seed models", async () => {
  await ensurePlatformModels();
  await ensurePlatformModels(["gemini-9"]);
  const lists = await db.modelList.findMany({ where: { tenantId: null } });
  assert.equal(lists.length, 1);
  assert.deepEqual(lists[0]!.entries, on(...seedModels));
});

test("the platform's order without any name is the seed models", async () => {
  await db.modelList.deleteMany({ where: { tenantId: null } });
  await ensurePlatformModels([]);
  const { entries } = await db.modelList.findFirstOrThrow({ where: { tenantId: null } });
  assert.deepEqual(
    entries,
    seedModels.map((model) => ({ model, enabled: true })),
  );
});

test("a bot's own order overrides its tenant's, which overrides the platform's", async () => {
  await ensurePlatformModels();
  const context = await tenant();
  const { tenantId, botId } = context;
  assert.deepEqual(await tried(tenantId, botId), [...seedModels, ...aliases]);
  await saveModels(context, { botId: null, version: 0, entries: on("m1", "m2") });
  assert.deepEqual(await tried(tenantId, botId), ["m1", "m2"]);
  await saveModels(context, { botId, version: 0, entries: [...on("m3"), { model: "m1", enabled: false }] });
  assert.deepEqual(await tried(tenantId, botId), ["m3"]);
  assert.deepEqual(await tried(tenantId, null), ["m1", "m2"]);
  assert.equal((await getModels(context, botId)).source, "bot");

  await inheritModels(context, botId);
  const view = await getModels(context, botId);
  assert.deepEqual([view.source, view.version, view.entries], ["tenant", 0, on("m1", "m2")]);
});

test("a save on a stale version writes nothing and returns the current order", async () => {
  const context = await tenant();
  const author = randomUUID();
  await db.user.create({ data: { id: author, email: author, name: "Jasur", passwordHash: "x" } });
  const first = await saveModels(context, { botId: null, version: 0, entries: on("m1", "m2") });
  assert.equal(first.kind, "saved");
  const { version } = first as { version: number };
  const jasur = { ...context, actorId: author };
  assert.equal((await saveModels(jasur, { botId: null, version, entries: on("m2", "m1") })).kind, "saved");

  const late = await saveModels(context, { botId: null, version, entries: on("m1") });
  assert.equal(late.kind, "conflict");
  if (late.kind !== "conflict") return;
  assert.deepEqual([late.theirs.by, late.theirs.entries], ["Jasur", on("m2", "m1")]);
  assert.deepEqual(await tried(context.tenantId, null), ["m2", "m1"]);
});

test("of concurrent saves on one version only one succeeds", async () => {
  const context = await tenant();
  const results = await Promise.all(
    ["m1", "m2", "m3"].map((model) => saveModels(context, { botId: null, version: 0, entries: on(model) })),
  );
  assert.deepEqual(results.map(({ kind }) => kind).sort(), ["conflict", "conflict", "saved"]);
  assert.equal(await db.modelList.count({ where: { tenantId: context.tenantId } }), 1);
});

test("saving an order and adding a key do not wait for a transaction that references the tenant", async () => {
  const context = await tenant();
  await whileReferredTo("Tenant", `"id" = '${context.tenantId}'`, async () => {
    const saving = saveModels(context, { botId: null, version: 0, entries: on("m1") });
    const adding = importKeys(context, ["AQ.made-up"]);
    const late = new Promise((done) => setTimeout(done, within(3_000), "waits").unref());
    const both = Promise.all([saving, adding]).then(([{ kind }, ids]) => [kind, ids.length]);
    assert.deepEqual(await Promise.race([both, late]), ["saved", 1]);
  });
});

test("a version is never reused, even if the order was removed and created again", async () => {
  const context = await tenant();
  const save = (version: number) => saveModels(context, { botId: null, version, entries: on("m1") });
  const { version } = (await save(0)) as { version: number };
  await inheritModels(context, null);
  await save(0);
  assert.equal((await save(version)).kind, "conflict");
});

test("another tenant's bot is not found, and its order does not change", async () => {
  const [mine, other] = [await tenant(), await tenant()];
  const save = { botId: other.botId, version: 0, entries: on("m1") };
  await assert.rejects(saveModels(mine, save), hasCode("not_found"));
  await assert.rejects(getModels(mine, other.botId), hasCode("not_found"));
  await assert.rejects(inheritModels(mine, other.botId), hasCode("not_found"));
  assert.equal(await db.modelList.count({ where: { botId: other.botId } }), 0);
});

test("a role without manageModels changes nothing", async () => {
  const context = { ...(await tenant()), role: "viewer" } as const;
  await assert.rejects(
    saveModels(context, { botId: null, version: 0, entries: on("m1") }),
    hasCode("forbidden"),
  );
  await assert.rejects(inheritModels(context, null), hasCode("forbidden"));
  assert.equal((await getModels(context, null)).version, 0);
});

test("an invalid model name is refused; the prefix models/ is accepted", async () => {
  const context = await tenant();
  const save = (model: string) => saveModels(context, { botId: null, version: 0, entries: on(model) });
  await assert.rejects(save("gemini 2.5"), hasCode("model_unknown"));
  await assert.rejects(save("../keys"), hasCode("model_unknown"));
  await save("models/gemini-2.5-pro");
  assert.deepEqual(await tried(context.tenantId, null), ["gemini-2.5-pro"]);
});

test("a model is missing while no key lists it, and returns when one lists it again", async () => {
  const context = await tenant();
  const { tenantId } = context;
  const keyId = await createKey(context, { models: ["m1", "m2"] });
  await noteListing([listed("m1"), listed("m2"), listed("embedder", ["embedContent"])]);
  await saveModels(context, { botId: null, version: 0, entries: on("m2", "never-was") });
  await db.key.update({ where: { id: keyId, tenantId }, data: { models: ["m1"] } });
  await markMissing();

  const { models } = await getModels(context, null);
  const missing = (name: string) => models.find((model) => model.name === name)?.missingAt;
  assert.deepEqual(
    models.map(({ name, keys }) => [name, keys]),
    [
      ["m2", 0],
      ["never-was", 0],
      ["m1", 1],
    ],
  );
  assert.ok(missing("m2") && missing("never-was"));
  assert.equal(missing("m1"), null);
  await noteListing([listed("m2")]);
  assert.equal((await db.model.findUniqueOrThrow({ where: { name: "m2" } })).missingAt, null);
});

test("the page shows each model with its name, its keys and its fate, and who saved the order", async () => {
  const context = await tenant();
  const { tenantId, botId } = context;
  const actorId = await createUser({ name: "Jasur" });
  await noteListing([listed("gemini-3.8-flash"), listed("gemini-2.5-pro")]);
  await createKey(context, { models: ["gemini-3.8-flash"], listedAt: new Date() });
  await createKey(context, { models: ["gemini-3.8-flash"], listedAt: new Date(), enabled: false });
  await createKey(context);
  await saveModels(
    { ...context, actorId },
    { botId: null, version: 0, entries: on("gemini-2.5-pro", "my-own") },
  );
  const view = await getModels(context, null);
  assert.deepEqual([view.source, view.by, view.keys, view.tail], ["tenant", "Jasur", 2, []]);
  assert.ok(view.version > 0 && view.at && view.at <= new Date());
  assert.deepEqual(
    view.models.map(({ name, displayName, inputLimit, keys, retired, successor }) => [
      ...[name, displayName, inputLimit, keys, retired, successor],
    ]),
    [
      // The key that was never listed may be able to.
      ["gemini-2.5-pro", "GEMINI-2.5-PRO", 1_048_576, 0, false, null],
      ["my-own", "my-own", null, 0, false, null],
      ["gemini-3.8-flash", "GEMINI-3.8-FLASH", 1_048_576, 2, false, null],
    ],
  );
  assert.equal((await getModels(context, botId)).version, 0, "the order of its tenant is not the bot's own");

  await db.key.deleteMany({ where: { tenantId, listedAt: null } });
  const retired = (await getModels(context, null)).models.filter((model) => model.retired);
  assert.deepEqual(
    retired.map(({ name, successor }) => [name, successor]),
    [["gemini-2.5-pro", "gemini-flash-latest"]],
  );
  // With no key in use nothing is called retired.
  await db.key.updateMany({ where: { tenantId }, data: { enabled: false } });
  assert.ok((await getModels(context, null)).models.every((model) => !model.retired));
});

test("without any order the page has none, and shows the tail where one is tried", async () => {
  await db.modelList.deleteMany();
  const context = await tenant();
  const none = await getModels(context, null);
  assert.deepEqual(
    [none.source, none.entries, none.at, none.by, none.version],
    ["platform", [], null, null, 0],
  );
  await ensurePlatformModels();
  const { tail, source, models } = await getModels(context, null);
  assert.equal(source, "platform");
  assert.deepEqual(tail.slice(0, 2), aliases);
  assert.ok(aliases.every((alias) => models.some(({ name }) => name === alias)));
  assert.equal(models[0]?.keys, null, "no key was ever listed");
});

test("a saved order is in the audit as a whole, those switched off with a minus", async () => {
  const context = await tenant();
  const entries = [...on("m1"), { model: "m2", enabled: false }];
  for (const botId of [null, context.botId]) {
    await saveModels(context, { botId, version: 0, entries });
    await inheritModels(context, botId);
  }
  const audits = await db.audit.findMany({ where: { tenantId: context.tenantId }, orderBy: { id: "asc" } });
  assert.deepEqual(
    audits.map(({ action, target }) => [action, target]),
    ["tenant", context.botId].flatMap((target) => [
      ["models.order", target],
      ["models.inherit", target],
    ]),
  );
  assert.deepEqual(audits[0]?.detail, { order: "m1 -m2" });
});

test("an order has at most a hundred models; one named twice counts once", async () => {
  const context = await tenant();
  const many = (count: number) => on(...Array.from({ length: count }, (_, i) => `m${i}`));
  const save = (count: number) =>
    saveModels(context, { botId: null, version: 0, entries: [...many(count), ...on("m0")] });
  await assert.rejects(save(101), hasCode("invalid"));
  assert.equal((await save(100)).kind, "saved");
});

test("a numbered version has its model's price; an unknown model has none", () => {
  assert.deepEqual(listPriceOf("gemini-2.0-flash-001"), listPriceOf("gemini-2.0-flash"));
  assert.equal(listPriceOf("gemini-99"), null);
  assert.equal(costRatio(listPriceOf("gemini-99"), listPriceOf("gemini-2.5-pro")), null);
  const ratio = costRatio(listPriceOf("gemini-2.5-flash"), listPriceOf("gemini-2.5-pro"))!;
  assert.ok(ratio > 3.9 && ratio < 4.1);
});

test("the purpose follows the family", () => {
  assert.deepEqual([...seedModels].map(purposeOf), ["everyday", "reserve", "light", "strong"]);
  const newer = [
    "gemini-3.8-flash",
    "gemini-3.5-flash-lite",
    "gemini-4-argon",
    "gemma-4-31b-it",
    "gemini-10-flash",
  ];
  assert.deepEqual(newer.map(purposeOf), ["everyday", "light", "strong", "open", "everyday"]);
  assert.deepEqual(aliases.map(purposeOf), ["everyday", "light"]);
  assert.equal(purposeOf("gemini-3.1-flash-image"), "image");
});

test("a model that was never listed gets a display name in Google's style if its name follows the pattern", () => {
  assert.equal(displayNameOf("gemini-2.5-flash-lite"), "Gemini 2.5 Flash-Lite");
  assert.equal(displayNameOf("gemini-3-pro-preview"), "Gemini 3 Pro Preview");
  assert.equal(displayNameOf("gemini-3.5-flash-lite"), "Gemini 3.5 Flash-Lite");
  assert.equal(displayNameOf("gemini-4-argon"), "Gemini 4 Argon");
  assert.equal(displayNameOf("gemini-flash-lite-latest"), "Gemini Flash-Lite Latest");
  assert.equal(displayNameOf("gemma-4-26b-a4b-it"), "Gemma 4 26B A4B IT");
  assert.equal(displayNameOf("my-own"), "my-own");
});
