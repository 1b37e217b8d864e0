// What a chat shows of an answer, while it grows and in the end.
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { TelegramError } from "telegraf";
import { until } from "#test/until.ts";
import { type Called, fakeTelegram } from "../fixtures/updates.ts";
import { Hold } from "../queue/hold.ts";
import { Pacer } from "./pacer.ts";
import { framePause, Reply } from "./reply.ts";
import { ChatClosed } from "./send.ts";

const gone = new TelegramError({ error_code: 400, description: "Bad Request: message to edit not found" });
const blocked = new TelegramError({ error_code: 403, description: "Forbidden: bot was blocked by the user" });

interface Setup {
  sent?: readonly number[];
  replyTo?: number | null;
  chatId?: number;
  threadId?: number;
  /** By default it grows by edits. */
  draftId?: number | null;
  /** What fails, by method. */
  fail?: Record<string, Error>;
}

function replyIn({
  sent = [],
  replyTo = null,
  chatId = 7,
  threadId = 0,
  draftId = null,
  fail = {},
}: Setup = {}) {
  let id = 100;
  const { telegram, calls } = fakeTelegram(({ method }) => {
    const failure = fail[method];
    if (failure) throw failure;
    return method === "sendMessage" ? { message_id: ++id } : true;
  });
  const recorded: number[][] = [];
  /** Those after which nothing is sent or changed. */
  const last: number[] = [];
  const { signal } = new AbortController();
  const pacer = new Pacer();
  const reply = new Reply({
    ...{
      telegram,
      pacer,
      chatId,
      threadId,
      signal,
      hold: new Hold(Number.POSITIVE_INFINITY),
      replyTo,
      sent,
      draftId,
    },
    async onSent(ids, newest, isLast) {
      recorded.push([...ids]);
      if (isLast) last.push(newest);
    },
  });
  const of = (method: string) => calls.filter((call: Called) => call.method === method);
  return { reply, calls, recorded, last, of, pacer };
}
/** Mocks the time. @returns lets calls proceed, then passes `ms` */
function mockTime(t: TestContext) {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
  t.mock.method(performance, "now", () => Date.now());
  const settled = async () => {
    for (let i = 0; i < 3; i++) await new Promise((done) => setImmediate(done));
  };
  return async (ms: number) => {
    await settled();
    t.mock.timers.tick(ms);
    await settled();
  };
}
const long = (count: number) => "soʻz ".repeat(count).trim();

test("the first text is sent at once and recorded; the final text replaces it in the same message", async (t) => {
  const pass = mockTime(t);
  const { reply, of, recorded } = replyIn();
  assert.equal(reply.begun, false);
  reply.show("Sa");
  assert.equal(reply.begun, true);
  await pass(20);
  const { firstTextAt } = reply;
  assert.ok(firstTextAt);
  await reply.finish("Salom");
  reply.close();
  assert.equal(reply.firstTextAt, firstTextAt);
  assert.deepEqual(
    of("sendMessage").map(({ text, reply_parameters }) => [text, reply_parameters]),
    [["Sa", undefined]],
  );
  assert.deepEqual(
    of("editMessageText").map(({ message_id, text }) => [message_id, text]),
    [[101, "Salom"]],
  );
  assert.deepEqual([recorded, reply.sent], [[[101]], [101]]);
});

test("texts faster than a chat allows are dropped except the last; a final text that is already shown is not sent again", async (t) => {
  const pass = mockTime(t);
  const { reply, of } = replyIn();
  for (const text of ["S", "Sa", "Sal", "Salo"]) {
    reply.show(text);
    await pass(20);
  }
  await reply.finish("S");
  reply.close();
  assert.equal(of("sendMessage").length + of("editMessageText").length, 1);
});

test("a private chat shows a new text every second, a group every three seconds", async (t) => {
  for (const [chatId, pace] of [
    [7, 1_000],
    [-7, 3_000],
  ] as const) {
    t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
    t.mock.method(performance, "now", () => Date.now());
    const settled = () => new Promise((done) => setImmediate(done));
    const { reply, of } = replyIn({ chatId });
    reply.show("Sa");
    await settled();
    reply.show("Salom");
    await settled();
    t.mock.timers.tick(pace - 1);
    await settled();
    assert.equal(of("editMessageText").length, 0, `${chatId}`);
    t.mock.timers.tick(1);
    await settled();
    assert.equal(of("editMessageText").length, 1, `${chatId}`);
    reply.close();
    t.mock.timers.reset();
  }
});

test("a long text is sent in parts, of which only the last grows; all are recorded in order", async (t) => {
  const pass = mockTime(t);
  const { reply, of, recorded } = replyIn();
  reply.show(long(1_000));
  await pass(20);
  await reply.finish(long(1_700));
  reply.close();
  assert.equal(of("sendMessage").length, 3);
  assert.deepEqual(
    of("editMessageText").map(({ message_id }) => message_id),
    [102],
  );
  assert.deepEqual(recorded.at(-1), [101, 102, 103]);
});

test("of a growing text in parts only the last changes; the final text does not wait for the next frame", async (t) => {
  const pass = mockTime(t);
  const { reply, of } = replyIn();
  reply.show(long(1_000));
  await pass(1_000);
  reply.show(long(1_010));
  await pass(0);
  assert.deepEqual(
    of("editMessageText").map(({ message_id, text }) => [message_id, String(text).length < 4_000]),
    [[102, true]],
  );
  assert.equal(of("sendMessage").length, 2);
  reply.show(long(1_020));
  await pass(0);
  await reply.finish(long(1_030));
  assert.equal(of("editMessageText").length, 2);
  reply.close();
});

