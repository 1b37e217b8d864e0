// What one tenant's messages cost another: nothing.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/keys/add.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld();
const neighbour = { token: "200200:AAneighbourtest", username: "neighbour_bot", key: "AQ.neighbour" };

async function addNeighbour(): Promise<void> {
  const { token, username, key } = neighbour;
  const context: Context = { tenantId: randomUUID(), role: "owner", actorId: null };
  await world.telegram("POST", "/bots", { token, username, name: "Neighbour" });
  await world.gemini("keys", { [key]: { project: "neighbour" } });
  await db.tenant.create({ data: { id: context.tenantId, slug: "neighbour", name: "Neighbour" } });
  await importKeys(context, [key]);
  await importBot(context, token);
}

test("a tenant whose every question hangs at Gemini leaves a neighbour's questions answered meanwhile", async () => {
  await addNeighbour();
  const hanging = Array.from({ length: 450 }, (_, i) => ({
    bot: BOT,
    chat: { id: 1_000 + i },
    text: "[[hang]]",
  }));
  await world.telegram("POST", "/messages", hanging);
  await world.startWorker();
  await until("its half of the places is taken", async () => {
    return (await db.lane.count({ where: { workerId: { not: null } } })) >= 200;
  });
  const { username: bot } = neighbour;
  await world.telegram("POST", "/messages", { bot, chat: { id: 7 }, text: "salom" });
  const { messages } = await world.telegram<{ messages: { text: string }[] }>(
    "GET",
    `/wait?bot=${bot}&chat=7&count=1&timeout=60000`,
  );
  assert.equal(messages[0]?.text, `${models.first}: salom`);
  assert.equal(await db.answer.count({ where: { state: { not: "running" }, bot: { username: BOT } } }), 0);
});
