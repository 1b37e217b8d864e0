// A member's chat with a bot in a page, without a worker: what is stored, announced and shown.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { announced } from "#test/announced.ts";
import { createBot, createKey, createTenant, createUser, createWorker } from "#test/builders.ts";
import { getAnswer } from "../answers/trace.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { askInPage, ownPageChat } from "./ask.ts";
import { pageExchanges, pageState } from "./exchange.ts";
import { followPage, type PageEvent } from "./follow.ts";
import {
  ASKED_CHANNEL,
  AskedInPage,
  FIRST_PAGE_CHAT,
  isPageChat,
  pageChatOf,
  triedPromptOf,
} from "./place.ts";
import { sayingOf, shownExchange } from "./saying.ts";
import { tellPage } from "./tell.ts";

async function makeChat() {
  const context: Context = { ...(await createTenant()), actorId: await createUser() };
  const { tenantId } = context;
  const botId = await createBot(context);
  const chat = ownPageChat(context, botId);
  const { chatId } = chat;
  const of = { tenantId, botId, chatId };
  return {
    ...{ context, tenantId, botId, chat, chatId },
    ask: (text: string, more: object = {}) =>
      askInPage(context, { botId, text, locale: "uz", name: "Dilnoza", ...more }),
    updates: () => db.update.findMany({ where: { tenantId }, orderBy: { id: "asc" } }),
    handled: () => db.update.updateMany({ where: { tenantId }, data: { state: "done" } }),
    talk: (more: object = {}) => db.conversation.create({ data: { id: randomUUID(), ...of, ...more } }),
    state: () => pageState(context, chat),
  };
}
type Chat = Awaited<ReturnType<typeof makeChat>>;

/** The bot's answer to the question, with a call for each class. */
async function answered(
  { tenantId, botId, updates }: Chat,
  conversationId: string,
  more: object = {},
  classes: readonly ("ok" | "key_invalid" | "overloaded")[] = ["ok"],
): Promise<string> {
  const update = (await updates()).at(-1);
  assert.ok(update);
  const { message_id } = (update.payload as { message: { message_id: number } }).message;
  const [id, at] = [randomUUID(), new Date()];
  const texts = { question: "Narxi?", text: "**100**", state: "answered" as const };
  const times = { receivedAt: at, startedAt: at };
  const ids = { id, tenantId, botId, conversationId, updateId: update.id, asked: [1, message_id] };
  await db.answer.create({ data: { ...ids, ...texts, ...times, ...more } });
  const keyId = await createKey({ tenantId });
  await db.attempt.createMany({
    data: classes.map((each, position) => ({
      ...{ tenantId, answerId: id, position, model: "gemini-flash-latest", class: each, ms: 1 },
      ...{ keyId, keyLabel: "Key 1", keyLast4: "9f3c", startedAt: at, reason: "said" },
    })),
  });
  return id;
}

type Asked = ReturnType<typeof AskedInPage.parse>;
/** What workers are told meanwhile. */
const toldWorkers = async (act: () => Promise<unknown>): Promise<Asked[]> =>
  (await announced(ASKED_CHANNEL, act)).map((payload) => AskedInPage.parse(JSON.parse(payload)));

test("a question is stored as Telegram's updates are, with numbers that Telegram never gives, and workers are told", async () => {
  const { botId, chatId, tenantId, ask, updates } = await makeChat();
  const heard = await toldWorkers(() => ask("Narxi /help?"));
  assert.deepEqual(heard, [{ bot: botId, chat: chatId, stop: false }]);
  const [update] = await updates();
  assert.ok(update && update.updateId < 0n);
  const person = { id: chatId, first_name: "Dilnoza" };
  const { message_id, date, ...message } = (update.payload as { message: Record<string, unknown> }).message;
  assert.deepEqual(message, {
    chat: { ...person, type: "private" },
    from: { ...person, is_bot: false, language_code: "uz" },
    text: "Narxi /help?",
  });
  assert.ok(Number(message_id) > 0 && Math.abs(Number(date) - Date.now() / 1_000) < 60, `${date}`);
  assert.equal("tried_prompt" in (update.payload as object), false);
  const lane = await db.lane.findFirstOrThrow({ where: { tenantId } });
  assert.deepEqual([lane.id, lane.chatId, lane.arrivals], [update.laneId, BigInt(chatId), 1]);
  await ask("/help me", { prompt: "" });
  const [, command] = await updates();
  assert.partialDeepStrictEqual(command?.payload, {
    tried_prompt: "",
    message: { entities: [{ type: "bot_command", offset: 0, length: 5 }] },
  });
  const again = await db.lane.findFirstOrThrow({ where: { tenantId } });
  assert.deepEqual([again.arrivals, again.readyAt], [2, lane.readyAt], "it has waited since the first");
});

