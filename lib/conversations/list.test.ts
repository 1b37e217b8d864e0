import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import test from "node:test";
import type { DraftState } from "#generated/enums.ts";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { db } from "../db.ts";
import { pageChatOf } from "../page-chat/place.ts";
import { countWaiting } from "./count-waiting.ts";
import { CONVERSATIONS_PAGE, type ConversationFilter, listConversations, tagsInUse } from "./list.ts";
import { readThread, THREAD_PAGE } from "./thread.ts";

const t0 = Date.parse("2026-11-23T12:00:00Z");
type More = Partial<Parameters<typeof db.conversation.create>[0]["data"]>;

async function shop() {
  const context = withRole(await createTenant(), "operator");
  const { tenantId } = context;
  const botId = await createBot(context);
  let made = 0;
  const meet = async (title: string, more: More = {}) => {
    const lastAt = new Date(t0 + made++ * 1_000);
    const data = { id: randomUUID(), tenantId, botId, chatId: randomInt(2 ** 47), title, lastAt, ...more };
    return (await db.conversation.create({ data: data as never })).id;
  };
  /** A question with its answer. */
  const ask = async (
    conversationId: string,
    question: string,
    more: Parameters<typeof createAnswer>[2] = {},
  ) => {
    const id = await createAnswer(context, botId, { question, state: "answered", ...more });
    const { conversationId: unused } = await db.answer.findUniqueOrThrow({ where: { id } });
    await db.answer.update({ where: { id }, data: { conversationId } });
    await db.conversation.delete({ where: { id: unused } });
    return id;
  };
  const hear = (conversationId: string, text: string, more: object = {}) =>
    db.chatMessage.create({
      data: { id: randomUUID(), tenantId, conversationId, author: "person", state: "heard", text, ...more },
    });
  const found = async (filter: ConversationFilter) =>
    (await listConversations(context, filter)).conversations.map(({ person }) => person?.name);
  /** A question of a connected account's customer, with what became of its draft. */
  const draft = async (
    title: string,
    { hoursAgo = 0, ...draft }: { hoursAgo?: number; state: DraftState; outdatedAt?: Date },
  ) => {
    const at = new Date(Date.now() - hoursAgo * 3_600_000);
    const conversationId = await meet(title, { threadId: -7n, waitingSince: at });
    await hear(conversationId, "Narxi?", { at });
    const id = await ask(conversationId, "Narxi?", {
      text: "",
      receivedAt: at,
      finishedAt: new Date(+at + 900),
    });
    const { updateId } = await db.answer.findUniqueOrThrow({ where: { id } });
    const about = {
      tenantId,
      conversationId,
      updateId,
      chatId: 9n,
      question: "Narxi?",
      text: "**Qirq** ming",
    };
    await db.businessDraft.create({ data: { id: randomUUID(), ...about, at, ...draft } });
    return conversationId;
  };
  return { context, botId, meet, ask, hear, draft, found };
}

test("whose draft waits for the account's owner was not answered and is listed so; a draft that is never sent is no answer", async () => {
  const { context, botId, draft, found } = await shop();
  const { tenantId } = context;
  const place = { tenantId, botId, connectionId: "k", threadId: -7n, userId: 9n, userChatId: 9n, rights: [] };
  await db.businessConnection.create({
    data: { ...place, name: "Sardor", enabled: true, accepted: true, connectedAt: new Date(t0) },
  });
  const other = await shop();
  await other.draft("Begona", { state: "waiting" });
  const waiting = await draft("Kutmoqda", { state: "waiting" });
  await draft("Yuborilmoqda", { state: "approved" });
  await draft("Kechikkan", { state: "waiting", hoursAgo: 24 });
  await draft("Rad etilgan", { state: "failed" });
  await draft("Boshqasi bor", { state: "expired" });
  await draft("Kerakmas", { state: "dismissed" });
  await draft("Oʻzgargan", { state: "expired", outdatedAt: new Date() });
  assert.deepEqual(await found({ which: "draft" }), ["Yuborilmoqda", "Kutmoqda"]);
  assert.deepEqual(await found({ which: "waiting" }), [
    ...["Boshqasi bor", "Rad etilgan", "Kechikkan"],
    ...["Yuborilmoqda", "Kutmoqda"],
  ]);
  assert.deepEqual(await countWaiting(context), { people: 5, drafts: 2, isMore: false });
  const { conversations } = await listConversations(context, { which: "waiting" });
  assert.deepEqual(
    conversations.map(({ waitingSince, draftSince, account }) => [!!waitingSince, !!draftSince, account]),
    [...[1, 2, 3].map(() => [true, false, "Sardor"]), ...[1, 2].map(() => [true, true, "Sardor"])],
  );
  const { draft: text, draftSince, waitingSince } = await readThread(context, waiting);
  assert.deepEqual([text, !!draftSince, !!waitingSince], ["**Qirq** ming", true, true]);
  const viewer = withRole(context, "viewer");
  const hidden = await readThread(viewer, waiting);
  assert.deepEqual([hidden.draft, !!hidden.draftSince], [null, true]);
});

