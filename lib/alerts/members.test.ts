// How members are told: what they set, link and see; and the tenant's webhooks.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Role } from "#generated/enums.ts";
import {
  createBot,
  createKey,
  createModelList,
  createTenant,
  createUser,
  createWorker,
} from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { spanOf } from "../gemini/clocks.ts";
import { open } from "../secrets.ts";
import { readCircumstances } from "./circumstances.ts";
import { untilDelivered } from "./delivered.ts";
import { codeOfStart, linkChat, makeAlertLink, unlinkChat } from "./links.ts";
import { countOwnCauses, listCauses, listWebhooks, readOwnWays } from "./list.ts";
import {
  addWebhook,
  isWebhookAddress,
  knowSignIn,
  muteKind,
  removeWebhook,
  setMail,
  testOwnWay,
  testWebhook,
  unlinkTelegram,
} from "./settings.ts";

// A server that is not asked here; without one nobody is told by e-mail.
process.env.SMTP_URL = "smtp://localhost:9";

const minute = 60_000;
const at = (ms: number) => new Date(Date.now() + ms);

async function makeShop() {
  const { tenantId } = await createTenant({ name: "Shop", locale: "uz" });
  async function member(role: Role = "owner", more: Parameters<typeof createUser>[0] = {}) {
    const actorId = await createUser(more);
    await db.member.create({ data: { tenantId, userId: actorId, role } });
    return { tenantId, role, actorId };
  }
  const botId = await createBot({ tenantId }, { username: "gul_bot" });
  return {
    ...{ tenantId, botId, member },
    /** A member's link, as Telegram tells the bot of it. */
    code: async (context: Context) => {
      const start = new URL((await makeAlertLink(context, botId)).url).searchParams.get("start");
      return codeOfStart(`/start ${start}`) ?? "";
    },
    way: (context: Context) =>
      db.alertWay.findFirst({ where: { tenantId, userId: context.actorId, channel: "telegram" } }),
    record: async () =>
      (await db.audit.findMany({ where: { tenantId }, orderBy: { id: "asc" } })).map(
        ({ action, target, before, after }) => [action, target, before, after],
      ),
  };
}
const chat = (botId: string | null, chatId = 7) => ({ botId, chatId, name: "Dilnoza" });

test("a link opens the bot that will write, and works once, there alone, for ten minutes; a newer one replaces it", async () => {
  const { tenantId, botId, member, code, way, record } = await makeShop();
  const context = await member("owner", { locale: "ru" });
  assert.match(
    (await makeAlertLink(context, botId)).url,
    /^https:\/\/t\.me\/gul_bot\?start=alerts-[\w-]{43}$/,
  );
  const [old, newer] = [await code(context), await code(context)];
  const other = await createBot({ tenantId });
  assert.equal(await linkChat(old, chat(botId)), null);
  assert.equal(await linkChat(newer, chat(other)), null);
  assert.equal(await linkChat(newer, chat(null)), null);
  assert.deepEqual(await linkChat(newer, chat(botId)), { tenant: "Shop", locale: "ru" });
  assert.equal(await linkChat(newer, chat(botId)), null, "a second time");
  assert.partialDeepStrictEqual(await way(context), {
    botId,
    chatId: 7n,
    chatName: "Dilnoza",
    enabled: true,
  });
  assert.ok((await way(context))?.dueAt, "what is open is told at once");
  assert.deepEqual(await record(), [
    ["alerts.link", context.actorId, null, { channel: "telegram", chatName: "Dilnoza" }],
  ]);
  const late = await code(context);
  await db.alertCode.updateMany({ where: { tenantId }, data: { expiresAt: at(-1) } });
  assert.equal(await linkChat(late, chat(botId)), null);
  const { expiresAt } = await db.alertCode.findFirstOrThrow({ where: { tenantId } });
  assert.ok(expiresAt.getTime() < Date.now());
  await code(context);
  const valid =
    (await db.alertCode.findFirstOrThrow({ where: { tenantId } })).expiresAt.getTime() - Date.now();
  assert.ok(Math.abs(valid - 10 * minute) < minute);
});

