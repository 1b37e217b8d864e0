// How a tenant's keys are used: an admin's setting takes effect at once.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { saveKeyUse } from "#lib/keys/use.ts";
import { keys, makeWorld } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });

const attemptsAt = async (question: string) => {
  const { attempts } = await db.answer.findFirstOrThrow({
    where: { question },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  return attempts.map((attempt) => `${attempt.keyLabel} ${attempt.class}`);
};

test("priority: the first key answers all; balanced: the keys take turns", async () => {
  for (const question of ["bir", "ikki", "uch", "to‘rt"]) await world.ask(61, question);
  assert.deepEqual(await attemptsAt("to‘rt"), ["Key 1 ok"]);
  await world.live(await saveKeyUse(world.context, { order: "balanced", hedging: false }));
  const served = new Set<string>();
  for (const question of ["besh", "olti", "yetti", "sakkiz", "to‘qqiz", "o‘n"]) {
    await world.ask(62, question);
    for (const attempt of await attemptsAt(question)) served.add(attempt);
  }
  assert.deepEqual([...served].toSorted(), ["Key 1 ok", "Key 2 ok"]);
});

test("hedging: if the first key is late, one of another project is called too, and the first to speak answers", async () => {
  await world.live(await saveKeyUse(world.context, { order: "priority", hedging: true }));
  // Lateness is known only from earlier calls, and one message in twenty may hedge: on a busy machine another message
  // may have used the hedge, so several are sent.
  const hedged = ["Key 1 cancelled", "Key 2 ok"];
  let attempts: string[] = [];
  for (let round = 0; round < 5 && attempts.join() !== hedged.join(); round++) {
    await world.gemini("keys", { [keys.one]: { firstTokenMs: null } });
    for (let i = 0; i < 21; i++) await world.ask(63, `savol ${round} ${i}`);
    await world.gemini("keys", { [keys.one]: { firstTokenMs: 3_000 } });
    assert.deepEqual(await world.ask(64, `kech ${round}`), [`gemini-2.5-flash: kech ${round}`]);
    attempts = await attemptsAt(`kech ${round}`);
  }
  assert.deepEqual(attempts, hedged);
});
