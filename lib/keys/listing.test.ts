// Model listings of keys: stored, renewed, and used by workers.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { createKey, createModelList, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { startSandbox } from "#test/processes.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { getModels } from "../models/list.ts";
import { seedModels } from "../models/order.ts";
import { ensurePlatformModels } from "../models/save.ts";
import { checkKeys } from "./check.ts";
import { replaceKey } from "./edit.ts";
import { noteMissing, renewListings } from "./listing.ts";

const google = await startSandbox();
process.env.GEMINI_BASE_URL = google.url;
after(() => google.end());
before(() => ensurePlatformModels());

const of = ({ tenantId }: Context) => ({ tenantId });
const models = (states: Record<string, unknown>) => google.control("PUT", "/gemini/models", states);
const calls = async () =>
  (await google.control<{ calls: { method: string }[] }>("GET", "/gemini/calls")).calls.map((c) => c.method);

async function shop(
  more: { projectId?: string } = {},
): Promise<{ context: Context; keyId: string; secret: string }> {
  const context = await createTenant();
  const secret = `AQ.${context.tenantId}`;
  await google.control("PUT", "/gemini/keys", { [secret]: { project: context.tenantId } });
  return { context, secret, keyId: await createKey(context, { secret, ...more }) };
}
const chain = async ({ tenantId }: Context) =>
  (await loadTenant(tenantId))!.chain.candidates.map((c) => c.model);
