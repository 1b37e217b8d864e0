// An answer that grows as a draft, and what becomes of it where drafts are refused.
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { TelegramError } from "telegraf";
import { type Called, fakeTelegram } from "../fixtures/updates.ts";
import type { WaitKind } from "../queue/chat-facts.ts";
import { Hold } from "../queue/hold.ts";
import { DraftChats } from "./draft-chats.ts";
import { Pacer } from "./pacer.ts";
import { Reply } from "./reply.ts";
import { ChatClosed } from "./send.ts";

const refusal = (error_code: number, description: string, retry_after?: number) =>
  new TelegramError({ error_code, description, ...(retry_after && { parameters: { retry_after } }) });
const peerInvalid = refusal(400, "Bad Request: TEXTDRAFT_PEER_INVALID");

interface Setup {
  threadId?: number;
  chatId?: number;
  sent?: readonly number[];
  draftId?: number | null;
  /** What drafts fail with. */
  fails?: () => Error | null;
  pacer?: Pacer;
}

/** Time stands still but for `pass`. */
function replyIn(
  t: TestContext,
  { threadId = 0, chatId = 7, sent = [], draftId = 5, fails = () => null, pacer }: Setup = {},
) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"], now: 1_000_000 });
  t.mock.method(performance, "now", () => Date.now());
  let id = 100;
  const { telegram, calls } = fakeTelegram(({ method }) => {
    const failure = method === "sendMessageDraft" ? fails() : null;
    if (failure) throw failure;
    return method === "sendMessage" ? { message_id: ++id } : true;
  });
  const recorded: number[][] = [];
  const waits: [WaitKind, number][] = [];
  const limits = pacer ?? new Pacer();
  const reply = new Reply({
    ...{ telegram, pacer: limits, chatId, threadId, replyTo: null, sent, draftId },
    ...{ signal: new AbortController().signal, hold: new Hold(Number.POSITIVE_INFINITY) },
    keepWait: (what, seconds) => waits.push([what, seconds]),
    async onSent(ids) {
      recorded.push([...ids]);
    },
  });
  const of = (method: string) => calls.filter((call: Called) => call.method === method);
  const settled = async () => {
    for (let i = 0; i < 5; i++) await new Promise((done) => setImmediate(done));
  };
  const pass = async (ms: number) => {
    await settled();
    t.mock.timers.tick(ms);
    await settled();
  };
  return {
    reply,
    of,
    recorded,
    waits,
    pass,
    pacer: limits,
    methods: () => calls.map(({ method }) => method),
  };
}
const long = (count: number) => "soʻz ".repeat(count).trim();

test("a private answer grows as a draft that can be stopped, and comes once as a message, recorded once", async (t) => {
  const { reply, of, recorded, pass, methods } = replyIn(t, { threadId: 9 });
  await pass(0);
  assert.equal(reply.begun, false, "a sign that it is coming is no text");
  reply.show("**Sa**");
  await pass(1_000);
  reply.show("**Salom**");
  await pass(1_000);
  assert.equal(reply.begun, true);
  assert.deepEqual(recorded, []);
  await reply.finish("**Salom!**");
  reply.close();
  const draft = { method: "sendMessageDraft", chat_id: 7, message_thread_id: 9, draft_id: 5, can_stop: true };
  const bold = (length: number) => [{ type: "bold", offset: 0, length }];
  assert.deepEqual(of("sendMessageDraft"), [
    { ...draft, text: "", entities: [] },
    { ...draft, text: "Sa", entities: bold(2), keep_on_stop: true },
    { ...draft, text: "Salom", entities: bold(5), keep_on_stop: true },
  ]);
  assert.deepEqual(methods().slice(3), ["sendMessage"], "neither typing nor edits");
  assert.deepEqual([recorded, reply.sent], [[[101]], [101]]);
});

test("the first text is what a draft shows first; texts that come too fast are dropped, the newest is shown", async (t) => {
  const { reply, of, pass } = replyIn(t);
  for (const text of ["Sa", "Sal", "Salo"]) reply.show(text);
  await pass(0);
  assert.ok(reply.firstTextAt);
  reply.show("Salom");
  reply.show("Salom!");
  await pass(999);
  assert.deepEqual(
    of("sendMessageDraft").map(({ text }) => text),
    ["", "Sa"],
  );
  await pass(1);
  assert.equal(of("sendMessageDraft").at(-1)?.text, "Salom!");
  reply.close();
});

test("what does not grow is shown again before Telegram's half a minute is over, and never after the end", async (t) => {
  const { reply, of, pass } = replyIn(t);
  await pass(10_000);
  await pass(10_000);
  reply.show("Salom");
  await pass(10_000);
  await pass(10_000);
  const texts = () => of("sendMessageDraft").map(({ text }) => text);
  assert.deepEqual(texts(), ["", "", "", "Salom", "Salom", "Salom"]);
  await reply.finish("Salom");
  reply.close();
  await pass(60_000);
  assert.equal(texts().length, 6);
});