test("a link is made for a bot of the tenant's or the platform's, where it has one; a member who is demoted cannot use it any more", async () => {
  const { tenantId, botId, member, code } = await makeShop();
  const context = await member();
  const theirs = (await makeShop()).botId;
  for (const none of [theirs, null])
    await assert.rejects(makeAlertLink(context, none), { code: "not_found" }, String(none));
  const started = await code(context);
  await db.member.updateMany({ where: { tenantId }, data: { role: "viewer" } });
  assert.equal(await linkChat(started, chat(botId)), null);
});

test("a start of Telegram's is a link only with the whole code and nothing else", () => {
  const code = "x".repeat(43);
  for (const start of [`/start alerts-${code}`, `/start@gul_bot alerts-${code}`, ` /start alerts-${code}\n`])
    assert.equal(codeOfStart(start), code, start);
  for (const other of [
    "/start",
    `/start ${code}`,
    `/start alerts-${code}x`,
    `/start alerts-${code} more`,
    `say /start alerts-${code}`,
    `/start alerts-${code.slice(1)}`,
  ])
    assert.equal(codeOfStart(other), null, other);
});

test("another chat takes the first one's place, and is told anew; whoever stops it there is told nothing until they link again", async () => {
  const { tenantId, botId, member, code, way, record } = await makeShop();
  const [context, other] = [await member(), await member()];
  await linkChat(await code(other), chat(botId, 9));
  await linkChat(await code(context), chat(botId));
  const { id: wayId } = (await way(context)) ?? { id: "" };
  await db.alertNote.create({ data: { id: randomUUID(), tenantId, wayId, event: "opened" } });
  await linkChat(await code(context), chat(botId, 8));
  assert.partialDeepStrictEqual(await way(context), { id: wayId, chatId: 8n, news: 1 });
  assert.equal(await db.alertNote.count({ where: { wayId } }), 0);

  assert.equal(await unlinkChat({ botId, chatId: 7 }), null);
  assert.equal(await unlinkChat({ botId: null, chatId: 8 }), null);
  assert.equal(await unlinkChat({ botId, chatId: 8 }), "uz", "the tenant's language stands for the person's");
  assert.partialDeepStrictEqual(await way(context), { enabled: false, dueAt: null });
  assert.deepEqual((await record()).at(-1), [
    "alerts.unlink",
    context.actorId,
    { channel: "telegram" },
    null,
  ]);
  assert.equal(await unlinkChat({ botId, chatId: 8 }), null, "it had none any more");
  assert.equal((await way(other))?.enabled, true);
  await linkChat(await code(context), chat(botId, 8));
  assert.equal((await way(context))?.enabled, true);
});

test("a person is shown their own ways, who may write to them, and what they have muted", async () => {
  const { botId, tenantId, member, code } = await makeShop();
  const [context, other] = [await member("owner", { email: `${randomUUID()}@shop.uz` }), await member()];
  const { email } = await db.user.findUniqueOrThrow({ where: { id: context.actorId } });
  const bots = [{ id: botId, username: "gul_bot" }];
  const nothing = { telegram: null, bots, mail: false, muted: [] };
  assert.deepEqual(await readOwnWays(context), { email, ...nothing });
  await linkChat(await code(context), chat(botId));
  await setMail(context, true);
  await muteKind(context, "key_refused", true);
  await muteKind(context, "key_refused", true);
  const telegram = { name: "Dilnoza", bot: "gul_bot", enabled: true };
  assert.deepEqual(await readOwnWays(context), { email, telegram, bots, mail: true, muted: ["key_refused"] });
  assert.partialDeepStrictEqual(await readOwnWays(other), nothing);
  const older = await createBot({ tenantId }, { username: "older_bot", createdAt: at(-minute) });
  assert.deepEqual((await readOwnWays(context)).bots, [{ id: older, username: "older_bot" }, ...bots]);
  await muteKind(context, "key_refused", false);
  assert.deepEqual((await readOwnWays(context)).muted, []);
  await db.alertWay.updateMany({ where: { tenantId, channel: "telegram" }, data: { enabled: false } });
  assert.equal((await readOwnWays(context)).telegram?.enabled, false);
  await unlinkTelegram(context);
  assert.equal((await readOwnWays(context)).telegram, null);
  const last = await db.audit.findFirst({ where: { tenantId }, orderBy: { id: "desc" } });
  assert.deepEqual([last?.action, last?.target], ["alerts.unlink", context.actorId]);
  assert.equal(await db.alertCode.count({ where: { tenantId } }), 0, "an open link is void");
});

