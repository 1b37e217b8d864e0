// How Telegram's refusals of a message are handled.
import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import test, { type TestContext } from "node:test";
import { TelegramError } from "telegraf";
import { type Called, fakeTelegram } from "../fixtures/updates.ts";
import { progress } from "../progress.ts";
import { Hold } from "../queue/hold.ts";
import { Pacer } from "./pacer.ts";
import { ChatClosed, type ChatHandle, callChat, editText, MessageRefused, sendText } from "./send.ts";

const refusal = (error_code: number, description: string, parameters: object = {}) =>
  new TelegramError({ error_code, description, parameters });
const rendered = { text: "qalin", entities: [{ type: "bold", offset: 0, length: 5 } as const] };

/** A chat whose calls fail with these errors, one after another, and then succeed. */
function chatThat(...failures: Error[]) {
  const { telegram, calls } = fakeTelegram((_, number) => {
    const failure = failures[number - 1];
    if (failure) throw failure;
    return { message_id: 5 };
  });
  const stopping = new AbortController();
  const pacer = new Pacer();
  const hold = new Hold(Number.POSITIVE_INFINITY);
  const chat: ChatHandle = { telegram, pacer, chatId: 7, threadId: 9, signal: stopping.signal, hold };
  return { chat, calls, pacer, stopping };
}
const send = (...failures: Error[]) => {
  const { chat, calls } = chatThat(...failures);
  return { calls, sent: callChat(chat, "sendMessage", { text: "salom" }) };
};

test("a message is sent to its chat and thread; other calls name the chat only", async () => {
  const { chat, calls } = chatThat();
  await callChat(chat, "sendMessage", { text: "salom" });
  await callChat(chat, "deleteMessage", { message_id: 5 });
  assert.deepEqual(calls, [
    { method: "sendMessage", chat_id: 7, message_thread_id: 9, text: "salom" },
    { method: "deleteMessage", chat_id: 7, message_id: 5 },
  ] satisfies Called[]);
});

test("a chat that blocks the bot is closed, by Telegram's status or by its words", async () => {
  for (const error of [
    refusal(403, "Forbidden: bot was blocked by the user"),
    refusal(400, "Bad Request: chat not found"),
    refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    refusal(400, "Bad Request: group chat was upgraded to a supergroup chat"),
    refusal(403, "Forbidden: user is deactivated"),
    refusal(400, "Bad Request: TOPIC_CLOSED"),
    refusal(400, "Bad Request: message thread not found"),
    refusal(400, "Bad Request: CHAT_RESTRICTED"),
  ]) {
    const { sent, calls } = send(error);
    await assert.rejects(sent, ChatClosed);
    assert.equal(calls.length, 1);
  }
});

test("a refused message is not sent again", async () => {
  const { sent, calls } = send(refusal(400, "Bad Request: message text is empty"));
  await assert.rejects(sent, TelegramError);
  assert.equal(calls.length, 1);
});

test("Telegram's 5xx and network failures are retried", async () => {
  for (const error of [refusal(500, "Internal"), Object.assign(new Error("no"), { code: "ECONNRESET" })]) {
    const { sent, calls } = send(error);
    assert.deepEqual(await sent, { message_id: 5 });
    assert.equal(calls.length, 2);
  }
});

/** Mocks the time, that of imported functions too. @returns lets a call's promises proceed, then passes `ms` */
function mockTime(t: TestContext) {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
  t.mock.method(performance, "now", () => Date.now());
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.timers.reset();
    syncBuiltinESMExports();
  });
  return async (ms: number) => {
    for (let i = 0; i < 3; i++) await new Promise((done) => setImmediate(done));
    t.mock.timers.tick(ms);
    for (let i = 0; i < 3; i++) await new Promise((done) => setImmediate(done));
  };
}
const times = (count: number, error: Error) => Array.from({ length: count }, () => error);

test("each retry doubles the pause, up to ten seconds, and counts as progress of the worker", async (t) => {
  const pass = mockTime(t);
  const { calls, sent } = send(...times(8, refusal(502, "Bad Gateway")));
  for (const [i, pause] of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000].entries()) {
    const before = progress.at();
    await pass(pause - 1);
    assert.equal(calls.length, i + 1, `before ${pause} ms`);
    await pass(1);
    assert.equal(calls.length, i + 2, `after ${pause} ms`);
    assert.ok(progress.at() > before);
  }
  await pass(10_000);
  assert.deepEqual(await sent, { message_id: 5 });
});

