// Bots that Telegram creates by a tap: whose workspace each of them lands in, with a neighbour who would like to have it.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test, { after, before } from "node:test";
import { createTenant, createUser } from "#test/builders.ts";
import { startSandbox } from "#test/processes.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { addCreated, creationCodeOf, openRequest, requestBot } from "./creation.ts";

const MANAGER = "600600:AAmanagermanager";
process.env.ALERTS_BOT_TOKEN = MANAGER;
const outside = await startSandbox();
process.env.TELEGRAM_API_ROOT = outside.url;
after(() => outside.end());
before(() =>
  outside.control("POST", "/telegram/bots", {
    ...{ token: MANAGER, username: "manager_bot", name: "Manager", managesBots: true },
  }),
);

let people = 5_000;
async function member(role: Context["role"] = "owner"): Promise<Context & { actorId: string }> {
  const { tenantId } = await createTenant();
  const actorId = await createUser();
  await db.member.create({ data: { tenantId, userId: actorId, role } });
  return { tenantId, role, actorId };
}

/** What the link tells the manager when its reader presses Start. */
async function codeFrom(context: Context): Promise<string> {
  const { url } = await requestBot(context);
  const code = creationCodeOf(`/start ${new URL(url).searchParams.get("start")}`);
  assert.ok(code, url);
  return code;
}

/** A person creates a bot in Telegram. @returns its id */
async function create(telegramId: number): Promise<number> {
  const username = `made_${randomInt(2 ** 30)}_bot`;
  const creation = { manager: "manager_bot", user: { id: telegramId }, name: "Made", username };
  await outside.control("POST", "/telegram/managed-bots", creation);
  const bots = await outside.control<{ id: number; username: string }[]>("GET", "/telegram/bots");
  const made = bots.find((bot) => bot.username === username);
  assert.ok(made);
  return made.id;
}

const botsOf = ({ tenantId }: Context) => db.bot.count({ where: { tenantId } });

test("a bot that the account behind a link creates is added to that workspace, with the token that Telegram gives", async () => {
  const owner = await member();
  const telegramId = ++people;
  const opened = await openRequest(await codeFrom(owner), telegramId);
  assert.ok(opened?.tenant);
  const botId = await create(telegramId);
  const added = await addCreated(telegramId, botId);
  assert.ok(added && added !== "known");
  const bot = await db.bot.findUniqueOrThrow({ where: { telegramId: botId } });
  assert.equal(bot.tenantId, owner.tenantId);
  const [row] = await db.audit.findMany({ where: { tenantId: owner.tenantId, action: "bot.add" } });
  assert.equal(row?.actorId, owner.actorId);
  assert.equal(await addCreated(telegramId, botId), "known", "told again after a crash");
});

test("a bot whose creator opened no link is nobody's: also if somebody else's request is open", async () => {
  const [victim, neighbour] = [await member(), await member()];
  await openRequest(await codeFrom(neighbour), ++people);
  await codeFrom(victim);
  const stranger = ++people;
  assert.equal(await addCreated(stranger, await create(stranger)), null);
  assert.deepEqual([await botsOf(victim), await botsOf(neighbour)], [0, 0]);
});

test("a code works for the first account that opens it: a neighbour who learns it afterwards gets nothing, and gives nothing away", async () => {
  const [victim, attacker] = [await member(), await member()];
  const [victimId, attackerId] = [++people, ++people];
  const code = await codeFrom(victim);
  assert.ok(await openRequest(code, victimId));
  assert.equal(await openRequest(code, attackerId), null);
  assert.ok(await openRequest(code, victimId), "the same account may press Start again");
  assert.ok(await openRequest(await codeFrom(attacker), attackerId));
  await addCreated(victimId, await create(victimId));
  assert.deepEqual([await botsOf(victim), await botsOf(attacker)], [1, 0]);
});

test("the link that an account opened last is the one whose workspace it creates for, and names it", async () => {
  const [first, second] = [await member(), await member()];
  const telegramId = ++people;
  await openRequest(await codeFrom(first), telegramId);
  const opened = await openRequest(await codeFrom(second), telegramId);
  const { name } = await db.tenant.findUniqueOrThrow({ where: { id: second.tenantId } });
  assert.equal(opened?.tenant, name);
  await addCreated(telegramId, await create(telegramId));
  assert.deepEqual([await botsOf(first), await botsOf(second)], [0, 1]);
});

test("a link is over after half an hour, when its member makes another, and when they may add no bots any more", async () => {
  const owner = await member();
  const old = await codeFrom(owner);
  await db.botRequest.updateMany({ where: { tenantId: owner.tenantId }, data: { expiresAt: new Date(0) } });
  assert.equal(await openRequest(old, ++people), null);
  const replaced = await codeFrom(owner);
  const newest = await codeFrom(owner);
  assert.equal(await openRequest(replaced, ++people), null);
  const telegramId = ++people;
  assert.ok(await openRequest(newest, telegramId));
  await db.member.updateMany({ where: { tenantId: owner.tenantId }, data: { role: "operator" } });
  assert.equal(await addCreated(telegramId, await create(telegramId)), null);
  assert.equal(await botsOf(owner), 0);
});

test("a bot of another workspace stays there, whoever asks for it", async () => {
  const [owner, other] = [await member(), await member()];
  const telegramId = ++people;
  await openRequest(await codeFrom(owner), telegramId);
  const botId = await create(telegramId);
  await addCreated(telegramId, botId);
  await openRequest(await codeFrom(other), telegramId);
  await assert.rejects(addCreated(telegramId, botId), { code: "bot_taken" });
  const bot = await db.bot.findUniqueOrThrow({ where: { telegramId: botId } });
  assert.equal(bot.tenantId, owner.tenantId);
});

test("whoever may not add bots gets no link; nor does anybody where the platform's bot manages none", async () => {
  for (const role of ["viewer", "operator"] as const)
    await assert.rejects(requestBot(await member(role)), { code: "forbidden" });
});