test("a bot that is off, or of a suspended tenant, takes no question; nor is there one of another tenant", async () => {
  const { tenantId, botId, ask, updates, context } = await makeChat();
  const elsewhere = { ...context, tenantId: (await makeChat()).tenantId };
  const given = { botId, text: "x", locale: "uz", name: "D" } as const;
  await assert.rejects(askInPage(elsewhere, given), { code: "not_found" });
  await db.bot.updateMany({ where: { tenantId }, data: { enabled: false } });
  const heard = await toldWorkers(() => assert.rejects(ask("x"), { code: "bot_off" }));
  await db.bot.updateMany({ where: { tenantId }, data: { enabled: true } });
  await db.tenant.update({ where: { id: tenantId }, data: { suspendedAt: new Date() } });
  await assert.rejects(ask("x"), { code: "bot_off" });
  assert.deepEqual([heard, await updates(), await db.lane.count({ where: { tenantId } })], [[], [], 0]);
});

test("the newest question waits, was handled without an answer, or has one of this chat", async () => {
  const chat = await makeChat();
  const { ask, state, handled, updates, talk } = chat;
  assert.deepEqual(await state(), { question: null, kind: "idle" });
  await ask("/help");
  const first = String((await updates())[0]?.id);
  assert.deepEqual(await state(), { question: first, kind: "asked" });
  await handled();
  assert.deepEqual(await state(), { question: first, kind: "idle" });
  await ask("Narxi?");
  const question = String((await updates())[1]?.id);
  await handled();
  const { id: other } = await talk({ chatId: 4_711 });
  const elsewhere = await answered(chat, other);
  assert.deepEqual(await state(), { question, kind: "idle" }, "an answer in another chat");
  await db.answer.delete({ where: { id: elsewhere } });
  const id = await answered(chat, (await talk()).id);
  const now = await state();
  assert.deepEqual(
    [now.kind, now.question, now.kind === "answered" && now.answer.id],
    ["answered", question, id],
  );
  await ask("Yana?");
  assert.equal((await state()).kind, "asked");
  await handled();
  assert.equal((await state()).kind, "idle", "the answer is to the question before");
});

test("of what was said before, a page shows the last six that the bot remembers, oldest first", async () => {
  const { context, tenantId, botId, chatId, chat, talk } = await makeChat();
  const { id: conversationId, since } = await talk();
  const { id: laneId } = await db.lane.create({ data: { tenantId, botId, chatId } });
  async function said(n: number, more: object = {}) {
    const update = await db.update.create({ data: { tenantId, botId, laneId, updateId: n, payload: {} } });
    const at = new Date(since.getTime() + n * 1_000);
    const ids = { id: randomUUID(), tenantId, botId, conversationId, updateId: update.id };
    const texts = {
      question: `Q${n}`,
      text: `A${n}`,
      state: n % 2 ? ("answered" as const) : ("cancelled" as const),
    };
    await db.answer.create({ data: { ...ids, ...texts, receivedAt: at, startedAt: at, ...more } });
  }
  await said(0, { startedAt: new Date(since.getTime() - 1) });
  for (let n = 1; n <= 7; n++) await said(n);
  await said(8, { text: "" });
  await said(9, { state: "apologised" });
  const exchanges = await pageExchanges(context, chat);
  assert.deepEqual(
    exchanges.map(({ question, text }) => `${question} ${text}`),
    [2, 3, 4, 5, 6, 7].map((n) => `Q${n} A${n}`),
  );
  const [first] = exchanges;
  assert.ok(first);
  assert.partialDeepStrictEqual(shownExchange(first), { question: "Q2", text: [{ text: "A2" }] });
  assert.deepEqual(await pageExchanges(context, { ...chat, chatId: chatId + 1 }), []);
});