test("Telegram's 5xx is retried for as long as it takes, as is a network that is away", async (t) => {
  const pass = mockTime(t);
  for (const error of [refusal(502, "Bad Gateway"), Object.assign(new Error("no"), { code: "ECONNRESET" })]) {
    let away = true;
    const { telegram } = fakeTelegram(() => {
      if (away) throw error;
      return { message_id: 5 };
    });
    const sent = callChat({ ...chatThat().chat, telegram }, "sendMessage", {});
    for (let i = 0; i < 200; i++) await pass(10_000);
    away = false;
    for (let i = 0; i < 3; i++) await pass(10_000);
    assert.deepEqual(await sent, { message_id: 5 });
  }
});

test("a 5xx that lasts ten minutes is the message's if Telegram serves the bot otherwise", async (t) => {
  const pass = mockTime(t);
  const { telegram, calls } = fakeTelegram(({ method }) => {
    if (method === "sendMessage") throw refusal(500, "Internal");
    return {};
  });
  const { chat } = chatThat();
  const given: unknown[] = [];
  callChat({ ...chat, telegram }, "sendMessage", {}).catch((error: unknown) => given.push(error));
  for (let i = 0; i < 60; i++) await pass(10_000);
  assert.equal(given.length, 0);
  assert.ok(calls.every(({ method }) => method === "sendMessage"));
  for (let i = 0; i < 3; i++) await pass(10_000);
  assert.ok(given[0] instanceof MessageRefused);
});

test("a flood limit that names no time blocks the chat for a second, a longer one for longer", async (t) => {
  for (const [parameters, ms] of [
    [undefined, 1_000],
    [{ retry_after: 7 }, 7_000],
  ] as const) {
    const pass = mockTime(t);
    const { calls, sent } = send(
      new TelegramError({ error_code: 429, description: "Too Many Requests", parameters }),
    );
    await pass(ms - 1);
    assert.equal(calls.length, 1);
    await pass(1);
    await sent;
    t.mock.timers.reset();
  }
});

test("a flood limit blocks the chat for as long as Telegram says", async (t) => {
  const pass = mockTime(t);
  const { chat, calls, pacer } = chatThat(refusal(429, "Too Many Requests", { retry_after: 1 }));
  const sending = callChat(chat, "sendMessage", { text: "salom" });
  await pass(999);
  assert.deepEqual([pacer.free(7), calls.length], [false, 1]);
  await pass(1);
  await sending;
  assert.equal(calls.length, 2);
});

test("after an abort nothing is sent and nothing is retried", async () => {
  const { chat, calls, stopping } = chatThat(refusal(500, "Internal"));
  const sending = callChat(chat, "sendMessage", {});
  await new Promise((done) => setImmediate(done));
  stopping.abort(new Error("stopping"));
  await assert.rejects(sending);
  await assert.rejects(callChat(chat, "sendMessage", {}));
  assert.equal(calls.length, 1);
});

test("if Telegram rejects the entities, the text is sent without them; other refusals are thrown", async () => {
  const { chat, calls } = chatThat(refusal(400, "Bad Request: can't parse entities: unsupported"));
  assert.equal(await sendText(chat, rendered, { reply_markup: {} }), 5);
  const common = { method: "sendMessage", chat_id: 7, message_thread_id: 9, text: "qalin", reply_markup: {} };
  assert.deepEqual(calls, [{ ...common, entities: rendered.entities }, common]);
  const other = chatThat(refusal(400, "Bad Request: message is too long"));
  await assert.rejects(sendText(other.chat, rendered), TelegramError);
});

test("every refusal for an entity's sake leads to plain text; a plain text is not sent again for it", async () => {
  for (const [code, description] of [
    [400, "Bad Request: ENTITIES_TOO_LONG"],
    [400, "Bad Request: entity URL 'http://a/' is invalid: Wrong HTTP URL"],
    [400, "Bad Request: can't parse MessageEntity: Unsupported type specified"],
    [413, "Request Entity Too Large: too many parameters"],
  ] as const) {
    const { chat, calls } = chatThat(refusal(code, description));
    await sendText(chat, rendered);
    assert.deepEqual([calls.length, calls[1]?.entities], [2, undefined], description);
    const plain = chatThat(refusal(code, description));
    await assert.rejects(sendText(plain.chat, { text: "qalin", entities: [] }), TelegramError);
    assert.equal(plain.calls.length, 1);
  }
});

test("an edit that changes nothing counts as done; an edit of a message that is gone does not", async () => {
  const edit = (error?: Error) => editText(chatThat(...(error ? [error] : [])).chat, 5, rendered);
  assert.equal(await edit(), true);
  assert.equal(await edit(refusal(400, "Bad Request: message is not modified: same content")), true);
  assert.equal(await edit(refusal(400, "Bad Request: message to edit not found")), false);
  assert.equal(await edit(refusal(400, "Bad Request: message can't be edited")), false);
  await assert.rejects(edit(refusal(400, "Bad Request: message is too long")), TelegramError);
});
