import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { createKey, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { startRenewing } from "./renew-listings.ts";

// Nobody listens there: each listing fails, after the key was claimed for it.
process.env.GEMINI_BASE_URL = "http://127.0.0.1:1";

test("listings that are due are renewed each minute, not at start, and no more after a stop", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const context = await createTenant();
  const id = await createKey(context);
  const listedAt = async () => (await db.key.findUniqueOrThrow({ where: { id } })).listedAt;
  const renewing = startRenewing();
  t.mock.timers.tick(59_000);
  assert.equal(await listedAt(), null);
  for (let minute = 1; minute <= 2; minute++) {
    await db.key.update({ where: { id }, data: { listedAt: null } });
    // One round at a time: the round before may still be asking Google.
    await until(`listing ${minute}`, () => {
      t.mock.timers.tick(60_000);
      return listedAt();
    });
  }
  renewing.stop();
  // A round that had begun before the stop may still claim the key, once.
  await until("no round is left", async () => {
    await db.key.update({ where: { id }, data: { listedAt: null } });
    t.mock.timers.tick(60_000);
    await sleep(200);
    return (await listedAt()) === null;
  });
});
