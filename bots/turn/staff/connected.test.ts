// Chats of a connected account in the group of the staff: a real worker and the sandbox's Telegram, two tenants.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { makeStaffLinks } from "#lib/staff/links.ts";
import { createTenant, createUser } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld } from "../../fixtures/world.ts";
import { queueTopics } from "./seek.ts";

interface Shown {
  message_id: number;
  message_thread_id?: number;
  text?: string;
  out: boolean;
  reply_markup?: { inline_keyboard: { callback_data: string }[][] };
}

const OWNER = 900;
const CUSTOMER = 71;
const owner = { id: OWNER, first_name: "Sardor", language_code: "uz" };
const aziza = { id: 901, first_name: "Aziza" };
const group = { id: -500, type: "supergroup", title: "Xodimlar", is_forum: true };
let operator: Context;
let connection = "";

const world = makeWorld({
  async prepare({ context }) {
    await world.faults({ flood: false });
    const actorId = await createUser({ name: "Aziza" });
    await db.member.create({ data: { tenantId: context.tenantId, userId: actorId, role: "operator" } });
    operator = { tenantId: context.tenantId, actorId, role: "operator" };
    await world.telegram("POST", "/messages", { bot: BOT, chat: { id: OWNER }, from: owner, text: "/start" });
    connection = (await world.telegram<{ id: string }>("POST", "/connections", { bot: BOT, user: owner })).id;
    await world.startWorker();
    await until("the connection is known", () => db.businessConnection.findFirst());
    await db.businessConnection.updateMany({ data: { accepted: true } });
    const version = { configVersion: { increment: 1 } };
    const { configVersion } = await db.tenant.update({ where: { id: context.tenantId }, data: version });
    await world.live(configVersion);
  },
});

const messagesOf = async (chat: number, more = "") =>
  (await world.telegram<{ messages: Shown[] }>("GET", `/chats/${BOT}/${chat}${more}`)).messages.filter(
    ({ out }) => out,
  );
const asks = (text: string) =>
  world.telegram<{ message_id: number }>("POST", "/business", {
    ...{ bot: BOT, connection, text },
    chat: { id: CUSTOMER, first_name: "Dilnoza" },
  });
const drafted = (text: string) =>
  until(`a draft for ${text}`, async () =>
    (await messagesOf(OWNER)).findLast((each) => each.text?.includes(text) && each.reply_markup),
  );
const got = async () =>
  (await messagesOf(CUSTOMER, `?connection=${connection}`)).map(({ text }) => text ?? "");
const inTopic = async () =>
  (await messagesOf(group.id))
    .filter(({ message_thread_id }) => message_thread_id !== undefined)
    .map(({ text }) => text ?? "")
    .join("\n");
const topic = () => db.staffTopic.findFirst({ where: { threadId: { not: null } } });
const writes = (text: string, message_thread_id?: number) =>
  world.telegram<{ message_id: number }>("POST", "/messages", {
    ...{ bot: BOT, chat: group, from: aziza, text, ...(message_thread_id && { message_thread_id }) },
  });

test("a draft is the owner's to decide, and what they write by hand theirs: neither opens a topic; an undecided one does", async () => {
  const rights = { status: "administrator", can_manage_topics: true };
  await world.telegram("POST", "/rights", { bot: BOT, chat: group, from: aziza, rights });
  await writes((await makeStaffLinks(operator, world.botId)).command);
  await until("the group is linked", () => db.staffGroup.findFirst());
  await asks("Qizil choynak bormi?");
  await drafted("Qizil choynak");
  assert.deepEqual(await queueTopics(), []);
  const sardor = { bot: BOT, connection, by: "owner", text: "Bor" };
  await world.telegram("POST", "/business", { ...sardor, chat: { id: CUSTOMER, first_name: "Dilnoza" } });
  await until("the owner has it", () => db.conversation.findFirst({ where: { takenByName: "Sardor" } }));
  assert.deepEqual([await queueTopics(), await db.staffTopic.count()], [[], 0]);
  await db.conversation.updateMany({ data: { takenUntil: new Date(0) } });

  await asks("Yetkazib berasizmi?");
  await drafted("Yetkazib");
  await db.staffGroup.updateMany({ data: { linkedAt: new Date(Date.now() - 3_600_000) } });
  await db.businessDraft.updateMany({ data: { at: new Date(Date.now() - 40 * 60_000) } });
  await until("the topic is open", topic);
  await until("it says whose chat it is", async () => /Sardor akkauntiga/.test(await inTopic()));
  await until("and the question", async () => (await inTopic()).includes("👤 Dilnoza: Yetkazib berasizmi?"));
});

