// No update is left behind in a lane that nobody will claim, however storing, claiming and settling overlap.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { claimLanes } from "./claims.ts";
import { store } from "./inbox.ts";
import { settle } from "./settle.ts";

test("an update that is stored while its lane is being claimed is claimed with it, or wakes the lane again", async () => {
  const botId = await createBot(await createTenant());
  const { signal } = new AbortController();
  let next = 1;
  let storing = true;
  const storer = async () => {
    // Two right after each other in a lane of their own, which nothing wakes later.
    for (let i = 0; i < 200; i++) {
      const chat = next;
      next += 2;
      await store(botId, [textUpdate(chat, chat)], null);
      await store(botId, [textUpdate(chat + 1, chat)], null);
    }
  };
  const claimer = async () => {
    const workerId = randomUUID();
    for (let idle = 0; storing || idle < 3; ) {
      const claims = await claimLanes(workerId, 4);
      idle = claims.length === 0 ? idle + 1 : 0;
      for (const claim of claims) {
        const done = claim.waiting.map(({ id }) => id);
        await settle(claim, { done, release: { again: claim.more ? 0 : null } }, signal);
      }
    }
  };
  const claiming = Promise.all([claimer(), claimer(), claimer()]);
  await Promise.all([storer(), storer(), storer(), storer()]);
  storing = false;
  await claiming;
  assert.equal(await db.update.count({ where: { state: "waiting" } }), 0);
  assert.equal(await db.update.count({ where: { state: "done" } }), 1_600);
});
