// A platform that somebody sets up at the end of 2026: the key is of today, the seed's four models are gone for it.
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/keys/add.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { seedModels } from "#lib/models/order.ts";
import { until } from "#test/until.ts";
import { keys, makeWorld } from "./fixtures/world.ts";

const world = makeWorld();

const called = async (text: string): Promise<string[]> => {
  const { calls } = await world.sandbox.control<{ calls: { model: string; status: number }[] }>(
    "GET",
    `/gemini/calls?text=${text}`,
  );
  return calls.map(({ model, status }) => `${model} ${status}`);
};
/** As Google closes them: `missing` is not listed, `retired` is. */
const close = (state: "missing" | "retired") =>
  world.gemini("models", Object.fromEntries(seedModels.map((model) => [model, { state }])));

/** One key, imported as GEMINI_API_KEY is, and a worker that knows it. */
async function start(): Promise<void> {
  // Not killed: what a dead worker has sent may be stored after this.
  await world.endWorkers("SIGTERM");
  await db.park.deleteMany();
  await db.key.updateMany({ data: { models: [], gone: [], listedAt: null } });
  await world.startWorker();
}

test("with the key's listing known, the first message costs one call, and nothing was edited", async () => {
  await db.key.deleteMany({ where: { label: "Key 2" } });
  await close("missing");
  await start();
  await checkKeys(world.context);
  await world.live((await db.tenant.findFirstOrThrow()).configVersion);
  assert.deepEqual(await world.ask(1, "birinchi"), ["gemini-flash-latest: birinchi"]);
  assert.deepEqual(await called("birinchi"), ["gemini-flash-latest 200"]);
  const [attempt, ...others] = await db.attempt.findMany();
  assert.deepEqual([attempt?.class, attempt?.modelVersion, others.length], ["ok", "gemini-3.8-flash", 0]);
});

test("before the key was checked, each of the four is asked for once, and the message is answered", async () => {
  await start();
  assert.deepEqual(await world.ask(2, "shoshilinch"), ["gemini-flash-latest: shoshilinch"]);
  assert.deepEqual(await called("shoshilinch"), [
    ...seedModels.map((model) => `${model} 404`),
    "gemini-flash-latest 200",
  ]);
  assert.deepEqual(await world.ask(2, "keyingisi"), ["gemini-flash-latest: keyingisi"]);
  assert.equal((await called("keyingisi")).length, 1);
});

test("models that are listed and yet closed to new users are left out after one 404 each, also after a restart", async () => {
  await close("retired");
  await start();
  await checkKeys(world.context);
  await world.live((await db.tenant.findFirstOrThrow()).configVersion);
  assert.deepEqual(await world.ask(3, "yopiq"), ["gemini-flash-latest: yopiq"]);
  assert.equal((await called("yopiq")).length, seedModels.length + 1);
  await until("the 404s are kept", async () => {
    const { gone } = await db.key.findFirstOrThrow();
    return gone.length === seedModels.length;
  });
  assert.equal(
    (await db.model.findUniqueOrThrow({ where: { name: seedModels[0] } })).successor,
    "gemini-3.6-flash",
  );
  await world.endWorkers("SIGKILL");
  await db.park.deleteMany();
  await world.startWorker();
  assert.deepEqual(await world.ask(3, "ochiq"), ["gemini-flash-latest: ochiq"]);
  assert.deepEqual(await called("ochiq"), ["gemini-flash-latest 200"]);
});

test("with many keys that were never checked, the four do not use up the message's calls", async () => {
  const more = Array.from({ length: 5 }, (_, i) => `AQ.first-run-${i}`);
  await world.gemini("keys", Object.fromEntries(more.map((key) => [key, { project: key }])));
  await importKeys(world.context, [keys.two, ...more]);
  await start();
  assert.deepEqual(await world.ask(4, "kopkalit"), ["gemini-flash-latest: kopkalit"]);
  assert.equal((await called("kopkalit")).length, 2 * seedModels.length + 1);
});
