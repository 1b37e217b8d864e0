import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { type ConversationRef, close, erase, forget, openConversation, setLocale } from "./conversations.ts";

const open = (place: ConversationRef, title = "Dilnoza") => openConversation(place, title, 0);
const hour = 3_600_000;

/** Opens the conversation as if an hour ago. */
async function opened(place: ConversationRef): Promise<ConversationRef> {
  const { id } = await open(place);
  const { tenantId } = place;
  await db.conversation.update({ where: { id, tenantId }, data: { since: new Date(Date.now() - hour) } });
  return place;
}

async function chat(): Promise<ConversationRef> {
  const context = await createTenant();
  return opened({ tenantId: context.tenantId, botId: await createBot(context), chatId: 1, threadId: 0 });
}

/** Adds questions with their answers, one after the other; by default a minute ago. */
async function say(place: ConversationRef, exchanges: [string, string][], more: Partial<Answered> = {}) {
  const { id: conversationId } = await open(place);
  const minuteAgo = Date.now() - 60_000;
  for (const [i, [question, text]] of exchanges.entries()) {
    const at = new Date(minuteAgo + i);
    const id = await createAnswer(place, place.botId, {
      ...{ state: "answered", question, text, startedAt: at, finishedAt: at },
      ...more,
    });
    await db.answer.update({ where: { id }, data: { conversationId } });
  }
}
type Answered = Parameters<typeof createAnswer>[2];
const exchange: [string, string][] = [["salom", "alik"]];
const remembered = async (place: ConversationRef) => (await open(place)).history.map(({ text }) => text);

test("history has the messages of both sides, oldest first", async () => {
  const place = await chat();
  await say(place, [
    ["salom", "alik"],
    ["qalay", "zoʻr"],
  ]);
  const { history } = await open(place);
  assert.deepEqual(
    history.map(({ author, text }) => [author, text]),
    [
      ["user", "salom"],
      ["bot", "alik"],
      ["user", "qalay"],
      ["bot", "zoʻr"],
    ],
  );
});

test("history has answers that were given or stopped; not what is running, refused, put off or empty", async () => {
  const place = await chat();
  for (const state of ["running", "refused", "apologised"] as const) await say(place, exchange, { state });
  await say(place, [["bekor", ""]], { state: "cancelled" });
  assert.deepEqual(await remembered(place), []);
  await say(place, [["uzun", "boshi"]], { state: "cancelled" });
  assert.deepEqual(await remembered(place), ["uzun", "boshi"]);
});

test("history has the newest 30 answers with their questions, and of those what the summary lacks", async () => {
  const place = await chat();
  await say(
    place,
    Array.from({ length: 31 }, (_, i) => [`${i}?`, `${i}`]),
  );
  const texts = await remembered(place);
  assert.deepEqual([texts.length, texts[0], texts.at(-1)], [60, "1?", "30"]);
  const { id: conversationId } = await open(place);
  const [last, before] = await db.answer.findMany({
    where: { conversationId },
    orderBy: { startedAt: "desc" },
    take: 2,
  });
  assert.ok(last && before);
  const { tenantId } = place;
  await db.summary.create({ data: { tenantId, conversationId, text: "qisqasi", upTo: before.finishedAt } });
  const { history, summary } = await open(place);
  assert.deepEqual([history.map(({ text }) => text), summary], [["30?", "30"], "qisqasi"]);
});

test("an answer that a promise kept comes back behind the summary that was made meanwhile", async () => {
  const place = await chat();
  await say(place, [["savol", "javob"]], {
    startedAt: new Date(Date.now() - 3_600_000),
    finishedAt: new Date(),
  });
  const { id: conversationId } = await open(place);
  const upTo = new Date(Date.now() - 60_000);
  await db.summary.create({ data: { tenantId: place.tenantId, conversationId, text: "qisqasi", upTo } });
  assert.deepEqual(await remembered(place), ["savol", "javob"]);
});

test("messages to an operator that came at once are remembered in the order in which they were written", async () => {
  const place = await chat();
  const { id: conversationId } = await open(place);
  const at = new Date();
  const texts = Array.from({ length: 20 }, (_, i) => `m${i}`);
  const messages = texts.map((text, i) => ({
    ...{ id: randomUUID(), tenantId: place.tenantId, conversationId, author: "person" as const },
    ...{ state: "heard" as const, text, at, updateId: BigInt(i + 1) },
  }));
  // As they may be stored: in no order.
  await db.chatMessage.createMany({ data: messages.reverse() });
  assert.deepEqual(await remembered(place), texts);
});

