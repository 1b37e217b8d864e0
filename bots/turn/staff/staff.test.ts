// Operators who answer in a Telegram group, a topic for each person: a real worker and the sandbox's Telegram.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { handBack, sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { makeStaffLinks, unlinkStaffGroup } from "#lib/staff/links.ts";
import { createTenant, createUser } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { BOT, keys, makeWorld } from "../../fixtures/world.ts";
import { queueTopics } from "./seek.ts";

interface Message {
  message_id: number;
  message_thread_id?: number;
  text?: string;
  caption?: string;
  out: boolean;
  photo?: unknown;
  document?: unknown;
}
interface Group {
  messages: Message[];
  topics: { message_thread_id: number; name: string; closed: boolean }[];
}

const world = makeWorld({ workers: 1, prepare });
const group = { id: -500, type: "supergroup", title: "Xodimlar", is_forum: true };
const rights = { status: "administrator", can_manage_topics: true };
const aziza = { id: 901, first_name: "Aziza" };
const bobur = { id: 902, first_name: "Bobur" };
const stranger = { id: 903, first_name: "Kimdir" };
let operators: { aziza: Context; bobur: Context };

async function memberOf({ tenantId }: { tenantId: string }, name: string): Promise<Context> {
  const actorId = await createUser({ name });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  return { tenantId, actorId, role: "operator" };
}

async function prepare({ context }: { context: Context }): Promise<void> {
  operators = { aziza: await memberOf(context, "Aziza"), bobur: await memberOf(context, "Bobur") };
  await world.faults({ flood: false });
}

const shown = (chat: number) => world.telegram<Group>("GET", `/chats/${BOT}/${chat}`);
const wordsOf = ({ text, caption }: Message) => text ?? caption ?? "";
/** What the bot has said in the topic, in one text. */
async function inTopic(thread: number): Promise<string> {
  const { messages } = await shown(group.id);
  return messages
    .filter((message) => message.out && message.message_thread_id === thread)
    .map(wordsOf)
    .join("\n");
}
const has = (thread: number, words: string) =>
  until(`the topic says ${words}`, async () => (await inTopic(thread)).includes(words));
const said = (chat: number, words: string) =>
  until(`the person hears ${words}`, async () => (await world.texts(chat)).includes(words));
/** Somebody of the staff writes in the group. */
const write = async (from: object, message: string | object, thread?: number) => {
  const what = typeof message === "string" ? { text: message } : message;
  const [written] = await world.telegram<{ message_id: number }[]>("POST", "/messages", [
    { bot: BOT, chat: group, from, ...(thread && { message_thread_id: thread }), ...what },
  ]);
  return written?.message_id ?? 0;
};
/** The topic of the person of a chat. */
async function threadOf(chat: number): Promise<number> {
  const topic = await until(`chat ${chat} has a topic`, () =>
    db.staffTopic.findFirst({ where: { threadId: { not: null }, conversation: { chatId: chat } } }),
  );
  return topic?.threadId ?? 0;
}
/** A worker that has sent nothing yet: of a group's twenty messages a minute each counts its own. */
async function freshWorker(): Promise<void> {
  await world.settled();
  await world.endWorkers("SIGTERM");
  await world.startWorker();
}
const idOf = async (chat: number) => (await db.conversation.findFirstOrThrow({ where: { chatId: chat } })).id;
async function met(chat: number): Promise<string> {
  await world.ask(chat, "salom");
  return idOf(chat);
}

