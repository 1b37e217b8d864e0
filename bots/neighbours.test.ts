// What one tenant's messages cost another: nothing.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { addNeighbour, neighbour } from "./fixtures/neighbour.ts";
import { BOT, makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld();
test("a tenant whose every question hangs at Gemini leaves a neighbour's questions answered meanwhile", async () => {
  await addNeighbour(world);
  const hanging = Array.from({ length: 450 }, (_, i) => ({
    bot: BOT,
    chat: { id: 1_000 + i },
    text: "[[hang]]",
  }));
  await world.telegram("POST", "/messages", hanging);
  await world.startWorker();
  const taken = () => db.lane.count({ where: { workerId: { not: null }, bot: { username: BOT } } });
  await until("its half of the places is taken", async () => (await taken()) >= 200);
  const { username: bot } = neighbour;
  await world.telegram("POST", "/messages", { bot, chat: { id: 7 }, text: "salom" });
  const { messages } = await world.telegram<{ messages: { text: string }[] }>(
    "GET",
    `/wait?bot=${bot}&chat=7&count=1&timeout=120000`,
  );
  assert.equal(messages[0]?.text, `${models.first}: salom`);
  // On a slow machine some were given up meanwhile, and others hang in their places.
  const held = await taken();
  assert.ok(held >= 100, `${held}`);
});
