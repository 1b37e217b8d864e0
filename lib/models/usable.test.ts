import assert from "node:assert/strict";
import test from "node:test";
import { seedModels } from "./order.ts";
import { type CatalogueEntry, type KeyModels, modelsToTry, successorOf } from "./usable.ts";

const now = new Date("2026-11-25T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const key = (id: string, models: string[], more: Partial<KeyModels> = {}): KeyModels => ({
  id,
  models,
  gone: [],
  listedAt: daysAgo(0),
  ...more,
});
const seen = (name: string): CatalogueEntry => ({
  name,
  generates: true,
  seenAt: daysAgo(1),
  missingAt: null,
});
const list = (tenantId: string | null, ...models: string[]) => ({
  tenantId,
  botId: null,
  entries: models.map((model) => ({ model, enabled: true })),
});
const platform = list(null, ...seedModels);
const of2026 = ["gemini-3.8-flash", "gemini-3.5-flash-lite", "gemma-4-31b-it"];
const aliases = ["gemini-flash-latest", "gemini-flash-lite-latest"];
const tail = [...aliases, "gemini-3.5-flash-lite", "gemini-3.8-flash", "gemma-4-31b-it"];
const tried = (keys: KeyModels[], lists = [platform], catalogue = of2026.map(seen)) =>
  modelsToTry({ lists, botId: null, keys, catalogue, now });

test("for a key that lists only newer models the seed models are left out and the tail is used", () => {
  const { models, retired } = tried([key("k", of2026)]);
  assert.deepEqual(models, tail);
  assert.deepEqual(retired, [...seedModels]);
});

test("without a listing the seed models are tried first, then the tail from other tenants' listings", () => {
  assert.deepEqual(tried([key("k", [], { listedAt: null })]).models, [...seedModels, ...tail]);
  const gone = { ...seen("gemini-9-flash"), missingAt: now };
  assert.ok(!tried([], [platform], [gone]).models.includes(gone.name));
});

test("the tail uses the listings of the tenant's own keys, if there are any", () => {
  const { models } = tried([key("k", ["gemini-3.5-flash-lite"])]);
  assert.deepEqual(models, [...aliases, "gemini-3.5-flash-lite"]);
  // Also where its age proves nothing about what is missing in it.
  const old = key("k", ["gemini-3.5-flash-lite"], { listedAt: daysAgo(4) });
  assert.deepEqual(tried([old]).tail, [...aliases, "gemini-3.5-flash-lite"]);
  // What one key may no longer use another still may.
  const gone = key("l", ["gemini-3.5-flash-lite"], { gone: ["gemini-3.5-flash-lite"] });
  assert.ok(tried([gone, old]).tail.includes("gemini-3.5-flash-lite"));
});

test("a model that only one key can use is tried with that key only", () => {
  const { models, usable } = tried([key("old", ["gemini-2.5-flash", ...of2026]), key("new", of2026)]);
  assert.equal(models[0], "gemini-2.5-flash");
  assert.ok(usable("gemini-2.5-flash", "old") && !usable("gemini-2.5-flash", "new"));
  assert.ok(usable("gemini-2.5-flash", "a key tried out") && !usable("gemini-2.0-flash", "a key tried out"));
});

test("a 404 overrides the listing", () => {
  const { models } = tried([key("k", of2026, { gone: ["gemini-3.8-flash", "gemini-flash-latest"] })]);
  assert.deepEqual(models, ["gemini-flash-lite-latest", "gemini-3.5-flash-lite", "gemma-4-31b-it"]);
});

test("an alias, and a name that Google never lists, are tried without being listed", () => {
  const own = list("tenant", "gemini-pro-latest", "served-unlisted", "gemini-2.5-pro", "gemini-3.8-flash");
  const { models, retired } = tried([key("k", of2026)], [own]);
  assert.deepEqual(models, ["gemini-pro-latest", "served-unlisted", "gemini-3.8-flash"]);
  assert.deepEqual(retired, ["gemini-2.5-pro"]);
});

test("a name that Google once listed is retired for a key that does not list it; an alias never is", () => {
  const catalogue = [...of2026, "gemini-pro-latest", "gemini-3.3-flash"].map(seen);
  const unlisted = { ...seen("gemini-3.4-flash"), seenAt: null };
  const own = list("tenant", "gemini-pro-latest", "gemini-3.3-flash", "gemini-3.4-flash", "gemini-3.8-flash");
  const { models, retired } = tried([key("k", of2026)], [own], [...catalogue, unlisted]);
  assert.deepEqual(models, ["gemini-pro-latest", "gemini-3.4-flash", "gemini-3.8-flash"]);
  assert.deepEqual(retired, ["gemini-3.3-flash"]);
});

test("the tail from other tenants' listings has only models that were listed and generate", () => {
  const catalogue = [
    { ...seen("gemini-8-flash"), seenAt: null },
    { ...seen("gemini-9-flash"), generates: false },
    seen("gemini-7-flash"),
  ];
  assert.deepEqual(tried([], [platform], catalogue).tail, [...aliases, "gemini-7-flash"]);
});

test("an empty listing proves nothing, however recent", () => {
  assert.deepEqual(tried([key("k", [])]).retired, []);
});

test("a model missing from a stale listing is still tried", () => {
  assert.equal(tried([key("k", of2026, { listedAt: daysAgo(4) })]).models[0], "gemini-2.5-flash");
  assert.equal(tried([key("k", of2026, { listedAt: null })]).models[0], "gemini-2.5-flash");
});

test("an own order has a tail only if none of its models is usable", () => {
  const half = list("tenant", "gemini-2.5-pro", "gemini-3.8-flash");
  assert.deepEqual(tried([key("k", of2026)], [half, platform]).models, ["gemini-3.8-flash"]);
  const retired = list("tenant", "gemini-2.5-pro", "gemini-2.0-flash");
  assert.deepEqual(tried([key("k", of2026)], [retired, platform]).models, tail);
  assert.deepEqual(tried([], [retired, platform]).models, ["gemini-2.5-pro", "gemini-2.0-flash"]);
});

test("a platform order set by the operator has no tail, and an order with all models off stays empty", () => {
  assert.deepEqual(tried([key("k", of2026)], [list(null, "gemini-3.8-flash")]).models, ["gemini-3.8-flash"]);
  const off = { ...platform, tenantId: "tenant", entries: [{ model: "gemini-3.8-flash", enabled: false }] };
  assert.deepEqual(tried([key("k", of2026)], [off, platform]).models, []);
});

test("if every model would be left out, none is", () => {
  const gone = [...seedModels, ...tail];
  const { models, usable } = tried([key("k", of2026, { gone })]);
  assert.deepEqual(models, [...seedModels]);
  assert.ok(usable("gemini-2.5-flash", "k"));
});

test("a retired model's successor is the one that Google named if usable, else the newest of its family", () => {
  const flash = "gemini-2.5-flash";
  assert.equal(successorOf(flash, "gemini-3.5-flash-lite", of2026), "gemini-3.5-flash-lite");
  assert.equal(successorOf(flash, "gemini-3.6-flash", of2026), "gemini-3.8-flash");
  assert.equal(successorOf(flash, "gemini-3.6-flash", []), "gemini-3.6-flash");
  assert.equal(successorOf("gemini-2.5-flash-lite", null, of2026), "gemini-3.5-flash-lite");
  assert.equal(successorOf("gemini-2.5-pro", null, of2026), "gemini-flash-latest");
});