const version = async ({ tenantId }: Context) =>
  (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion;

test("a successful check removes unlisted models from the chain and notifies workers", async () => {
  const { context } = await shop();
  assert.deepEqual((await chain(context)).slice(0, 4), [...seedModels]);
  await google.control("PUT", "/gemini/projects", {
    [context.tenantId]: { models: { "gemini-2.5-flash": "missing", "gemini-2.5-pro": "missing" } },
  });
  const before = await version(context);
  await checkKeys(context);
  assert.equal(await version(context), before + 1);
  assert.deepEqual((await chain(context)).slice(0, 3), [
    "gemini-2.0-flash",
    "gemini-2.5-flash-lite",
    "gemini-flash-latest",
  ]);
  // An unchanged listing raises no version.
  await checkKeys(context);
  assert.equal(await version(context), before + 1);
});

test("models that ListModels says may think are marked in the chain", async () => {
  const { context } = await shop();
  const thinking = async () => {
    const { candidates } = (await loadTenant(context.tenantId))!.chain;
    return candidates.flatMap(({ model, thinks }) => (thinks && model.startsWith("gemini-2") ? [model] : []));
  };
  await db.model.updateMany({ data: { thinks: false } });
  assert.deepEqual(await thinking(), []);
  await checkKeys(context);
  assert.deepEqual(await thinking(), ["gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"]);
});

test("a 404 removes the model for every key of the project and stores its successor, until the next listing", async () => {
  const context = await createTenant();
  const project = await db.project.create({ data: { id: crypto.randomUUID(), ...of(context), label: "p" } });
  const one = await createKey(context, { projectId: project.id });
  await createKey(context, { projectId: project.id });
  const other = await createKey(context);
  const missing = { keyId: one, model: "gemini-2.5-flash", successor: "gemini-3.6-flash" };
  const before = await version(context);
  await noteMissing(context.tenantId, [missing]);
  assert.equal(await version(context), before + 1);
  await noteMissing(context.tenantId, [missing]);
  assert.equal(await version(context), before + 1);
  const { candidates } = (await loadTenant(context.tenantId))!.chain;
  const asked = candidates.filter(({ model }) => model === "gemini-2.5-flash").map(({ key }) => key.id);
  assert.deepEqual(asked, [other]);
  const info = await db.model.findUniqueOrThrow({ where: { name: "gemini-2.5-flash" } });
  assert.equal(info.successor, "gemini-3.6-flash");
});

test("a model counts as gone only once its successor is stored, since it is not called again", async () => {
  const { context, keyId } = await shop();
  const missing = [{ keyId, model: "gemini-2.5-flash", successor: "gemini-3.6-flash" }];
  await asOwner(`ALTER TABLE "Model" RENAME TO "Away"`);
  await assert
    .rejects(noteMissing(context.tenantId, missing))
    .finally(() => asOwner(`ALTER TABLE "Away" RENAME TO "Model"`));
  assert.deepEqual((await db.key.findUniqueOrThrow({ where: { id: keyId } })).gone, []);
});

test("a 404 does not affect another tenant's key", async () => {
  const [mine, other] = [await shop(), await shop()];
  await noteMissing(mine.context.tenantId, [
    { keyId: other.keyId, model: "gemini-2.5-flash", successor: null },
  ]);
  assert.deepEqual((await db.key.findUniqueOrThrow({ where: { id: other.keyId } })).gone, []);
});

test("listings of all tenants are renewed once a day; new models join the tail", async () => {
  const [{ context, keyId }] = [await shop(), await shop()];
  await renewListings();
  await models({ "gemini-9-flash": { state: "ok" } });
  await db.model.create({
    data: { name: "gemini-no-key-lists", displayName: "", generates: true, seenAt: new Date() },
  });
  const asked = (await calls()).length;
  await renewListings();
  assert.equal((await calls()).length, asked);
  await noteMissing(context.tenantId, [{ keyId, model: "gemini-2.5-flash", successor: null }]);
  await db.key.updateMany({ where: of(context), data: { listedAt: new Date(Date.now() - 25 * 3_600_000) } });
  const before = await version(context);
  await renewListings();
  assert.equal((await calls()).length, asked + 1);
  assert.ok((await version(context)) > before);
  const retired = await db.model.findUniqueOrThrow({ where: { name: "gemini-no-key-lists" } });
  assert.ok(retired.missingAt);
  const now = await chain(context);
  assert.equal(now[0], "gemini-2.5-flash");
  assert.ok(now.includes("gemini-9-flash") && !now.includes("gemini-3.8-flash"));
});

test("a failed listing keeps the old one and the key's check result", async () => {
  const { context, secret, keyId } = await shop();
  await checkKeys(context);
  const key = () => db.key.findUniqueOrThrow({ where: { id: keyId } });
  const known = (await key()).models;
  await db.key.update({ where: { id: keyId, ...of(context) }, data: { listedAt: null } });
  await google.control("PUT", "/gemini/keys", { [secret]: { state: "leaked" } });
  await renewListings();
  const { models, checkClass, listedAt } = await key();
  assert.deepEqual([models, checkClass, listedAt !== null], [known, "ok", true]);
});

test("a new secret that could not be listed has neither the old secret's listing nor its 404s", async () => {
  const { context, keyId } = await shop();
  await checkKeys(context);
  await noteMissing(context.tenantId, [{ keyId, model: "gemini-2.5-flash", successor: null }]);
  const secret = `AQ.new-${context.tenantId}`;
  const body = { error: { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." } };
  await google.control("PUT", "/gemini/keys", { [secret]: {} });
  await google.control("PUT", "/gemini/faults", { answers: [{ key: secret, times: 1, status: 503, body }] });
  assert.equal((await replaceKey(context, keyId, secret)).kind, "replaced");
  const { models, gone } = await db.key.findUniqueOrThrow({ where: { id: keyId } });
  assert.deepEqual([models, gone], [[], []]);
});

test("the page shows retired models with their successors, and the tail", async () => {
  const { context, keyId } = await shop();
  await checkKeys(context);
  await noteMissing(context.tenantId, [
    { keyId, model: "gemini-2.5-flash", successor: "gemini-3.6-flash" },
    { keyId, model: "gemini-2.5-flash-lite", successor: null },
  ]);
  const page = await getModels(context, null);
  const shown = (name: string) => {
    const { retired, successor } = page.models.find((model) => model.name === name)!;
    return [retired, successor];
  };
  assert.deepEqual(shown("gemini-2.5-flash"), [true, "gemini-3.6-flash"]);
  assert.deepEqual(shown("gemini-2.5-flash-lite"), [true, "gemini-3.5-flash-lite"]);
  assert.deepEqual(shown("gemini-2.5-pro"), [false, null]);
  assert.equal(page.tail[0], "gemini-flash-latest");
  await createModelList(context, ["gemini-2.5-flash", "gemini-2.5-pro"]);
  assert.deepEqual((await getModels(context, null)).tail, []);
});