test("e-mail is due at once when it is switched on, and nothing is due once it is off; each choice is in the record", async () => {
  const { tenantId, member, record } = await makeShop();
  const context = await member();
  const mail = () => db.alertWay.findFirst({ where: { tenantId, channel: "mail" } });
  await setMail(context, false);
  assert.partialDeepStrictEqual(await mail(), { enabled: false, dueAt: null, news: 0 });
  await setMail(context, true);
  assert.ok((await mail())?.dueAt);
  assert.equal((await mail())?.news, 1);
  await setMail(context, false);
  assert.equal((await mail())?.dueAt, null);
  const other = await member();
  await setMail(other, true);
  const first = await db.alertWay.findFirst({ where: { tenantId, userId: other.actorId } });
  assert.ok(first?.dueAt, "also where it is the first choice");
  await muteKind(context, "disk_full", true);
  assert.deepEqual(
    (await record()).filter(([, target]) => target === context.actorId),
    [
      ["alerts.unlink", context.actorId, null, { channel: "mail", enabled: false }],
      ["alerts.link", context.actorId, null, { channel: "mail", enabled: true }],
      ["alerts.unlink", context.actorId, null, { channel: "mail", enabled: false }],
      ["alerts.mute", context.actorId, null, { kind: "disk_full", muted: true }],
    ],
  );
});

test("a test goes out on the person's own way, where it is on", async () => {
  const { botId, member, code, way, record } = await makeShop();
  const [context, other] = [await member(), await member()];
  await linkChat(await code(context), chat(botId));
  await assert.rejects(testOwnWay(other, "telegram"), { code: "not_found" });
  await assert.rejects(testOwnWay(context, "mail"), { code: "not_found" });
  const noteId = await testOwnWay(context, "telegram");
  const linked = await way(context);
  const note = await db.alertNote.findUniqueOrThrow({ where: { id: noteId } });
  assert.deepEqual([note.wayId, note.event, note.state], [linked?.id, "test", "waiting"]);
  assert.deepEqual([linked?.news, (linked?.dueAt?.getTime() ?? 0) <= Date.now()], [1, true]);
  assert.deepEqual((await record()).at(-1), ["alerts.test", linked?.id, null, { event: "test" }]);
  await unlinkChat({ botId, chatId: 7 });
  await assert.rejects(testOwnWay(context, "telegram"), { code: "not_found" });
});

test("a note has arrived, failed or is gone; one whose first try failed says so before it is given up", async () => {
  const { tenantId, botId, member, code } = await makeShop();
  const context = await member();
  await linkChat(await code(context), chat(botId));
  await db.alertNote.update({
    where: { id: await testOwnWay(context, "telegram") },
    data: { state: "sent" },
  });
  const noteId = await testOwnWay(context, "telegram");
  const arrival = (ms = 60_000) => untilDelivered(noteId, { tenantId }, ms);
  const put = (data: object) => db.alertNote.update({ where: { id: noteId }, data });
  assert.deepEqual(await arrival(0), { state: "waiting", error: null }, "the page waits no longer");
  await put({ error: "429" });
  assert.deepEqual(await arrival(), { state: "waiting", error: "429" });
  await put({ state: "failed", error: "403" });
  assert.deepEqual(await arrival(), { state: "failed", error: "403" });
  await put({ state: "waiting", error: null });
  const waiting = arrival();
  await put({ state: "sent" });
  assert.deepEqual(await waiting, { state: "sent", error: null });
  await db.alertNote.delete({ where: { id: noteId } });
  assert.deepEqual(await arrival(), { state: "failed", error: null });
});

