// Accounts that are connected to a bot, what a member sets for their chats, and what the page shows of both.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Role } from "#generated/enums.ts";
import { createBot, createTenant, createUser } from "#test/builders.ts";
import { db } from "../db.ts";
import { DATES_MOST, DRAFT_HOURS, HERE_MAX, HERE_MIN } from "./choices.ts";
import { acceptConnection, forgetConnection, keepConnection, TelegramConnection } from "./connections.ts";
import { businessThread } from "./place.ts";
import { type BusinessChoice, businessSettingsFrom, NEVER_MAX } from "./settings.ts";
import { leaveAlone, setBusiness } from "./settings-edit.ts";
import { getBusiness, hasAccounts } from "./view.ts";

const { never: _, ...usual } = businessSettingsFrom({});
const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000);
const numbered = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

/** What Telegram says of a connection; `more` differs from the usual. */
const said = (userId: number, id = `c${userId}`, more: Partial<TelegramConnection> = {}) =>
  TelegramConnection.parse({
    ...{ id, user: { id: userId, first_name: "Shop" }, user_chat_id: userId, date: 1_800_000_000 },
    ...{ rights: { can_reply: true }, is_enabled: true, ...more },
  });

async function makeShop() {
  const context = await createTenant({ timeZone: "Asia/Almaty" });
  const { tenantId } = context;
  const botId = await createBot(context, { name: "Gul", username: "gul_bot" });
  return {
    ...{ context, tenantId, botId },
    keep: (given: TelegramConnection) => keepConnection({ tenantId, botId }, given),
    async member(role: Role, telegramId: number) {
      const userId = await createUser();
      await db.member.create({ data: { tenantId, userId, role } });
      await db.staffAccount.create({ data: { tenantId, userId, telegramId } });
    },
    chat: (chatId: number, more: { threadId?: number; title?: string; lastAt?: Date } = {}) => {
      const data = { id: randomUUID(), tenantId, botId, chatId, threadId: -chatId, ...more };
      return db.conversation.create({ data }).then(({ id }) => id);
    },
    settings: async () =>
      businessSettingsFrom((await db.bot.findUniqueOrThrow({ where: { id: botId } })).business),
    record: async () =>
      (await db.audit.findMany({ where: { tenantId }, orderBy: { id: "asc" } })).map(
        ({ action, before, after }) => [action, before, after],
      ),
    version: async () => (await db.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion,
  };
}

test("an account of a member who may run bots is let in at once, and with it all that it connects; others wait for the tenant", async () => {
  const { context, botId, keep, member } = await makeShop();
  await member("admin", 1);
  await member("operator", 2);
  assert.equal((await keep(said(1)))?.accepted, true);
  for (const waits of [2, 3]) assert.equal((await keep(said(waits)))?.accepted, false);
  await acceptConnection(context, botId, "c3", true);
  assert.equal((await keep(said(3, "another phone")))?.accepted, true);
  await acceptConnection(context, botId, "c1", false);
  assert.equal((await keep(said(1)))?.accepted, false, "what the tenant has decided stands");
});

test("an account may answer or delete if it gives the right for it, and has the name of its owner", async () => {
  const { keep } = await makeShop();
  const rightsOf = async (rights: Record<string, unknown> | undefined) => {
    const account = await keep(said(1, "c1", { rights }));
    return [account?.canReply, account?.canDelete];
  };
  assert.deepEqual(await rightsOf(undefined), [false, false]);
  assert.deepEqual(await rightsOf({ can_reply: false, can_read_messages: true }), [false, false]);
  assert.deepEqual(await rightsOf({ can_reply: true, can_delete_sent_messages: true }), [true, false]);
  for (const right of ["can_delete_outgoing_messages", "can_delete_all_messages"])
    assert.deepEqual(await rightsOf({ [right]: true }), [false, true]);
  const user = { id: 1, first_name: "Aziza", last_name: "Karimova", username: "aziza" };
  const account = await keep(said(1, "c1", { user, user_chat_id: 5 }));
  assert.deepEqual(
    [account?.name, account?.userId, account?.userChatId, account?.threadId],
    ["Aziza Karimova", 1, 5, businessThread("c1")],
  );
  assert.equal((await keep(said(1)))?.name, "Shop", "without a last name");
  const long = await keep(said(1, "c1", { user: { id: 1, first_name: "x".repeat(200) } }));
  assert.equal(long?.name.length, 128);
  const { connectedAt } = await db.businessConnection.findFirstOrThrow({ where: { connectionId: "c1" } });
  assert.deepEqual(connectedAt, new Date(1_800_000_000_000), "Telegram's seconds");
});

test("what Telegram says of a connection is taken only with the account that it is of", () => {
  const { user: _, ...rest } = said(1);
  for (const user of [undefined, {}, { id: 1 }, { id: "1", first_name: "Shop" }])
    assert.equal(TelegramConnection.safeParse({ ...rest, user }).success, false, JSON.stringify(user));
  assert.equal(TelegramConnection.safeParse({ ...said(1), rights: undefined }).success, true);
});

test("what Telegram says again changes nothing; what it says anew is in the record, and workers load it", async () => {
  const { keep, record, version } = await makeShop();
  await keep(said(1));
  await keep(said(1));
  const first = { name: "Shop", enabled: true, accepted: false, canReply: true };
  assert.deepEqual([await record(), await version()], [[["business.connect", null, first]], 2]);
  await keep(said(1, "c1", { is_enabled: false }));
  assert.deepEqual((await record()).at(-1), ["business.connect", first, { ...first, enabled: false }]);
  assert.equal(await version(), 3);
});

test("strangers fill twenty places at most; whoever has one, or was let in, is heard all the same", async () => {
  const { context, botId, keep, member } = await makeShop();
  for (const stranger of numbered(20)) assert.ok(await keep(said(stranger)));
  assert.equal(await keep(said(21)), null);
  assert.equal((await keep(said(20, "c20", { is_enabled: false })))?.enabled, false);
  await member("owner", 30);
  assert.ok(await keep(said(30)));
  await acceptConnection(context, botId, "c1", true);
  assert.ok(await keep(said(21)), "a place is free");
});

test("the tenant lets an account in or not, and forgets one that the bot does not use", async () => {
  const { context, botId, keep, record } = await makeShop();
  await keep(said(1));
  await acceptConnection(context, botId, "c1", true);
  const facts = { name: "Shop", enabled: true, accepted: true, canReply: true };
  assert.deepEqual((await record()).at(-1), ["business.accept", { ...facts, accepted: false }, facts]);
  await assert.rejects(forgetConnection(context, botId, "c1"), { code: "not_found" });
  await keep(said(1, "c1", { is_enabled: false }));
  await forgetConnection(context, botId, "c1");
  assert.deepEqual((await record()).at(-1), ["business.forget", { ...facts, enabled: false }, null]);
  await keep(said(2));
  await keep(said(3));
  await forgetConnection(context, botId, "c2");
  assert.deepEqual(
    (await db.businessConnection.findMany({ where: { botId } })).map(({ connectionId }) => connectionId),
    ["c3"],
  );
  await assert.rejects(acceptConnection(context, botId, "c2", true), { code: "not_found" });
  await assert.rejects(forgetConnection(context, botId, "c2"), { code: "not_found" });
});

const hours = { from: 540, to: 1_080 };
const dayOf = (n: number) => new Date(Date.UTC(2027, 0, n)).toISOString().slice(0, 10);
const wrong: Record<string, Partial<Record<keyof BusinessChoice | "never", unknown>>> = {
  "a mode that is none": { mode: "shout" },
  "times that are none": { times: "sometimes" },
  "six days": { week: Array(6).fill(null) },
  "eight days": { week: Array(8).fill(null) },
  "an end before the beginning": { week: [{ from: 600, to: 540 }, ...Array(6).fill(null)] },
  "hours of no length": { week: [{ from: 600, to: 600 }, ...Array(6).fill(null)] },
  "hours beyond midnight": { week: [{ from: 600, to: 1_441 }, ...Array(6).fill(null)] },
  "hours before the day": { week: [{ from: -1, to: 600 }, ...Array(6).fill(null)] },
  "a month that no calendar has": { dates: [{ day: "2027-13-01", hours }] },
  "a day with words before it": { dates: [{ day: "on 2027-01-01", hours }] },
  "a day with more behind it": { dates: [{ day: "2027-01-01T00:00", hours }] },
  "a day twice": { dates: [1, 1].map((n) => ({ day: dayOf(n), hours })) },
  "too many days": { dates: numbered(DATES_MOST + 1).map((n) => ({ day: dayOf(n), hours })) },
  "too short a silence": { hereMinutes: HERE_MIN - 1 },
  "too long a silence": { hereMinutes: HERE_MAX + 1 },
  "chats to leave alone": { never: [] },
};

test("what a member sets is taken as it is, within its bounds; chats that are left alone stay so", async () => {
  const { context, botId, chat, settings, record, version } = await makeShop();
  await leaveAlone(context, botId, await chat(7, { title: "Aka" }), true);
  const given: BusinessChoice = {
    mode: "answer",
    times: "inside",
    newOnly: true,
    hereMinutes: HERE_MAX,
    week: [{ from: 0, to: 1_440 }, ...Array(6).fill(null)],
    dates: numbered(DATES_MOST).map((n) => ({ day: dayOf(n), hours: n === 1 ? null : hours })),
  };
  assert.equal(await setBusiness(context, botId, given), 3);
  assert.deepEqual(await settings(), { ...given, never: [{ chatId: 7, name: "Aka" }] });
  const short = { ...given, dates: given.dates.slice(0, 1), hereMinutes: HERE_MIN };
  await setBusiness(context, botId, short);
  const { week, dates, ...rest } = short;
  assert.partialDeepStrictEqual((await record()).at(-1), [
    "bot.business",
    { mode: "answer", hereMinutes: HERE_MAX, never: 1 },
    { ...rest, week: JSON.stringify(week), dates: JSON.stringify(dates), never: 1 },
  ]);
  for (const [name, more] of Object.entries(wrong)) {
    const call = setBusiness(context, botId, { ...usual, ...more } as never);
    await assert.rejects(call, { code: "invalid", field: "business" }, name);
  }
  assert.equal(await version(), 4);
  const theirs = await createTenant();
  await assert.rejects(setBusiness(theirs, botId, usual), { code: "not_found" });
});

test("a chat of a connected account is left alone, once, and not any more; the record does not say whose", async () => {
  const { context, botId, chat, settings, record } = await makeShop();
  const [first, second] = [await chat(7, { title: "x".repeat(250) }), await chat(8, { title: "Opa" })];
  await leaveAlone(context, botId, first, true);
  await leaveAlone(context, botId, second, true);
  await leaveAlone(context, botId, second, true);
  assert.deepEqual((await settings()).never, [
    { chatId: 7, name: "x".repeat(200) },
    { chatId: 8, name: "Opa" },
  ]);
  assert.partialDeepStrictEqual((await record())[1], ["bot.business", { never: 1 }, { never: 2 }]);
  await leaveAlone(context, botId, first, false);
  assert.deepEqual((await settings()).never, [{ chatId: 8, name: "Opa" }]);
  const ownChat = await chat(9, { threadId: 0 });
  for (const none of [ownChat, randomUUID()])
    await assert.rejects(leaveAlone(context, botId, none, true), { code: "not_found" });

  const never = numbered(NEVER_MAX).map((n) => ({ chatId: 1_000 + n, name: "" }));
  await db.bot.update({ where: { id: botId }, data: { business: { never } } });
  await assert.rejects(leaveAlone(context, botId, first, true), { code: "invalid", field: "never" });
  const known = await chat(1_001);
  await leaveAlone(context, botId, known, true);
  assert.equal((await settings()).never.length, NEVER_MAX, "it is one of them already");
  await leaveAlone(context, botId, known, false);
  await leaveAlone(context, botId, first, true);
});

test("the page has the accounts that are used first, the latest chats, and how many drafts wait that can still be sent", async () => {
  const { context, tenantId, botId, keep, chat } = await makeShop();
  const date = 1_800_000_000;
  await keep(said(1, "off", { date: date + 9, is_enabled: false, rights: {} }));
  await keep(said(2, "stranger", { date: date + 8 }));
  const used = { b: 3, c: 1, a: 2 };
  for (const [id, later] of Object.entries(used)) await keep(said(3, id, { date: date + later }));
  for (const id of ["off", ...Object.keys(used)]) await acceptConnection(context, botId, id, true);
  const chats: string[] = [];
  for (const n of numbered(21)) chats.push(await chat(n, { title: `Chat ${n}`, lastAt: at(n) }));
  await chat(99, { threadId: 0 });
  await leaveAlone(context, botId, chats[1] ?? "", true);
  const draft = (updateId: number, more: object) => {
    const words = { question: "Narxi?", text: "100", chatId: 4 };
    const of = { id: randomUUID(), tenantId, conversationId: chats[0] ?? "", updateId };
    return db.businessDraft.create({ data: { ...of, ...words, ...more } });
  };
  await draft(1, { at: at(DRAFT_HOURS * 60 - 1) });
  await draft(2, { at: at(DRAFT_HOURS * 60 + 1) });
  await draft(3, { state: "sent" });

  const view = await getBusiness(context, botId);
  assert.deepEqual(
    view?.connections.map(({ connectionId, canReply }) => [connectionId, canReply]),
    [
      ["b", true],
      ["a", true],
      ["c", true],
      ["off", false],
      ["stranger", true],
    ],
  );
  assert.deepEqual(
    view?.chats.map(({ chatId, name, left }) => [chatId, name, left]),
    numbered(20).map((n) => [n, `Chat ${n}`, n === 2]),
  );
  assert.partialDeepStrictEqual(view, {
    ...{ id: botId, name: "Gul", username: "gul_bot", zone: "Asia/Almaty", mode: "draft" },
    ...{ leftAlone: 1, waiting: 1 },
  });
  const viewer = await getBusiness({ ...context, role: "viewer" }, botId);
  assert.deepEqual(
    new Set(viewer?.chats.map(({ name }) => name)),
    new Set([null]),
    "people's names are texts",
  );
  for (const none of ["1;--", randomUUID()]) assert.equal(await getBusiness(context, none), null);
});

test("a tenant has accounts once it has let one in", async () => {
  const { context, botId, keep } = await makeShop();
  await keep(said(1));
  assert.equal(await hasAccounts(context), false);
  await acceptConnection(context, botId, "c1", true);
  assert.equal(await hasAccounts(context), true);
});