test("what an operator writes in the topic the customer gets from the account, once; the owner's draft is over", async () => {
  const thread = (await topic())?.threadId ?? 0;
  const draft = await drafted("Yetkazib");
  await writes("Ha, bugun kechqurun", thread);
  await until("the customer has it", async () => (await got()).includes("Ha, bugun kechqurun"));
  assert.deepEqual(
    (await messagesOf(CUSTOMER)).map(({ text }) => text),
    [],
    "nothing in the bot's own chat with the customer",
  );
  const data = draft.reply_markup?.inline_keyboard[0]?.[0]?.callback_data;
  const press = { bot: BOT, chat: { id: OWNER }, from: owner, message_id: draft.message_id, data };
  await world.telegram("POST", "/buttons", press);
  await world.settled();
  assert.deepEqual(await got(), ["Ha, bugun kechqurun"]);
  const drafts = await db.businessDraft.findMany();
  assert.ok(drafts.every(({ state }) => state === "expired"));

  const { message_id } = await asks("Rahmat, qachon?");
  await until("it stands in the topic", async () => (await inTopic()).includes("Rahmat, qachon?"));
  const changed = { bot: BOT, connection, message_id, text: "Rahmat, soat nechada?" };
  await world.telegram("POST", "/business-edits", {
    ...changed,
    chat: { id: CUSTOMER, first_name: "Dilnoza" },
  });
  await until("and as it was changed", async () => (await inTopic()).includes("soat nechada?"));
  assert.equal((await db.businessDraft.findMany()).length, drafts.length, "an operator has it: no draft");
});

test("while the owner has it by hand an operator is told so; after the account is disconnected nothing goes out", async () => {
  const thread = (await topic())?.threadId ?? 0;
  await db.conversation.updateMany({ data: { takenUntil: new Date(0) } });
  const sardor = { bot: BOT, connection, by: "owner", text: "Oʻzim aytaman" };
  await world.telegram("POST", "/business", { ...sardor, chat: { id: CUSTOMER, first_name: "Dilnoza" } });
  await until("the topic says so", async () =>
    (await inTopic()).includes("Sardor akkauntdan oʻzi javob berdi."),
  );
  await writes("Men ham javob beraman", thread);
  await until("it is refused", async () => (await inTopic()).includes("Bu suhbatni Sardor olib boryapti"));
  await writes("/take", thread);
  await writes("Soat 7 da", thread);
  await until("after /take it goes", async () => (await got()).includes("Soat 7 da"));
  await world.telegram("POST", "/connections", { bot: BOT, user: owner, enabled: false });
  await writes("Hali shu yerdamisiz?", thread);
  await until("it says so", async () => (await inTopic()).includes("Yetib bormadi: “Hali shu yerdamisiz?”"));
  assert.ok(!(await got()).includes("Hali shu yerdamisiz?"));
  assert.ok(!(await got()).includes("Men ham javob beraman"));
});

test("the same customer at another tenant's account opens no topic here, and nobody here may answer them", async () => {
  const context = await createTenant();
  await world.telegram("POST", "/bots", { token: "200:AAother", username: "other_bot", name: "Other" });
  await importBot(context, "200:AAother");
  const userId = await createUser({ name: "Begona" });
  await db.member.create({ data: { tenantId: context.tenantId, userId, role: "operator" } });
  const bot = await db.bot.findFirstOrThrow({ where: { tenantId: context.tenantId } });
  const { threadId } = await db.conversation.findFirstOrThrow({ where: { threadId: { lt: 0 } } });
  const place = { tenantId: context.tenantId, botId: bot.id, chatId: CUSTOMER, threadId };
  const id = "00000000-0000-4000-8000-000000000071";
  await db.conversation.create({ data: { id, ...place, title: "Sirli", waitingSince: new Date() } });
  assert.ok(!(await queueTopics()).includes(bot.id));
  assert.equal(await db.staffTopic.count({ where: { tenantId: context.tenantId } }), 0);
  await assert.rejects(takeOver(operator, id, null), /not_found/);
});