test("a conversation is found by parts of the name, the @username, a question, or what an operator heard or said", async () => {
  const { meet, ask, hear, found } = await shop();
  await meet("Gulnora Karimova", { username: "gulnora_k" });
  const bekzod = await meet("Bekzod");
  const dilnoza = await meet("Дилноза");
  await ask(bekzod, "Yetkazib berish qancha?");
  await hear(dilnoza, "Oʻqituvchi kerak");
  for (const [text, names] of [
    ["gulnora", ["Gulnora Karimova"]],
    ["@gulnora_", ["Gulnora Karimova"]],
    ["qancha bekz", ["Bekzod"]],
    ["ЕТКАЗ", ["Bekzod"]],
    ["ОТКАЗ", []],
    ["dilnoza ўқит", ["Дилноза"]],
    ["qancha gulnora", []],
    ["100%", []],
  ] as const)
    assert.deepEqual(await found({ text }), names, text);
});

test("nobody's conversations but the tenant's are found, whatever the words; chats of members in the dashboard never", async () => {
  const { context, meet, found } = await shop();
  const other = await shop();
  await other.meet("Gulnora");
  await meet("Nargiza", { chatId: pageChatOf(randomUUID()) });
  assert.deepEqual(await found({ text: "gulnora" }), []);
  assert.deepEqual(await found({}), []);
  const rows = await asOwner(
    `SELECT set_config('app.tenant', '${context.tenantId}', false),
       (SELECT count(*)::int FROM botfactory_find_conversations('{%gulnora%}', null, null, null, null, null, null, null, 9)) AS n`,
  );
  assert.equal(rows[0]?.n, 0);
});

test("who waits is listed until an answer is given or an operator has written; who is with an operator, until the takeover ends", async () => {
  const { meet, ask, found } = await shop();
  const [waitingSince, takenBy] = [new Date(t0), randomUUID()];
  await meet("waits", { waitingSince });
  const answered = await meet("answered", { waitingSince });
  await ask(answered, "savol", { finishedAt: new Date(t0 + 5_000) });
  const before = await meet("answered before", { waitingSince });
  await ask(before, "savol", { finishedAt: new Date(t0 - 5_000) });
  const apology = await meet("apologised", { waitingSince });
  await ask(apology, "savol", { state: "apologised", finishedAt: new Date(t0 + 5_000) });
  assert.deepEqual(await found({ which: "waiting" }), ["apologised", "answered before", "waits"]);
  await meet("taken", { takenBy, takenByName: "Aziza", takenUntil: new Date(Date.now() + 60_000) });
  await meet("was taken", { takenBy, takenByName: "Aziza", takenUntil: new Date(Date.now() - 60_000) });
  assert.deepEqual(await found({ which: "taken" }), ["taken"]);
});

test("bot, tag and days narrow the list; the pages follow one another without gap or repetition", async () => {
  const { context, meet, found } = await shop();
  const { tenantId } = context;
  const otherBot = await createBot(context);
  await meet("other bot", { botId: otherBot });
  await meet("tagged", { chatId: 7n });
  await db.personNote.create({ data: { tenantId, telegramId: 7, tags: ["vip", "ulgurji"] } });
  assert.deepEqual(await found({ botId: otherBot }), ["other bot"]);
  assert.deepEqual(await found({ tag: "vip" }), ["tagged"]);
  assert.deepEqual(await found({ from: new Date(t0 + 1_000) }), ["tagged"]);
  assert.deepEqual(await found({ to: new Date(t0 + 1_000) }), ["other bot"]);
  assert.deepEqual(await tagsInUse(context), ["ulgurji", "vip"]);
  const at = new Date(t0 + 60_000);
  for (let i = 0; i < CONVERSATIONS_PAGE; i++) await meet(`n${i}`, { lastAt: at });
  const first = await listConversations(context, {});
  const second = await listConversations(context, {}, first.next);
  const ids = [...first.conversations, ...second.conversations].map(({ id }) => id);
  assert.deepEqual(
    [ids.length, new Set(ids).size, second.next],
    [CONVERSATIONS_PAGE + 2, CONVERSATIONS_PAGE + 2, null],
  );
});

