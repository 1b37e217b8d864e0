// Workers answer while `npm run secrets:rotate` reseals what they read.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import { createKey } from "#test/builders.ts";
import { startProcess } from "#test/processes.ts";
import { makeWorld, models } from "./fixtures/world.ts";

const ENCRYPTION_KEY = `${randomBytes(32).toString("hex")},${process.env.ENCRYPTION_KEY}`;
const DATA_DIR = mkdtempSync(join(tmpdir(), "botfactory-rotating-"));
after(() => rmSync(DATA_DIR, { recursive: true, force: true }));
const world = makeWorld();

/** Ids of the keys that seal the tenant's secrets now. */
async function sealedBy(): Promise<Set<string | undefined>> {
  const [bots, keys] = [await db.bot.findMany(), await db.key.findMany()];
  const sealed = [...bots.flatMap((bot) => [bot.token, bot.webhookSecret]), ...keys.map((key) => key.secret)];
  return new Set(sealed.map((text) => text.split(".")[1]));
}

test("a worker answers before, during and after a rotation, and one that starts afterwards needs the new key only", async () => {
  for (let n = 0; n < 200; n++) await createKey(world.context, { label: `Spare ${n}`, enabled: false });
  // As at a start: makes the database's logins, which follow from the first key.
  const made = await startProcess(
    ["scripts/dead-letters.ts"],
    { ENCRYPTION_KEY, DATA_DIR },
    /no dead letters/,
  );
  await made.end();
  await world.startWorker({ ENCRYPTION_KEY });
  await world.ask(71, "before");
  const before = await sealedBy();
  const rotation = await startProcess(
    ["scripts/secrets-rotate.ts"],
    { ENCRYPTION_KEY, DATA_DIR },
    /^Bot\.token: 1 of 1$/,
  );
  const ended = rotation.end.bind(rotation);
  for (let n = 0; rotation.child.exitCode === null; n++)
    assert.deepEqual(await world.ask(71, `during ${n}`), [`${models.first}: during ${n}`]);
  assert.equal(await ended(), 0, rotation.output());
  assert.match(rotation.output(), /may now be removed from ENCRYPTION_KEY/);
  const after = await sealedBy();
  assert.equal(after.size, 1);
  assert.deepEqual(
    [...after].filter((id) => before.has(id)),
    [],
  );
  assert.deepEqual(await world.ask(71, "after"), [`${models.first}: after`]);
  await world.endWorkers("SIGTERM");
  await world.startWorker({ ENCRYPTION_KEY: ENCRYPTION_KEY.split(",")[0] ?? "" });
  assert.deepEqual(await world.ask(71, "alone"), [`${models.first}: alone`]);
});
