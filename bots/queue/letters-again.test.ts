// Dead letters that an admin asked to be stored again.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { db } from "#lib/db.ts";
import { retryDeadLetters } from "#lib/dead-letters/decide.ts";
import { type LiveConfig, startLiveConfig } from "#lib/live-config/live-config.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { until } from "#test/until.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { storeOrBury } from "./dead-letters.ts";
import { startLettersAgain } from "./letters-again.ts";

let live: LiveConfig;
before(async () => {
  await createTenant();
  live = await startLiveConfig({ workerId: null });
});
after(() => live.stop());

/** A bot with dead letters of these updates. */
async function makeLetters(...payloads: unknown[]) {
  const context = await createTenant();
  const botId = await createBot(context);
  await storeOrBury(
    botId,
    payloads.map((_, i) => ({ update_id: i + 1, message: "none" })),
    null,
  );
  const letters = await db.deadLetter.findMany({ where: { botId }, orderBy: { updateId: "asc" } });
  for (const [i, { id }] of letters.entries())
    await db.deadLetter.update({
      where: { id },
      data: { payload: Buffer.from(JSON.stringify(payloads[i])) },
    });
  return { context, botId };
}

test("a worker that hears of the request stores the update and drops the letter; what still fails stays", async () => {
  await asOwner(
    `ALTER TABLE "Update" ADD CONSTRAINT "refused" CHECK (("payload" ->> 'refused')::int IS NULL)`,
  );
  const bad = { ...textUpdate(2, 5), refused: "x" };
  const { context, botId } = await makeLetters(textUpdate(1, 5), bad, { update_id: 3, message: "none" });
  const letters = startLettersAgain(live);
  assert.equal(await db.deadLetter.count({ where: { botId } }), 3, "nobody asked yet");
  assert.equal(await retryDeadLetters(context, null), 3);
  await until(
    "all are tried",
    async () => (await db.deadLetter.count({ where: { botId, retryAt: null } })) === 2,
  );
  letters.stop();
  const stored = await db.update.findMany({ where: { botId }, include: { lane: true } });
  assert.deepEqual(
    stored.map(({ updateId, state, lane }) => [Number(updateId), state, Number(lane.chatId)]),
    [[1, "waiting", 5]],
  );
  assert.ok(stored[0]?.lane.readyAt);
});

test("a request made while no worker ran is met when one starts; of another tenant nothing is stored", async () => {
  const { context, botId } = await makeLetters(textUpdate(1, 5));
  const other = await makeLetters(textUpdate(1, 5));
  await retryDeadLetters(context, null);
  const letters = startLettersAgain(live);
  await until("it is stored", () => db.update.findFirst({ where: { botId } }));
  letters.stop();
  assert.equal(await db.deadLetter.count({ where: { botId: other.botId } }), 1);
});
