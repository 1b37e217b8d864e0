import "#test/database.ts";
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { createKey, createModelList, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { markMissing, noteListing } from "./catalogue.ts";

beforeEach(async () => {
  await db.tenant.deleteMany();
  await db.model.deleteMany();
});

const listed = (name: string, more: object = {}) => ({
  name,
  displayName: name.toUpperCase(),
  description: "",
  inputTokenLimit: 1_000,
  outputTokenLimit: 100,
  methods: ["generateContent"],
  thinks: false,
  ...more,
});
const missing = async () =>
  (await db.model.findMany({ where: { missingAt: { not: null } }, orderBy: { name: "asc" } })).map(
    ({ name }) => name,
  );

test("a whole listing is stored, also if it names a model twice", async () => {
  await noteListing([listed("m1"), listed("m1"), listed("embedder", { methods: ["embedContent"] })]);
  await noteListing([listed("m1", { displayName: "Newer", inputTokenLimit: null, thinks: true })]);
  await noteListing([]);
  const { displayName, inputLimit, outputLimit, generates, thinks } = await db.model.findUniqueOrThrow({
    where: { name: "m1" },
  });
  assert.deepEqual(
    [displayName, inputLimit, outputLimit, generates, thinks],
    ["Newer", null, 100, true, true],
  );
  const embedder = await db.model.findUniqueOrThrow({ where: { name: "embedder" } });
  assert.deepEqual([embedder.generates, embedder.thinks], [false, false]);
});

test("a generating model, or one in any order, is missing if no key of any tenant lists it", async () => {
  const [one, two] = [await createTenant(), await createTenant()];
  await createKey(one, { models: ["m1"] });
  await createKey(two, { models: ["m2"] });
  await createModelList(two, ["m1", "wished"]);
  await noteListing([
    ...["m1", "m2", "gone"].map((name) => listed(name)),
    listed("embedder", { methods: ["embedContent"] }),
  ]);
  await markMissing();
  assert.deepEqual(await missing(), ["gone", "wished"]);
});

test("no model is missing before the first listing", async () => {
  await createKey(await createTenant(), { models: [] });
  await noteListing([listed("m1")]);
  await markMissing();
  assert.deepEqual(await missing(), []);
});

test("marking a missing model again keeps its first time", async () => {
  await createKey(await createTenant(), { models: ["m1"] });
  await noteListing([listed("gone")]);
  await markMissing();
  const since = new Date("2026-01-01T00:00:00Z");
  await db.model.update({ where: { name: "gone" }, data: { missingAt: since } });
  await markMissing();
  assert.deepEqual((await db.model.findUniqueOrThrow({ where: { name: "gone" } })).missingAt, since);
});
