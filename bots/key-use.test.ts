// How a tenant's keys are used: an admin's setting takes effect at once.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { change } from "#lib/audit.ts";
import { db } from "#lib/db.ts";
import { editKey } from "#lib/keys/edit.ts";
import { saveKeyUse } from "#lib/keys/use.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";
import { createKey, createTenant } from "#test/builders.ts";
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

test("where its own keys are off a tenant's bot answers with the platform's, as often as its part allows; the trace names none of them", async () => {
  const { context } = world;
  const { tenantId } = context;
  const secret = "AQ.worker-test-shared-by-the-platform";
  await world.gemini("keys", { [secret]: { project: "host" }, [keys.one]: { firstTokenMs: null } });
  const platform = await createTenant({ id: PLATFORM_TENANT, slug: PLATFORM_SLUG });
  const sharedId = await createKey(platform, { secret, label: "Of the host", checkClass: "ok" });
  // As at /platform/keys: workers hear of it.
  const { version } = await change(platform, { action: "key.add", target: sharedId }, async () => undefined);
  await world.live(version, platform);
  await db.tenant.update({ where: { id: tenantId }, data: { limits: { sharedCalls: 2 } } });
  for (const { id } of await db.key.findMany({ where: { tenantId } }))
    await world.live(await editKey(context, id, { enabled: false }));

  for (const question of ["bir", "ikki"].map((word) => `${word}, platforma`)) {
    assert.deepEqual(await world.ask(65, question), [`gemini-2.5-flash: ${question}`]);
    assert.deepEqual(await attemptsAt(question), ["Platform key ok"]);
    const answer = await db.answer.findFirstOrThrow({ where: { question }, include: { attempts: true } });
    assert.deepEqual([answer.keyName, answer.attempts[0]?.keyLast4], ["Platform key", ""]);
  }
  const [apology] = await world.ask(65, "uch, platforma");
  assert.match(apology ?? "", /^Kechirasiz/);
  assert.deepEqual(await attemptsAt("uch, platforma"), []);
  assert.deepEqual(await db.sharedKeyUse.findMany({ select: { tenantId: true, calls: true } }), [
    { tenantId, calls: 2 },
  ]);
});