test("a group is linked by a member's code, once its topics are on and the bot may manage them; the code works once", async () => {
  const code = (await makeStaffLinks(operators.aziza, world.botId)).command;
  const answer = async (from: object, text: string, chat: object = group) => {
    const said = async () => (await shown(group.id)).messages.filter(({ out }) => out);
    const before = (await said()).length;
    await world.telegram("POST", "/messages", { bot: BOT, chat, from, text });
    const [message] = await until("the bot answers", async () => {
      const next = (await said()).slice(before);
      return next.length > 0 && next;
    });
    return message ? wordsOf(message) : "";
  };
  assert.match(await answer(aziza, code, { ...group, is_forum: false }), /mavzular yoʻq/);
  await world.telegram("POST", "/messages", { bot: BOT, chat: group, from: aziza, text: "salom" });
  assert.match(await answer(aziza, code), /huquqim yoʻq/);
  assert.equal(await db.staffGroup.count(), 0);
  await world.telegram("POST", "/rights", { bot: BOT, chat: group, from: aziza, rights });
  await world.settled();
  const anonymous = { id: 1_087_968_824, first_name: "Group", is_bot: true };
  assert.match(await answer(anonymous, code), /anonim/);
  assert.match(await answer(aziza, code), /bogʻlandi/);
  const { chatId, title } = await db.staffGroup.findFirstOrThrow();
  assert.deepEqual([Number(chatId), title], [group.id, group.title]);
  // The group is no conversation, and the code is gone.
  assert.equal(await db.conversation.count({ where: { chatId: group.id } }), 0);
  assert.equal(await db.staffCode.count(), 0);
  const entry = await db.audit.findFirstOrThrow({ where: { action: "staff.link" } });
  assert.equal(entry.actorId, operators.aziza.actorId);
});

test("a colleague links an account in a private chat; whoever is no member who may answer links nothing", async () => {
  const { command } = await makeStaffLinks(operators.bobur, world.botId);
  const start = command.replace("/link", "/start");
  await world.telegram("POST", "/messages", { bot: BOT, chat: { id: bobur.id }, from: bobur, text: start });
  await until("the account is known", () => db.staffAccount.findFirst({ where: { telegramId: bobur.id } }));
  // A viewer has no such code; a code of another tenant is unknown to this bot.
  const other = await createTenant();
  await assert.rejects(makeStaffLinks(await memberOf(other, "Begona"), world.botId), { code: "not_found" });
  await assert.rejects(makeStaffLinks({ ...operators.aziza, role: "viewer" }, world.botId), {
    code: "forbidden",
  });
});

test("a conversation that the bot answers has no topic; one that was taken over has, with what was said before", async () => {
  const id = await met(1);
  assert.deepEqual(await queueTopics(), []);
  await takeOver(operators.aziza, id, null);
  const thread = await threadOf(1);
  await has(thread, "Suhbat Aziza da, bot jim.");
  const text = await inTopic(thread);
  assert.match(text, /👤 Dilnoza: salom[\s\S]*🤖 Bot: [\s\S]*salom[\s\S]*✋/);
  await world.write(1, "odam bormi?");
  await has(thread, "👤 Dilnoza: odam bormi?");
});

test("what an operator writes in the topic goes to the person, once; a note and a reply to a colleague stay inside", async () => {
  const thread = await threadOf(1);
  await write(aziza, "Ha, men shu yerdaman", thread);
  await said(1, "Ha, men shu yerdaman");
  const note = await write(aziza, "// qimmat mijoz", thread);
  // Of two people in a group neither waits for the other's turn.
  await until("the note is kept", () => db.chatMessage.findFirst({ where: { kind: "note" } }));
  await write(bobur, { text: "rozi", reply_to_message_id: note }, thread);
  await write(aziza, "Yana nima kerak?", thread);
  await said(1, "Yana nima kerak?");
  const bytes = Buffer.from("jpg").toString("base64");
  await write(aziza, { photo: bytes, caption: "Mana u" }, thread);
  await until("the photo is there", async () =>
    (await shown(1)).messages.some(({ caption, photo }) => caption === "Mana u" && photo),
  );
  await write(aziza, { document: { data: bytes, file_name: "narx.pdf" } }, thread);
  await until("the file is there", async () => (await shown(1)).messages.some(({ document }) => document));
  await world.settled();
  const texts = await world.texts(1);
  assert.equal(texts.filter((text) => text === "Ha, men shu yerdaman").length, 1);
  assert.ok(!texts.some((text) => /qimmat|rozi/.test(text ?? "")));
  const notes = await db.chatMessage.findMany({ where: { kind: "note" }, orderBy: { at: "asc" } });
  assert.deepEqual(
    notes.map(({ text, memberName, state }) => [text, memberName, state]),
    [
      ["qimmat mijoz", "Aziza", "noted"],
      ["rozi", "Bobur", "noted"],
    ],
  );
  // What was written in the group is not written there again.
  assert.doesNotMatch(await inTopic(thread), /Ha, men shu yerdaman/);
});

