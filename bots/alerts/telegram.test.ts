// Alerts in a member's Telegram chat, from the cause to the message: real workers, a simulated Telegram and Gemini.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { makeAlertLink } from "#lib/alerts/links.ts";
import { db } from "#lib/db.ts";
import { checkKeys } from "#lib/keys/check.ts";
import { createUser } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { keys, makeWorld } from "../fixtures/world.ts";

const OWNER_CHAT = 501;
const world = makeWorld({ workers: 1 });

/** Links a new owner's Telegram account. @returns the context of that owner */
async function linked(chat: number, locale = "en") {
  const userId = await createUser({ locale });
  const { tenantId } = world.context;
  await db.member.create({ data: { tenantId, userId, role: "owner" } });
  const context = { ...world.context, actorId: userId };
  const { url } = await makeAlertLink(context, world.botId);
  const start = new URL(url).searchParams.get("start");
  const before = (await world.texts(chat)).length;
  await world.write(chat, `/start ${start}`);
  await world.answers(chat, before + 1);
  return context;
}

/** Resolves with the first message that says this. */
const told = (chat: number, words: RegExp) =>
  until(
    `${chat} is told ${words}`,
    async () => (await world.texts(chat)).find((text) => words.test(text)),
    15,
  );

test("a key that Google says was leaked is told within five seconds, with the page that mends it, and so is that it is solved", async () => {
  const owner = await linked(OWNER_CHAT);
  assert.match((await world.texts(OWNER_CHAT)).join(), /alerts of Worker test come here/);
  await world.gemini("keys", { [keys.one]: { project: "p1", state: "leaked" } });
  const from = Date.now();
  await world.write(502, "salom");
  const alert = await told(OWNER_CHAT, /Key 1 .*leaked/);
  assert.ok(Date.now() - from < 5_000, `${Date.now() - from} ms`);
  assert.match(alert, /^Worker test\n/);
  assert.match(alert, /http:\/\/localhost:\d+\/worker-test\/keys/);
  await world.gemini("keys", { [keys.one]: { project: "p1", state: "ok" } });
  await checkKeys(owner);
  await told(OWNER_CHAT, /Solved\n\n✅ Works again or is replaced: Key 1/);
  assert.equal((await world.texts(OWNER_CHAT)).length, 3);
});