test("a tenant has ten webhooks at most; the record has their addresses without what may be a password", async () => {
  const { tenantId, member, record } = await makeShop();
  const context = await member();
  for (const wrong of [
    "ftp://shop.uz/",
    "shop.uz",
    "https://user@shop.uz/",
    "https://:word@shop.uz/",
    "xhttps://a.uz",
  ])
    assert.equal(isWebhookAddress(wrong), false, wrong);
  await assert.rejects(addWebhook(context, "shop.uz"), { code: "invalid", field: "url" });
  for (let n = 0; n < 10; n++) await setMail(await member(), true);
  const { id, secret } = await addWebhook(context, "https://shop.uz/hook?key=secret#more");
  assert.match(secret, /^whsec_[\w-]{43}$/);
  const row = await db.alertWay.findUniqueOrThrow({ where: { id } });
  assert.equal(open(row.secret ?? "", { tenantId, table: "AlertWay", rowId: id, column: "secret" }), secret);
  assert.ok(row.dueAt, "what is open is told at once");
  for (let n = 1; n < 10; n++) await addWebhook(context, `http://shop.uz/${n}`);
  await assert.rejects(addWebhook(context, "https://shop.uz/11"), { code: "invalid", field: "url" });
  await removeWebhook(context, id);
  await addWebhook(context, "https://shop.uz/11");
  const url = "https://shop.uz/hook";
  assert.deepEqual(
    (await record()).find(([action]) => action === "webhook.add"),
    ["webhook.add", id, null, { url }],
  );
  assert.deepEqual((await record()).at(-2), ["webhook.remove", id, { url }, null]);
  await assert.rejects(removeWebhook(context, id), { code: "not_found" });
  await assert.rejects(testWebhook(context, id), { code: "not_found" });
});

test("a webhook's log has its last thirty deliveries, the latest first, with how many causes each told of", async () => {
  const { tenantId, member } = await makeShop();
  const context = await member();
  const { id: first } = await addWebhook(context, "https://shop.uz/1");
  await addWebhook(context, "https://shop.uz/2");
  const noteId = await testWebhook(context, first);
  const failed = { state: "failed", tries: 3, status: 500, error: "no" } as const;
  await db.alertNote.update({ where: { id: noteId }, data: { ...failed, createdAt: at(minute) } });
  await db.alertNote.createMany({
    data: Array.from({ length: 31 }, (_, n) => ({
      ...{ id: randomUUID(), tenantId, wayId: first, event: "opened" as const, createdAt: at(-n * minute) },
    })),
  });
  for (const subject of ["a", "b"]) {
    const cause = { tenantId, kind: "key_refused", subject, facts: { name: subject } } as const;
    const { id: causeId } = await db.alertCause.create({ data: cause });
    await db.alertTold.create({ data: { tenantId, wayId: first, causeId, noteId } });
  }
  const webhooks = await listWebhooks(context);
  assert.deepEqual(
    webhooks.map(({ url, deliveries }) => [url, deliveries.length]),
    [
      ["https://shop.uz/1", 30],
      ["https://shop.uz/2", 0],
    ],
  );
  const [latest, next] = webhooks[0]?.deliveries ?? [];
  assert.partialDeepStrictEqual(latest, { id: noteId, event: "test", causes: 2, ...failed });
  assert.partialDeepStrictEqual(next, { event: "opened", state: "waiting", causes: 0, tries: 0 });
});

test("open causes come with the most urgent first, solved ones with the last; each sees what their role may, and their own", async () => {
  const { tenantId, member } = await makeShop();
  const [owner, operator, admin] = [
    await member(),
    await member("operator"),
    await member("viewer", { platformAdmin: true }),
  ];
  const add = (kind: "bot_silent" | "model_retired" | "new_sign_in" | "disk_full", more: object = {}) =>
    db.alertCause.create({ data: { tenantId, kind, subject: randomUUID(), facts: { name: "x" }, ...more } });
  await add("model_retired");
  await add("bot_silent");
  await add("bot_silent", { solvedAt: at(-minute) });
  await add("bot_silent", { tenantId: (await makeShop()).tenantId });
  const ofOwner = { tenantId: null, userId: owner.actorId };
  await add("new_sign_in", { ...ofOwner, subject: "session", solvedAt: at(-2 * minute) });
  await add("new_sign_in", { ...ofOwner, subject: "other" });
  await add("disk_full", { tenantId: null });
  const shown = async (context: Context) => {
    const { open: now, past } = await listCauses(context);
    return [now.map(({ kind }) => kind), past.map(({ kind }) => kind)];
  };
  assert.deepEqual(await shown(owner), [
    ["bot_silent", "new_sign_in", "model_retired"],
    ["bot_silent", "new_sign_in"],
  ]);
  assert.deepEqual(await shown(operator), [["bot_silent"], ["bot_silent"]]);
  assert.deepEqual(await shown({ ...owner, actorId: null }), [
    ["bot_silent", "model_retired"],
    ["bot_silent"],
  ]);
  assert.deepEqual(await shown({ ...admin, role: "owner" }), [
    ["bot_silent", "disk_full", "model_retired"],
    ["bot_silent"],
  ]);
  const counts = [owner, operator, { ...admin, role: "owner" } as Context, { ...owner, actorId: null }];
  assert.deepEqual(await Promise.all(counts.map(countOwnCauses)), [1, 0, 1, 0]);
  await knowSignIn(operator, "other");
  assert.equal(await countOwnCauses(owner), 1, "another person's stays");
  await knowSignIn(owner, "other");
  const entry = await db.audit.findFirst({ where: { tenantId, actorId: owner.actorId } });
  assert.deepEqual([entry?.action, entry?.after], ["alerts.known", { session: "other" }]);
  assert.equal(await countOwnCauses(owner), 0);
  await assert.rejects(knowSignIn({ ...owner, actorId: null }, "other"), { code: "forbidden" });
});