test("of an answer in parts, those that are whole are sent, the last one grows as a draft", async (t) => {
  const { reply, of, pass, recorded } = replyIn(t);
  reply.show(long(1_000));
  await pass(0);
  assert.equal(of("sendMessage").length, 1);
  assert.ok(String(of("sendMessageDraft").at(-1)?.text).length < 4_000);
  await reply.finish(long(1_700));
  reply.close();
  assert.deepEqual(recorded, [[101], [101, 102], [101, 102, 103]]);
  assert.deepEqual(of("editMessageText"), []);
});

for (const failure of [peerInvalid, refusal(502, "Bad Gateway"), new Error("socket hang up")])
  test(`after three failures in a chat (${failure.message}) its answers grow by edits, one every second, and other chats' still as drafts`, async (t) => {
    const pacer = new Pacer(() => Date.now());
    const { reply, of, pass, methods } = replyIn(t, { fails: () => failure, pacer });
    for (const text of ["S", "Sa", "Sal", "Salo", "Salom"]) {
      reply.show(text);
      await pass(1_000);
    }
    assert.equal(of("sendMessageDraft").length, 3);
    await reply.finish("Salom!");
    reply.close();
    const after = methods().slice(methods().lastIndexOf("sendMessageDraft") + 1);
    const edits = ["editMessageText", "editMessageText", "editMessageText"];
    assert.deepEqual(after, ["sendChatAction", "sendMessage", ...edits]);
    const next = replyIn(t, { pacer });
    await next.pass(0);
    assert.deepEqual(next.methods(), ["sendChatAction"]);
    next.reply.close();
    const other = replyIn(t, { pacer, chatId: 8 });
    await other.pass(0);
    assert.deepEqual(other.methods(), ["sendMessageDraft"]);
    other.reply.close();
  });

test("after a 429 for a draft nothing is shown in the chat until then; the final text does not wait for it", async (t) => {
  let limited = true;
  const fails = () => (limited ? refusal(429, "Too Many Requests: retry after 30", 30) : null);
  const { reply, of, pass, waits, methods } = replyIn(t, { fails });
  await pass(0);
  limited = false;
  for (let second = 0; second < 29; second++) {
    reply.show(`Salom ${second}`);
    await pass(1_000);
  }
  assert.deepEqual(methods(), ["sendMessageDraft"]);
  assert.deepEqual(waits, [["frames", 30]]);
  await reply.finish("Salom");
  assert.deepEqual(
    of("sendMessage").map(({ text }) => text),
    ["Salom"],
  );
  reply.close();
});

test("a chat that blocks the bot while a draft is shown ends the answer; nothing is sent", async (t) => {
  let blocked = false;
  const fails = () => (blocked ? refusal(403, "Forbidden: bot was blocked by the user") : null);
  const { reply, of, pass } = replyIn(t, { fails });
  reply.show("Sa");
  await pass(1_000);
  blocked = true;
  reply.show("Salom");
  await pass(1_000);
  reply.show("Salom!");
  await pass(1_000);
  await assert.rejects(reply.finish("Salom!"), ChatClosed);
  reply.close();
  assert.equal(of("sendMessageDraft").length, 3);
  assert.deepEqual(of("sendMessage"), []);
});

test("a server that does not know drafts is asked once for all chats of the bot", async (t) => {
  const pacer = new Pacer(() => Date.now());
  const old = replyIn(t, { pacer, fails: () => refusal(404, "Not Found: method not found") });
  await old.pass(0);
  assert.deepEqual(old.methods(), ["sendMessageDraft", "sendChatAction"]);
  old.reply.close();
  const same = replyIn(t, { pacer, chatId: 8 });
  await same.pass(0);
  assert.deepEqual(same.methods(), ["sendChatAction"]);
  same.reply.close();
});

test("there is no draft in a group, for an answer that an earlier try has begun, and where none is wanted", async (t) => {
  for (const setup of [{ chatId: -7 }, { sent: [51] }, { draftId: null }]) {
    const { reply, methods, pass } = replyIn(t, setup);
    reply.show("Salom");
    await pass(3_000);
    await reply.finish("Salom!");
    reply.close();
    assert.ok(!methods().includes("sendMessageDraft"), JSON.stringify(setup));
  }
});

test("three refusals in a row count, and for ten minutes", () => {
  let at = 0;
  const chats = new DraftChats(() => at);
  for (const _ of [1, 2]) chats.failed(7);
  chats.worked(7);
  for (const _ of [1, 2]) chats.failed(7);
  assert.equal(chats.allows(7), true);
  chats.failed(7);
  assert.deepEqual([chats.allows(7), chats.allows(8), chats.allows(-7)], [false, true, false]);
  at += 600_000;
  assert.equal(chats.allows(7), true);
  chats.failed(7);
  assert.equal(chats.allows(7), true, "counted anew");
});