/** Follows the chat event by event. */
function follow({ context, chat }: Chat, waits: boolean) {
  const closing = new AbortController();
  const events = followPage(context, chat, { waits, signal: closing.signal });
  const next = async () => (await events.next()).value as PageEvent | undefined;
  return { next, close: () => closing.abort() };
}

test("a page hears what is said in its chat, piece by piece, until the question is over; then nobody is stopped", async () => {
  const chat = await makeChat();
  const neighbour = { ...chat.chat, chatId: chat.chatId + 1 };
  const heard = await toldWorkers(async () => {
    const { next } = follow(chat, true);
    assert.deepEqual(await next(), { kind: "ready" });
    await chat.ask("Narxi?");
    await tellPage(neighbour, [{ kind: "note", text: "begona" }]);
    await tellPage(chat.chat, [
      { kind: "text", at: 0, text: "Sal" },
      { kind: "text", at: 3, text: "om" },
      { kind: "text", at: 9, text: "!" },
      { kind: "text", at: 1, text: "alom" },
      { kind: "note", text: "Eslatma" },
    ]);
    const texts = ["Sal", "Salom", "Salom", "Salom"].map((text) => ({ kind: "text", text }));
    for (const expected of [...texts, { kind: "note", text: "Eslatma" }])
      assert.deepEqual(await next(), expected);
    // Not yet: the question waits.
    await tellPage(chat.chat, [{ kind: "over" }]);
    await chat.handled();
    const id = await answered(chat, (await chat.talk()).id);
    await tellPage(chat.chat, [{ kind: "over" }]);
    const last = await next();
    assert.ok(last?.kind === "over" && last.state.kind === "answered" && last.state.answer.id === id);
    assert.equal(await next(), undefined);
  });
  assert.deepEqual(
    heard.map(({ stop }) => stop),
    [false],
  );
});

test("a page that opens later follows the newest question to its end, or has nothing to follow", async () => {
  const chat = await makeChat();
  const idle = follow(chat, false);
  assert.deepEqual(await idle.next(), { kind: "ready" });
  assert.deepEqual(await idle.next(), { kind: "over", state: { question: null, kind: "idle" } });
  assert.equal(await idle.next(), undefined);
  await chat.ask("Narxi?");
  const { next } = follow(chat, false);
  assert.deepEqual(await next(), { kind: "ready" });
  const over = next();
  await chat.handled();
  // No announcement comes: the page looks by itself.
  const state = { question: String((await chat.updates())[0]?.id), kind: "idle" };
  assert.deepEqual(await over, { kind: "over", state });
  assert.equal(await next(), undefined);
});

test("the question before is no end for a page that waits for the next; one that closes ends what was asked", async (t) => {
  // However long this takes, the page does not give up.
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const chat = await makeChat();
  await chat.ask("Avvalgi");
  await chat.handled();
  const heard = await toldWorkers(async () => {
    const { next, close } = follow(chat, true);
    assert.deepEqual(await next(), { kind: "ready" });
    await tellPage(chat.chat, [{ kind: "over" }, { kind: "note", text: "Eslatma" }]);
    assert.deepEqual(await next(), { kind: "note", text: "Eslatma" });
    const end = next();
    close();
    assert.equal(await end, undefined);
  });
  assert.deepEqual(heard, [{ bot: chat.botId, chat: chat.chatId, stop: true }]);
});