test("what a person asked to remember is of their private chat with this bot, in its order; a group has none", async () => {
  const place = await chat();
  const { tenantId, botId } = place;
  const other = { ...(await chat()), chatId: place.chatId };
  const group = await opened({ ...place, chatId: -place.chatId });
  for (const [i, text] of ["bir", "ikki"].entries())
    await db.personFact.create({
      data: { id: randomUUID(), tenantId, botId, personId: place.chatId, text, at: new Date(i) },
    });
  const facts = async (of: ConversationRef) => (await open(of)).facts.map(({ text }) => text);
  assert.deepEqual(await facts(place), ["bir", "ikki"]);
  assert.deepEqual([await facts(other), await facts(group)], [[], []]);
});

test("/new clears the history of this conversation only", async () => {
  const [place, other] = [await chat(), await chat()];
  const thread = await opened({ ...place, threadId: 7 });
  for (const each of [place, thread, other]) await say(each, exchange);
  const { id: conversationId } = await open(place);
  await db.summary.create({ data: { tenantId: place.tenantId, conversationId, text: "qisqasi" } });
  await forget(place);
  assert.deepEqual(await remembered(place), []);
  assert.equal((await open(place)).summary, "");
  // Asked before, answered after.
  await say(place, [["yana", "bor"]], { finishedAt: new Date(Date.now() + 60_000) });
  assert.deepEqual(await remembered(place), ["yana", "bor"]);
  for (const each of [thread, other]) assert.deepEqual(await remembered(each), ["salom", "alik"]);
});

test("a closed conversation reopens when the person writes, and keeps its title if no new one is given", async () => {
  const place = await chat();
  const stored = () => db.conversation.findFirstOrThrow({ where: { botId: place.botId } });
  await open(place);
  const { lastAt } = await stored();
  await open(place);
  assert.deepEqual((await stored()).lastAt, lastAt, "written though nothing changed");
  const refused = { closedAt: new Date(), refusal: "Bad Request: chat not found" };
  await db.conversation.updateMany({ where: { botId: place.botId }, data: refused });
  await close(place);
  const ended = await stored();
  assert.ok(ended.closedAt);
  assert.equal(ended.refusal, null, "a removal is not called a refusal");
  await db.conversation.updateMany({ where: { botId: place.botId }, data: refused });
  await open(place, "");
  const { closedAt, refusal, title } = await stored();
  assert.deepEqual([closedAt, refusal, title], [null, null, "Dilnoza"]);
  await open(place, "Dilnoza K.");
  assert.equal((await stored()).title, "Dilnoza K.");
});

test("the chosen language applies to this conversation only", async () => {
  const [place, other] = [await chat(), await chat()];
  await open(other);
  assert.equal((await open(place)).locale, null);
  await setLocale(place, "ru");
  assert.deepEqual([(await open(place)).locale, (await open(other)).locale], ["ru", null]);
});

test("an answer begun for this update is found with its sent messages; one for another update is not", async () => {
  const place = await chat();
  const apologisedAt = new Date("2026-11-23T12:00:00Z");
  const id = await createAnswer(place, place.botId, { sent: [5, 6], apologisedAt });
  const { updateId } = await db.answer.findUniqueOrThrow({ where: { id } });
  const { begun } = await openConversation(place, "", Number(updateId));
  assert.deepEqual(begun, { id, sent: [5, 6], apologisedAt });
  assert.equal((await openConversation(place, "", Number(updateId) + 1)).begun, null);
});

test("erasing deletes all data of this conversation except updates that still wait to be handled", async () => {
  const [place, other] = [await chat(), await chat()];
  for (const { tenantId, botId } of [place, other]) {
    const lane = await db.lane.create({ data: { tenantId, botId, chatId: 1 } });
    const update = { tenantId, botId, laneId: lane.id, payload: {} };
    await db.update.create({ data: { ...update, updateId: 1, state: "done" } });
    await db.update.create({ data: { ...update, updateId: 2, state: "dead" } });
    await db.update.create({ data: { ...update, updateId: 3, state: "waiting" } });
  }
  await erase(place);
  const left = async ({ botId }: ConversationRef) => ({
    conversations: await db.conversation.count({ where: { botId } }),
    updates: (await db.update.findMany({ where: { botId }, orderBy: { updateId: "asc" } })).map(
      ({ state }) => state,
    ),
  });
  assert.deepEqual(await left(place), { conversations: 0, updates: ["waiting"] });
  assert.deepEqual(await left(other), { conversations: 1, updates: ["done", "dead", "waiting"] });
});
