// Whatever the database refuses, nothing that Telegram handed over is lost: real workers, a real Postgres, real faults.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { databaseFaults } from "#test/database-faults.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld();
const FAULT_MS = 3_000;

/** Twelve messages in four groups: each is one question of its own. */
async function ask(round: number): Promise<{ chat: number; expected: string[] }[]> {
  const asked = [];
  for (let group = 1; group <= 4; group++) {
    const chat = -(1_000 * round + group);
    const texts = ["bir", "ikki", "uch"].map((word) => `${word} ${round}.${group}`);
    for (const text of texts)
      await world.write({ id: chat }, { text: `@${BOT} ${text}`, from: { id: 5, first_name: "Dilnoza" } });
    asked.push({ chat, expected: texts.map((text) => `${models.first}: ${text}`) });
  }
  return asked;
}

async function assertAnswered(asked: Awaited<ReturnType<typeof ask>>): Promise<void> {
  for (const { chat, expected } of asked) {
    await world.answers(chat, expected.length);
    await world.settled();
    assert.deepEqual(await world.texts(chat), expected);
  }
  assert.deepEqual(await db.update.findMany({ where: { state: "dead" } }), []);
  assert.deepEqual(await db.deadLetter.findMany(), []);
}

/** The inbox, and what a turn writes. */
const places = [
  { table: "Update", column: "payload" },
  { table: "Answer", column: "question" },
];
for (const [i, { table, column }] of places.entries()) {
  test(`while "${table}" refuses writes`, async (t) => {
    const faults = await databaseFaults(table, column);
    try {
      const worker = await world.startWorker(faults.env);
      await world.state("working");
      for (const [j, fault] of faults.all.entries()) {
        await t.test(
          `${fault.name}: twelve messages are answered afterwards, once each and in order`,
          async () => {
            await fault.begin();
            const asked = await ask(100 * (i + 1) + j).finally(() => sleep(FAULT_MS));
            await fault.end();
            const from = Date.now();
            await assertAnswered(asked);
            t.diagnostic(`${table}, ${fault.name}: all answered ${Date.now() - from} ms after it`);
            await until("the bot's state is working", () =>
              db.botLease.findFirst({ where: { state: "working" } }),
            );
          },
        );
      }
      await worker.end("SIGTERM");
    } finally {
      await world.endWorkers("SIGKILL");
      await faults.close();
    }
  });
}