test("of several pages each hears its chat, also once another one is closed", async () => {
  const [chat, other] = [await makeChat(), await makeChat()];
  const [first, second, third] = [follow(chat, true), follow(chat, true), follow(other, true)];
  for (const { next } of [first, second, third]) assert.deepEqual(await next(), { kind: "ready" });
  for (const { next, close } of [first, third]) {
    const end = next();
    close();
    assert.equal(await end, undefined);
  }
  await tellPage(other.chat, [{ kind: "note", text: "begona" }]);
  await tellPage(chat.chat, [{ kind: "note", text: "Eslatma" }]);
  assert.deepEqual(await second.next(), { kind: "note", text: "Eslatma" });
  const end = second.next();
  second.close();
  assert.equal(await end, undefined);
});

test("a page shows Markdown as Telegram would, who answered, and of a failure the cause without the apology", async () => {
  const chat = await makeChat();
  const { context } = chat;
  await createWorker();
  const conversationId = (await chat.talk()).id;
  await chat.ask("Narxi?");
  const good = await getAnswer(context, await answered(chat, conversationId, {}, ["overloaded", "ok"]));
  const over = (answer: typeof good, question = "1") =>
    sayingOf(context, { kind: "over", state: { kind: "answered", question, answer } }, "ru");
  assert.partialDeepStrictEqual(await over(good), {
    kind: "over",
    answer: {
      ...{ id: good.id, attempts: 2, cause: null, text: [{ text: "100" }] },
      by: { model: "gemini-flash-latest", label: "Ключ 1", last4: "9f3c" },
    },
  });
  const [ok] = good.attempts.slice(1);
  assert.ok(ok);
  const versioned = await over({ ...good, attempts: [{ ...ok, modelVersion: "gemini-3-flash" }] });
  assert.equal(versioned.kind === "over" && versioned.answer?.by?.model, "gemini-3-flash");
  const hidden = await over({ ...good, exchange: null, attempts: [{ ...ok, key: null }] });
  assert.partialDeepStrictEqual(hidden, { answer: { by: null } });

  for (const state of ["apologised", "refused"] as const) {
    await chat.ask("Yana?");
    const id = await answered(chat, conversationId, { state, text: "Uzr" }, ["key_invalid", "overloaded"]);
    const failed = await over(await getAnswer(context, id));
    assert.partialDeepStrictEqual(failed, {
      answer: {
        ...{ text: [], by: null, attempts: 2 },
        cause: { kind: "failure", class: "key_invalid", key: { label: "Ключ 1" }, reason: "said" },
      },
    });
  }
  const none = await over({ ...good, state: "apologised", attempts: [] });
  assert.partialDeepStrictEqual(none, { answer: { cause: { kind: "condition" } } });
  assert.partialDeepStrictEqual(await sayingOf(context, { kind: "text", text: "*a*" }, "ru"), {
    kind: "text",
    text: [{ text: "a" }],
  });
  for (const event of [{ kind: "ready" }, { kind: "note", text: "*a*" }] as const)
    assert.deepEqual(await sayingOf(context, event, "ru"), event);
  const idle = { kind: "over", state: { kind: "idle", question: "1" } } as const;
  assert.deepEqual(await sayingOf(context, idle, "ru"), { kind: "over", answer: null });
});

test("each member has a chat of their own, with a number that no chat of Telegram's has; a prompt is tried only there", () => {
  const [one, other] = [pageChatOf("one"), pageChatOf("other")];
  assert.deepEqual([one === pageChatOf("one"), one === other], [true, false]);
  for (const chatId of [one, other, FIRST_PAGE_CHAT])
    assert.ok(isPageChat(chatId) && Number.isSafeInteger(chatId));
  assert.equal(isPageChat(FIRST_PAGE_CHAT - 1), false);
  assert.equal(triedPromptOf(one, { tried_prompt: "Sinov" }), "Sinov");
  for (const none of [{}, { tried_prompt: 1 }]) assert.equal(triedPromptOf(one, none), null);
  assert.equal(triedPromptOf(7, { tried_prompt: "Sinov" }), null);
});