test("what causes come from: bots with what Telegram said last, limits of a day, and models of the tenant's own orders that are gone", async () => {
  const { tenantId, botId } = await makeShop();
  await createWorker();
  const off = await createBot({ tenantId }, { enabled: false, token: "100:other" });
  await db.botLease.deleteMany({ where: { botId: off } });
  await db.botLease.update({ where: { botId }, data: { state: "conflict" } });
  await db.bot.update({ where: { id: off }, data: { token: "v1.00000000.AAAA.AAAA.AAAA" } });
  const offered = ["gemini-2.5-flash", "gemini-3-flash"];
  const gone = { gone: ["gemini-2-flash", "gemini-1-flash"], models: offered, checkClass: "ok" } as const;
  const keyId = await createKey({ tenantId }, { ...gone, gone: [...gone.gone], checkedAt: new Date() });
  await createModelList({ tenantId }, ["gemini-2-flash", "gemini-2.5-flash"]);
  await createModelList({ tenantId }, ["gemini-1-flash", "gemini-2.5-flash"], botId);
  const named = { name: "gemini-2-flash", displayName: "2", successor: "gemini-2.5-flash" };
  await db.model.create({ data: named });
  for (const window of ["day", "minute"] as const) {
    const of = { tenantId, project: `key:${keyId}`, model: "gemini-2.5-flash", window };
    await db.quotaLimit.create({ data: { ...of, metric: "requests", limit: 20, at: new Date() } });
    const startsAt = new Date(spanOf(window, Date.now()).startsAt);
    const count = { workerId: randomUUID(), startsAt, requests: 5, refused: 0, tokens: 0 };
    await db.quotaCount.create({ data: { ...of, ...count } });
  }
  const until = at(5 * minute);
  const park = {
    scope: "key_model",
    id: `${keyId}/gemini-2.5-flash`,
    tenantId,
    class: "overloaded",
  } as const;
  await db.park.create({ data: { ...park, reason: "", since: new Date(), until } });
  const endless = {
    scope: "project_model",
    id: `key:${keyId}/gemini-2-flash`,
    class: "model_missing",
  } as const;
  await db.park.create({ data: { ...endless, tenantId, reason: "", since: new Date() } });

  const found = await readCircumstances(tenantId);
  assert.deepEqual(
    found?.bots.map(({ id, username, enabled, state, readable }) => [id, username, enabled, state, readable]),
    [
      [botId, "gul_bot", true, "conflict", true],
      [off, "shop_bot", false, "off", false],
    ],
  );
  assert.deepEqual(
    found?.bots.map(({ ability }) => ability.kind),
    ["waiting", "waiting"],
  );
  assert.deepEqual(
    found?.limits.map(({ used, limit }) => [used, limit]),
    [[5, 20]],
  );
  assert.deepEqual(found?.retired, [
    { model: "gemini-2-flash", successor: "gemini-2.5-flash" },
    { model: "gemini-1-flash", successor: "gemini-3-flash" },
  ]);
  assert.deepEqual(found?.ends, [until.getTime()]);
  assert.equal(await readCircumstances(randomUUID()), null);
});
