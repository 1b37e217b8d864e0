// Which updates become dead letters, and that nothing else is acknowledged without being stored.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { before, beforeEach } from "node:test";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { textUpdate } from "../fixtures/updates.ts";
import { claimBots } from "./bot-leases.ts";
import { storeOrBury } from "./dead-letters.ts";

let botId: string;

before(() =>
  asOwner(`ALTER TABLE "Update" ADD CONSTRAINT "refused" CHECK (("payload" ->> 'refused')::int IS NULL)`),
);
beforeEach(async () => {
  await db.tenant.deleteMany();
  botId = await createBot(await createTenant());
});

/** Postgres refuses it, by a constraint of this test. */
const refused = (update_id: number) => {
  const update = textUpdate(update_id, 1, "maxfiy");
  return { ...update, refused: "a\0b \ud800" } as unknown as Update;
};
const letters = () => db.deadLetter.findMany({ orderBy: { updateId: "asc" } });
const stored = async () =>
  (await db.update.findMany({ orderBy: { id: "asc" } })).map(({ updateId }) => Number(updateId));
const nextUpdate = async () => Number((await db.botLease.findFirstOrThrow()).nextUpdate);

test("of a batch only the updates at fault become dead letters; the others are stored in order", async () => {
  const batch = [1, 2, 3, 4, 5, 6, 7].map((id) =>
    id === 3 || id === 7 ? refused(id) : textUpdate(id, id % 2),
  );
  const kept = await storeOrBury(botId, batch, null);
  assert.deepEqual(
    kept?.map(({ update_id }) => update_id),
    [1, 2, 4, 5, 6],
  );
  assert.deepEqual([await stored(), await nextUpdate()], [[1, 2, 4, 5, 6], 8]);
  const [first, second, ...more] = await letters();
  assert.deepEqual([Number(first?.updateId), Number(second?.updateId), more], [3, 7, []]);
  assert.deepEqual([Number(first?.chatId), first?.reason], [1, "SQLSTATE 22P02"]);
  assert.deepEqual(JSON.parse(Buffer.from(first?.payload ?? []).toString()), refused(3));
  assert.equal(
    await db.lane.count({ where: { chatId: 0, updates: { none: {} } } }),
    0,
    "the probe left a lane",
  );
});

test("what is no update is a dead letter too, whatever it is; delivered again it is kept once", async () => {
  const odd = [{ update_id: 1, message: { chat: null } }, "salom", null, { update_id: 2 ** 70 }];
  assert.deepEqual(await storeOrBury(botId, odd, null), []);
  assert.deepEqual(await storeOrBury(botId, odd, null), []);
  const kept = await letters();
  assert.deepEqual(
    kept.map(({ updateId, reason }) => [updateId, reason]),
    [[1n, "unreadable"], ...odd.slice(1).map(() => [null, "unreadable"])],
  );
  assert.equal(await nextUpdate(), 2);
});

test("an update nested too deep for JSON is a dead letter", async () => {
  let deep: object = {};
  for (let i = 0; i < 50_000; i++) deep = { deep };
  assert.deepEqual(await storeOrBury(botId, [{ ...textUpdate(1, 1), deep }], null), []);
  const [letter] = await letters();
  assert.deepEqual([Number(letter?.updateId), letter?.reason], [1, "RangeError"]);
});

/** Breaks the inbox for every update while `work` runs. */
async function broken(sql: string, back: string, work: () => Promise<void>): Promise<void> {
  await asOwner(sql);
  await work().finally(() => asOwner(back));
}

test("where a harmless update is refused as well, the database is at fault: nothing is stored, buried or acknowledged", async () => {
  const newer = `ALTER TABLE "Update" ADD COLUMN "newer" int NOT NULL`;
  await broken(newer, `ALTER TABLE "Update" DROP COLUMN "newer"`, async () => {
    for (const batch of [[textUpdate(1, 1)], [textUpdate(1, 1), textUpdate(2, 1)], [refused(1)]])
      await assert.rejects(storeOrBury(botId, batch, null), { code: "23502" });
  });
  assert.deepEqual([await stored(), await letters(), await nextUpdate()], [[], [], 0]);
  assert.equal((await storeOrBury(botId, [textUpdate(1, 1)], null))?.length, 1);
});

test("a dead letter that cannot be kept is not acknowledged", async () => {
  await broken(`ALTER TABLE "DeadLetter" RENAME TO "Away"`, `ALTER TABLE "Away" RENAME TO "DeadLetter"`, () =>
    assert.rejects(storeOrBury(botId, [textUpdate(1, 1), refused(2)], null), { code: "42P01" }),
  );
  // The one before it is stored: the offset stands behind it.
  assert.deepEqual([await stored(), await nextUpdate()], [[1], 2]);
});

test("only the holder of the bot's lease keeps a dead letter", async () => {
  const workerId = randomUUID();
  const [claim] = await claimBots(workerId, 1);
  const fence = claim!.fence;
  assert.equal(await storeOrBury(botId, ["no update"], { workerId, fence: fence - 1 }), null);
  assert.equal(await storeOrBury(botId, [refused(1)], { workerId, fence: fence - 1 }), null);
  assert.deepEqual([await letters(), await nextUpdate()], [[], 0]);
  assert.deepEqual(await storeOrBury(botId, [refused(1)], { workerId, fence }), []);
  assert.equal(await nextUpdate(), 2);
});
