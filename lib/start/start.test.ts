import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createKey, createModelList, createTenant, withRole } from "#test/builders.ts";
import { db } from "../db.ts";
import { readStart } from "./start.ts";

async function tenant() {
  const context = withRole(await createTenant(), "admin");
  await createModelList(context, ["gemini-2.5-flash"]);
  return context;
}
type Context = Awaited<ReturnType<typeof tenant>>;
const step = async (context: Context, botId: string | null = null) => (await readStart(context, botId)).step;
const works = { checkClass: "ok", checkedAt: new Date() } as const;

test("the steps are a bot, a key that works, an answer, a message from Telegram", async () => {
  const context = await tenant();
  assert.equal(await step(context), "bot");
  await createBot(context);
  assert.equal(await step(context), "key");
  await createKey(context, works);
  assert.equal(await step(context), "chat");
});

test("a key that Google refuses does not count, and is named", async () => {
  const context = await tenant();
  await createBot(context);
  await createKey(context, { checkClass: "key_invalid", checkedAt: new Date() });
  const { step: next, keys, refused } = await readStart(context, null);
  assert.deepEqual([next, keys, refused?.state.kind], ["key", 0, "broken"]);
  await createKey(context, works);
  assert.equal((await readStart(context, null)).refused, null);
});

test("a key that is off does not count", async () => {
  const context = await tenant();
  await createBot(context);
  await createKey(context, works);
  await db.key.updateMany({ where: { tenantId: context.tenantId }, data: { enabled: false } });
  assert.equal(await step(context), "key");
});

test("another tenant's bot is not the one that is set up", async () => {
  const [own, other] = [await tenant(), await tenant()];
  await createBot(other);
  const { id } = await db.bot.findFirstOrThrow({ where: { tenantId: other.tenantId } });
  assert.equal((await readStart(own, id)).bot, null);
});