test("a stranger, and a colleague while another has it, send nothing and are told so; /take and /back change who answers", async () => {
  const thread = await threadOf(1);
  await write(stranger, "men ham yozay", thread);
  await has(thread, "Kimdir, akkauntingizni tanimadim");
  await write(bobur, "men javob beraman", thread);
  await has(thread, "Bu suhbatni Aziza olib boryapti");
  await write(bobur, "/take", thread);
  await has(thread, "Suhbat Bobur da, bot jim.");
  await write(bobur, "endi men", thread);
  await said(1, "endi men");
  await write(bobur, "/back", thread);
  await has(thread, "Bobur suhbatni botga qaytardi.");
  await until("the topic is closed", async () =>
    (await shown(group.id)).topics.find((topic) => topic.message_thread_id === thread && topic.closed),
  );
  assert.ok(!(await world.texts(1)).some((text) => /men ham|men javob/.test(text ?? "")));
  // The bot answers; nobody is needed, so the topic stays silent.
  const before = await inTopic(thread);
  await world.ask(1, "rahmat");
  assert.deepEqual(await queueTopics(), []);
  assert.equal(await inTopic(thread), before);
});

test("the first word in a closed topic takes the conversation over, and the topic opens again", async () => {
  await freshWorker();
  const thread = await threadOf(1);
  await write(bobur, "Yana savol bormi?", thread);
  await said(1, "Yana savol bormi?");
  await until("the topic is open", async () =>
    (await shown(group.id)).topics.find((topic) => topic.message_thread_id === thread && !topic.closed),
  );
  assert.equal((await db.conversation.findFirstOrThrow({ where: { chatId: 1 } })).takenByName, "Bobur");
});

test("what an operator changes in the topic is changed at the person, and what the person changes is told in the topic", async () => {
  const thread = await threadOf(1);
  const id = await write(bobur, "Narxi 40 ming", thread);
  await said(1, "Narxi 40 ming");
  await world.telegram("POST", "/edits", {
    bot: BOT,
    chat: group,
    from: bobur,
    message_id: id,
    message_thread_id: thread,
    text: "Narxi 45 ming",
  });
  await said(1, "Narxi 45 ming");
  assert.ok(!(await world.texts(1)).includes("Narxi 40 ming"));
  const asked = await world.write(1, "ikkita kerak");
  await has(thread, "👤 Dilnoza: ikkita kerak");
  const from = { id: 1, first_name: "Dilnoza" };
  await world.telegram("POST", "/edits", {
    ...{ bot: BOT, chat: { id: 1 }, from },
    ...{ message_id: asked, text: "uchta kerak" },
  });
  await has(thread, "👤 Dilnoza (oʻzgartirildi): uchta kerak");
});

test("what the dashboard says stands in the topic; what could not be delivered is said there", async () => {
  await freshWorker();
  const thread = await threadOf(1);
  const conversationId = await idOf(1);
  await takeOver(operators.aziza, conversationId, operators.bobur.actorId);
  await sayAsOperator(operators.aziza, { conversationId, messageId: randomUUID(), text: "Kabinetdan" });
  await has(thread, "💬 Aziza: Kabinetdan");
  const person = { bot: BOT, chat: { id: 1 }, from: { id: 1, first_name: "Dilnoza" } };
  await world.telegram("POST", "/block", person);
  await world.settled();
  await write(aziza, "Eshityapsizmi?", thread);
  await has(thread, "Yetib bormadi: “Eshityapsizmi?”. Odam botni bloklagan.");
  await world.telegram("POST", "/block", { ...person, blocked: false });
  await world.settled();
});

test("a topic that was deleted by hand is made anew, with what stood in it", async () => {
  const thread = await threadOf(1);
  await world.telegram("POST", "/topics", {
    ...{ bot: BOT, chat: group, from: aziza },
    ...{ message_thread_id: thread, what: "delete" },
  });
  await world.write(1, "hali shu yerdaman");
  const next = await until("another topic", () =>
    db.staffTopic.findFirst({ where: { threadId: { notIn: [thread] }, conversation: { chatId: 1 } } }),
  );
  await has(next?.threadId ?? 0, "👤 Dilnoza: hali shu yerdaman");
  await handBack(operators.aziza, await idOf(1));
});