test("a row shows the newest words and whose they are; a reader who may not read texts sees neither words nor names, and searches none", async () => {
  const { context, meet, ask, hear } = await shop();
  const id = await meet("Gulnora");
  await ask(id, "Narxi\nqancha?", { text: "- **Qirq** ming", startedAt: new Date(t0) });
  const newest = async () => (await listConversations(context, {})).conversations[0]?.newest;
  assert.deepEqual(await newest(), { author: "bot", text: "• Qirq ming" }, "as Telegram shows it");
  await ask(id, "Yana\n*savol*", { state: "apologised", startedAt: new Date(t0 + 1_000) });
  assert.deepEqual(await newest(), { author: "person", text: "Yana *savol*" }, "as it was written");
  await hear(id, "Men **Aziza**", { author: "operator", state: "sent", at: new Date(t0 + 2_000) });
  assert.deepEqual(await newest(), { author: "bot", text: "Men **Aziza**" });
  const viewer = withRole(context, "viewer");
  const { conversations } = await listConversations(viewer, { text: "nobody", tag: "none" });
  assert.deepEqual(
    conversations.map(({ person, newest }) => [person, newest]),
    [[null, null]],
  );
  const hidden = JSON.stringify(await readThread(viewer, id));
  for (const word of ["Gulnora", "Qirq", "savol", "Aziza"]) assert.ok(!hidden.includes(word), word);
});

test("a conversation is read in the order of its messages, the newest page first; what an operator heard stands once", async () => {
  const { context, meet, ask, hear } = await shop();
  const id = await meet("Gulnora");
  for (let i = 0; i < THREAD_PAGE; i++) await hear(id, `h${i}`, { at: new Date(t0 + i * 1_000) });
  const answer = await ask(id, "savol", { state: "cancelled", startedAt: new Date(t0 + 99_000) });
  const last = await ask(id, "oxirgi", { startedAt: new Date(t0 + 100_000) });
  const { updateId } = await db.answer.findUniqueOrThrow({ where: { id: answer } });
  await db.chatMessage.updateMany({ where: { conversationId: id, text: "h3" }, data: { updateId } });
  const page = await readThread(context, id);
  const texts = page.entries.map((entry) => (entry.kind === "answer" ? entry.question : entry.text));
  assert.deepEqual([texts.at(0), texts.at(-1), texts.length], ["h1", "oxirgi", THREAD_PAGE]);
  assert.equal(page.entries.at(-1)?.id, last);
  assert.equal(page.questions, 2);
  const earlier = await readThread(context, id, page.earlier);
  assert.deepEqual(
    earlier.entries.map((entry) => entry.kind === "message" && entry.text),
    ["h0"],
  );
  assert.equal(earlier.earlier, null);
});

test("messages that came at once are read in the order in which they were written, none lost between pages", async () => {
  const { context, meet, hear } = await shop();
  const id = await meet("Gulnora");
  const words = Array.from({ length: 2 * THREAD_PAGE + 1 }, (_, i) => `h${i}`);
  // As they may be stored: in no order.
  for (const [i, text] of [...words.entries()].reverse())
    await hear(id, text, { at: new Date(t0), updateId: BigInt(i + 1) });
  const read: (string | null)[] = [];
  let before: string | null = null;
  do {
    const page = await readThread(context, id, before);
    read.unshift(...page.entries.map((entry) => (entry.kind === "message" && entry.text) || ""));
    before = page.earlier;
  } while (before);
  assert.deepEqual(read, words);
  const { conversations } = await listConversations(context, {});
  assert.equal(conversations[0]?.newest?.text, words.at(-1));
});

test("what an operator heard and nobody answered waits after the hand-back, until a later question is answered; an older answer that comes late does not end it", async () => {
  const { context, meet, ask, hear, found } = await shop();
  const at = (minute: number) => new Date(t0 + minute * 60_000);
  const met = (title: string) => meet(title, { waitingSince: at(5) });
  const answered = (received: number, finished: number) => ({
    receivedAt: at(received),
    finishedAt: at(finished),
  });
  const [open, late, after, before] = [
    await met("Ochiq"),
    await met("Kech"),
    await met("Keyin"),
    await met("Oldin"),
  ];
  for (const id of [open, late, after]) await hear(id, "Odam bormi?", { at: at(5) });
  await ask(late, "Qachon?", answered(1, 9));
  await ask(after, "Rahmat", answered(7, 8));
  // Waits for the bot only, which has answered by then.
  await ask(before, "Narxi?", answered(1, 9));
  assert.deepEqual(await found({ which: "waiting" }), ["Kech", "Ochiq"]);
  const times = await Promise.all([open, late, after, before].map((id) => readThread(context, id)));
  assert.deepEqual(
    times.map(({ waitingSince }) => waitingSince?.getTime() ?? null),
    [at(5).getTime(), at(5).getTime(), null, null],
  );
});

test("whoever has asked for an operator waits, whatever the bot answers", async () => {
  const { meet, ask, found } = await shop();
  const id = await meet("Soʻragan", { waitingSince: new Date(t0), askedAt: new Date(t0) });
  await ask(id, "Yana savol", { receivedAt: new Date(t0 + 1_000), finishedAt: new Date(t0 + 2_000) });
  assert.deepEqual(await found({ which: "waiting" }), ["Soʻragan"]);
});
