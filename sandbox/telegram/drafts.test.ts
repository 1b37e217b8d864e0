// Drafts as core.telegram.org/api/bots/ai and the Bot API describe them.
import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox, type TestSandbox } from "../testing.ts";

interface Shown {
  drafts: { draft_id: number; text: string }[];
  messages: { text: string; out: boolean }[];
}
const chatOf = ({ control }: TestSandbox) => control<Shown>("GET", "telegram/chats/test_bot/7");
const textsOf = async (sandbox: TestSandbox) => (await chatOf(sandbox)).drafts.map(({ text }) => text);
const draft = { chat_id: 7, draft_id: 5 };
const stop = (sandbox: TestSandbox, more: object = {}) =>
  sandbox.control<{ update_id: number | null }>("POST", "telegram/stops", {
    ...{ bot: "test_bot", chat: { id: 7 }, draft_id: 5 },
    ...more,
  });

test("a draft grows under its number, ends with the bot's next message in its topic, and is no message", async (t) => {
  const sandbox = await serveSandbox(t);
  const { call, write } = sandbox;
  await write("salom");
  assert.equal((await call("sendMessageDraft", draft)).result, true);
  assert.deepEqual(await textsOf(sandbox), [""]);
  await call("sendMessageDraft", { ...draft, text: "Sa" });
  await call("sendMessageDraft", { ...draft, text: "Salom" });
  await call("sendMessageDraft", { ...draft, message_thread_id: 3, text: "boshqa mavzu" });
  assert.deepEqual(await textsOf(sandbox), ["Salom", "boshqa mavzu"]);
  assert.equal((await chatOf(sandbox)).messages.filter(({ out }) => out).length, 0);
  await call("sendMessage", { chat_id: 7, text: "Salom!" });
  assert.deepEqual(await textsOf(sandbox), ["boshqa mavzu"]);
});

test("a draft lasts half a minute", async (t) => {
  const sandbox = await serveSandbox(t);
  await sandbox.write("salom");
  const began = Date.now();
  const clock = t.mock.method(Date, "now", () => began);
  await sandbox.call("sendMessageDraft", { ...draft, text: "Salom" });
  clock.mock.mockImplementation(() => began + 30_000);
  assert.deepEqual(await textsOf(sandbox), ["Salom"]);
  clock.mock.mockImplementation(() => began + 30_001);
  assert.deepEqual(await textsOf(sandbox), []);
});

test("its button tells the bot; nothing more of it is shown, and what is shown stays only if the bot wants so", async (t) => {
  const sandbox = await serveSandbox(t);
  const { call, write } = sandbox;
  await write("salom");
  await call("getUpdates", { offset: -1 });
  await call("sendMessageDraft", { ...draft, text: "Sa" });
  await assert.rejects(stop(sandbox), /no draft/, "it has no button");
  await call("sendMessageDraft", { ...draft, text: "Sal", can_stop: true, keep_on_stop: true });
  const { update_id } = await stop(sandbox);
  const { result } = await call<object[]>("getUpdates", { offset: update_id });
  assert.partialDeepStrictEqual(result, [
    { update_id, stopped_message_generation: { chat: { id: 7 }, draft_id: 5 } },
  ]);
  await call("sendMessageDraft", { ...draft, text: "Salom", can_stop: true });
  assert.deepEqual(await textsOf(sandbox), ["Sal"]);
  await assert.rejects(stop(sandbox), /no draft/, "it is stopped already");
  await call("sendMessage", { chat_id: 7, text: "Sal" });
  assert.deepEqual(await textsOf(sandbox), []);
  await call("sendMessageDraft", { ...draft, draft_id: 6, text: "Yana", can_stop: true });
  await stop(sandbox, { draft_id: 6 });
  assert.deepEqual(await textsOf(sandbox), []);
});

test("a bot that does not ask for stops hears of none; groups, blocked chats, missing numbers and too long texts are refused", async (t) => {
  const sandbox = await serveSandbox(t);
  const { call, write, control } = sandbox;
  await write("salom");
  await call("getUpdates", { offset: -1, allowed_updates: ["message"] });
  await call("sendMessageDraft", { ...draft, text: "Sa", can_stop: true });
  assert.equal((await stop(sandbox)).update_id, null);
  const refused = async (params: object) => (await call("sendMessageDraft", params)).description;
  assert.equal(await refused({ ...draft, draft_id: 0 }), "Bad Request: RANDOM_ID_INVALID");
  assert.equal(await refused({ ...draft, text: "a".repeat(4_097) }), "Bad Request: message is too long");
  await control("POST", "telegram/messages", {
    bot: "test_bot",
    chat: { id: -7 },
    from: { id: 7 },
    text: "/a",
  });
  assert.equal(await refused({ ...draft, chat_id: -7 }), "Bad Request: TEXTDRAFT_PEER_INVALID");
  await control("POST", "telegram/block", { bot: "test_bot", chat: { id: 7 } });
  assert.equal(await refused(draft), "Forbidden: bot was blocked by the user");
});
