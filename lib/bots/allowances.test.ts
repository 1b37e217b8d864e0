// How much people may ask of a bot: what an admin sets, over the defaults, and that the workers get it.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { allowancesFrom } from "./allowances.ts";
import { setAllowances } from "./edit.ts";
import { getBot } from "./list.ts";
import { defaultAllowances } from "./usual-allowances.ts";

test("what is not set is the default; what cannot be read counts as not set", () => {
  for (const stored of [{}, null, "odd", { person: { perDay: 0 } }, { chat: { perDay: "10" } }])
    assert.deepEqual(allowancesFrom(stored), defaultAllowances);
  const { person, chat } = allowancesFrom({ person: { perDay: 7 } });
  assert.deepEqual(person, { ...defaultAllowances.person, perDay: 7 });
  assert.deepEqual(chat, defaultAllowances.chat);
  assert.deepEqual(
    allowancesFrom({ tenant: { perDay: 7 } }).tenant,
    defaultAllowances.tenant,
    "not a bot's to set",
  );
});

test("an admin's figures are in the workers' snapshot, on the page and in the record; odd ones are refused", async () => {
  const context = await createTenant();
  const [id, other] = [await createBot(context), await createBot(context)];
  const version = await setAllowances(context, id, { person: { perMinute: 3 }, bot: { atOnce: 9 } });
  const config = await loadTenant(context.tenantId);
  assert.equal(config?.version, version);
  const own = config?.bots.get(id)?.allowances;
  assert.deepEqual(
    [own?.person.perMinute, own?.person.perDay, own?.bot.atOnce],
    [3, defaultAllowances.person.perDay, 9],
  );
  assert.deepEqual(config?.bots.get(other)?.allowances, defaultAllowances);
  assert.equal((await getBot(context, id))?.allowances.person.perMinute, 3);
  const { after } = await db.audit.findFirstOrThrow({ where: { action: "bot.allowances" } });
  assert.deepEqual(after, { allowances: '{"person":{"perMinute":3},"bot":{"atOnce":9}}' });
  for (const perDay of [0, -1, 1.5, 1_000_001])
    await assert.rejects(setAllowances(context, id, { chat: { perDay } }), { code: "invalid" });
  await assert.rejects(setAllowances(await createTenant(), id, {}), { code: "not_found" });
});