test("while the chat is under a limit frames are dropped, not queued: the latest text comes first", async (t) => {
  const pass = mockTime(t);
  const { reply, of, pacer } = replyIn({ sent: [51] });
  pacer.block(7, 10);
  reply.show("Sa");
  await pass(5_000);
  reply.show("Salom");
  for (let i = 0; i < 60; i++) await pass(100);
  assert.deepEqual(
    of("editMessageText").map(({ text }) => text),
    ["Salom"],
  );
  reply.close();
});

test("a frame that fails is followed by the next; after a closed chat there is none, and no final text", async (t) => {
  const pass = mockTime(t);
  const fail: Record<string, Error> = { sendMessage: gone };
  const missed = replyIn({ fail });
  missed.reply.show("Sa");
  missed.reply.show("Salom");
  await pass(1_000);
  delete fail.sendMessage;
  missed.reply.show("Salom!");
  await pass(1_000);
  await pass(1_000);
  assert.deepEqual(missed.reply.sent, [101]);
  missed.reply.close();

  fail.sendMessage = blocked;
  const closed = replyIn({ fail });
  closed.reply.show("Sa");
  await pass(1_000);
  delete fail.sendMessage;
  await assert.rejects(closed.reply.finish("Salom"), ChatClosed);
  assert.equal(closed.of("sendMessage").length, 1);
  closed.reply.close();
});

test("only the first part replies to the question", async () => {
  const { reply, of } = replyIn({ replyTo: 33 });
  await reply.finish(long(1_000));
  reply.close();
  assert.deepEqual(
    of("sendMessage").map((call) => call.reply_parameters),
    [{ message_id: 33, allow_sending_without_reply: true }, undefined],
  );
});

test("messages of an earlier try are edited; surplus ones are deleted", async () => {
  const { reply, of } = replyIn({ sent: [51, 52, 53] });
  assert.equal(reply.begun, true);
  await reply.finish("Salom");
  reply.close();
  assert.deepEqual(of("sendMessage"), []);
  assert.deepEqual(
    of("editMessageText").map(({ message_id }) => message_id),
    [51],
  );
  assert.deepEqual(
    of("deleteMessage").map(({ message_id }) => message_id),
    [53, 52],
  );
  assert.deepEqual(reply.sent, [51]);
});

test("a message that is gone is sent again in its place", async () => {
  const { reply, of } = replyIn({ sent: [51], fail: { editMessageText: gone } });
  await reply.finish("Salom");
  reply.close();
  assert.deepEqual([of("sendMessage").length, reply.sent], [1, [101]]);
});

test("only the last message of a whole answer is told to be the last: none that may be changed, or that others are deleted behind", async () => {
  const lastOf = async (setup: Setup, text: string, growing = "") => {
    const { reply, last } = replyIn(setup);
    if (growing) {
      reply.show(growing);
      await until("it is shown", async () => reply.sent.length > 0);
    }
    await reply.finish(text);
    reply.close();
    return last;
  };
  assert.deepEqual(await lastOf({}, "Salom"), [101]);
  assert.deepEqual(await lastOf({}, "a".repeat(6_000)), [102]);
  assert.deepEqual(await lastOf({}, "Salom, alik", "Salom"), []);
  assert.deepEqual(await lastOf({ sent: [51] }, "Salom"), []);
  assert.deepEqual(await lastOf({ sent: [51], fail: { editMessageText: gone } }, "Salom"), [101]);
  assert.deepEqual(await lastOf({ sent: [51, 52], fail: { editMessageText: gone } }, "Salom"), []);
});

test("a chat that closes while text is shown ends the answer; other failed frames are dropped", async (t) => {
  const pass = mockTime(t);
  const closed = replyIn({ fail: { sendMessage: blocked } });
  closed.reply.show("Sa");
  await pass(20);
  await assert.rejects(closed.reply.finish("Salom"), ChatClosed);
  closed.reply.close();

  const fail: Record<string, Error> = { sendMessage: gone };
  const missed = replyIn({ fail });
  missed.reply.show("Sa");
  await pass(20);
  delete fail.sendMessage;
  await missed.reply.finish("Salom");
  missed.reply.close();
  assert.deepEqual(missed.reply.sent, [101]);
});

test("an answer without a visible character is shown as an ellipsis; no answer at all shows nothing", async () => {
  for (const [markdown, shown] of [
    ["\n", ["…"]],
    ["\u200b\u2800 ", ["…"]],
    ["", []],
  ] as const) {
    const { reply, of } = replyIn();
    await reply.finish(markdown);
    reply.close();
    assert.deepEqual(
      of("sendMessage").map(({ text }) => text),
      shown,
    );
  }
});

test("the slower a text renders, the longer the next frame waits", () => {
  assert.deepEqual([framePause(7, 0), framePause(-7, 0)], [1_000, 3_000]);
  assert.deepEqual([framePause(7, 50), framePause(7, 200), framePause(-7, 200)], [1_000, 4_000, 4_000]);
});

test("the bot shows as typing until the first text is shown", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { reply, of } = replyIn({ threadId: 9 });
  t.mock.timers.tick(4_500);
  t.mock.timers.tick(4_500);
  const typing = { method: "sendChatAction", chat_id: 7, message_thread_id: 9, action: "typing" };
  assert.deepEqual(of("sendChatAction"), [typing, typing, typing]);
  await reply.finish("Salom");
  t.mock.timers.tick(9_000);
  assert.equal(of("sendChatAction").length, 3);
  const silent = replyIn();
  silent.reply.close();
  t.mock.timers.tick(9_000);
  assert.equal(silent.of("sendChatAction").length, 1);
});