test("whoever asks for a person gets a topic, and waits until an operator has written, whatever the bot answers", async () => {
  await freshWorker();
  await met(2);
  await world.ask(2, "/operator telefonim buzildi");
  const thread = await threadOf(2);
  await has(thread, "👤 Dilnoza: /operator telefonim buzildi");
  await world.ask(2, "kutyapman");
  await has(thread, "👤 Dilnoza: kutyapman");
  assert.ok((await db.conversation.findFirstOrThrow({ where: { chatId: 2 } })).askedAt);
  await write(aziza, "Eshitaman", thread);
  await said(2, "Eshitaman");
  await until("the wait is over", () =>
    db.conversation.findFirst({ where: { chatId: 2, askedAt: null, takenByName: "Aziza" } }),
  );
  await write(aziza, "/back", thread);
  await until("it is closed", () =>
    db.staffTopic.findFirst({ where: { closedAt: { not: null }, conversation: { chatId: 2 } } }),
  );
});

test("a question that the bot could not answer has a topic until the bot or an operator has answered", async () => {
  await freshWorker();
  const state = (each: string) =>
    world.gemini("keys", { [keys.one]: { state: each }, [keys.two]: { state: each } });
  await state("invalid");
  await world.write(3, "qayerdasiz");
  const thread = await threadOf(3);
  await has(thread, "👤 Dilnoza: qayerdasiz");
  await has(thread, "(hech bir model javob bera olmadi)");
  await state("ok");
  await world.forgive();
  await world.ask(3, "endi-chi");
  await until("it is closed", () =>
    db.staffTopic.findFirst({ where: { closedAt: { not: null }, conversation: { chatId: 3 } } }),
  );
  await has(thread, "Bu yerda yana bot javob beradi.");
});

test("without the right to manage topics the dashboard learns why, and it goes on when the right is back", async () => {
  const id = await met(4);
  const give = (given: object) =>
    world.telegram("POST", "/rights", { bot: BOT, chat: group, from: aziza, rights: given });
  await give({ status: "member" });
  await world.settled();
  await takeOver(operators.aziza, id, null);
  await until("the trouble is noted", () =>
    db.staffGroup.findFirst({ where: { trouble: { contains: "not enough rights to create a topic" } } }),
  );
  await give(rights);
  await has(await threadOf(4), "Suhbat Aziza da");
  // Written once the words stand there.
  await until("the trouble is over", () => db.staffGroup.findFirst({ where: { trouble: null } }));
  await handBack(operators.aziza, id);
});

test("a group of one tenant sees nothing of another's conversations, and nobody there may answer them", async () => {
  await freshWorker();
  const context = await createTenant();
  await world.telegram("POST", "/bots", { token: "200:AAother", username: "other_bot", name: "Other" });
  await importBot(context, "200:AAother");
  const foreign = await memberOf(context, "Begona");
  const bot = await db.bot.findFirstOrThrow({ where: { tenantId: context.tenantId } });
  const chat = { tenantId: context.tenantId, botId: bot.id, chatId: 1 };
  const { id } = await db.conversation.create({ data: { id: randomUUID(), ...chat, title: "Sirli" } });
  await takeOver(foreign, id, null);
  assert.ok(!(await queueTopics()).includes(bot.id));
  assert.equal(await db.staffTopic.count({ where: { tenantId: context.tenantId } }), 0);
  // Their account, in our group: no member of ours.
  const account = { tenantId: context.tenantId, telegramId: 904, userId: foreign.actorId ?? "" };
  await db.staffAccount.create({ data: account });
  const thread = await threadOf(2);
  await write({ id: 904, first_name: "Begona" }, "salom sizga", thread);
  await has(thread, "Begona, akkauntingizni tanimadim");
  assert.ok(!(await world.texts(2)).includes("salom sizga"));
});

test("a group that is linked no more hears nothing, and what is written there reaches nobody", async () => {
  const thread = await threadOf(2);
  await unlinkStaffGroup(operators.aziza, world.botId);
  await until("the worker knows", async () => {
    const { configVersion } = await db.tenant.findUniqueOrThrow({ where: { id: world.context.tenantId } });
    return db.ack.findFirst({ where: { tenantId: world.context.tenantId, version: configVersion } });
  });
  await write(aziza, "kim bor", thread);
  await world.settled();
  assert.ok(!(await world.texts(2)).includes("kim bor"));
  assert.equal(await db.staffTopic.count(), 0);
});
