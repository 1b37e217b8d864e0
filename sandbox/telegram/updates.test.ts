import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox } from "../testing.ts";
import type { Update } from "./types.ts";

const texts = (updates: Update[]) => updates.map(({ message }) => (message as { text: string }).text);

test("updates are delivered again until an offset confirms them", async (t) => {
  const { call, write } = await serveSandbox(t);
  const first = await write("one");
  const second = await write("two");
  assert.equal(second.update_id, first.update_id + 1);
  const get = async (params: object) => texts((await call<Update[]>("getUpdates", params)).result);
  assert.deepEqual(await get({}), ["one", "two"]);
  assert.deepEqual(await get({ limit: 1 }), ["one"]);
  assert.deepEqual(await get({ offset: second.update_id }), ["two"]);
  assert.deepEqual(await get({ offset: 0 }), ["two"], "what is confirmed is gone");
  assert.deepEqual(await get({ offset: second.update_id + 1 }), []);
});

test("an offset far beyond all numbers confirms nothing and gets the oldest", async (t) => {
  const { call, write } = await serveSandbox(t);
  const { update_id } = await write("one");
  const get = async (offset: number) => texts((await call<Update[]>("getUpdates", { offset })).result);
  assert.deepEqual(await get(update_id + 100), ["one"]);
  assert.deepEqual(await get(update_id + 10), []);
});

test("a negative offset keeps only the latest", async (t) => {
  const { call, write } = await serveSandbox(t);
  for (const text of ["one", "two", "three"]) await write(text);
  assert.deepEqual(texts((await call<Update[]>("getUpdates", { offset: -1 })).result), ["three"]);
  assert.deepEqual(texts((await call<Update[]>("getUpdates")).result), ["three"]);
});

test("a long poll returns as soon as a message arrives", async (t) => {
  const { call, write, sandbox } = await serveSandbox(t);
  const poll = call<Update[]>("getUpdates", { timeout: 50 });
  while (!sandbox.telegram.bot("test_bot").updates.polling) await new Promise(setImmediate);
  await write("hello");
  assert.deepEqual(texts((await poll).result), ["hello"]);
});

test("a poll that waits returns what is sent at once together", async (t) => {
  const { call, control, sandbox } = await serveSandbox(t);
  const poll = call<Update[]>("getUpdates", { timeout: 50 });
  while (!sandbox.telegram.bot("test_bot").updates.polling) await new Promise(setImmediate);
  const chat = { id: 7 };
  await control("POST", "telegram/messages", [
    { bot: "test_bot", chat, text: "one" },
    { bot: "test_bot", chat, text: "two" },
  ]);
  assert.deepEqual(texts((await poll).result), ["one", "two"]);
});

test("a second poller ends the first with 409 and works itself", async (t) => {
  const { call, write, sandbox } = await serveSandbox(t);
  const first = call("getUpdates", { timeout: 50 });
  while (!sandbox.telegram.bot("test_bot").updates.polling) await new Promise(setImmediate);
  const second = call<Update[]>("getUpdates", { timeout: 50 });
  const refused = await first;
  assert.equal(refused.error_code, 409);
  assert.equal(
    refused.description,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  );
  await write("hello");
  assert.deepEqual(texts((await second).result), ["hello"]);
});

test("a poller that disconnects frees its place and loses no updates", async (t) => {
  const { url, call, write, sandbox } = await serveSandbox(t);
  const { token, updates } = sandbox.telegram.bot("test_bot");
  const leaving = new AbortController();
  const gone = fetch(`${url}/bot${token}/getUpdates?timeout=50`, { signal: leaving.signal });
  while (!updates.polling) await new Promise(setImmediate);
  leaving.abort();
  await assert.rejects(gone);
  while (updates.polling) await new Promise(setImmediate);
  await write("hello");
  assert.deepEqual(texts((await call<Update[]>("getUpdates", { timeout: 50 })).result), ["hello"]);
});

test("allowed_updates is remembered, and [] means all but chat_member and reactions", async (t) => {
  const { call, write, control } = await serveSandbox(t);
  await call("getUpdates", { allowed_updates: ["edited_message"] });
  const { message_id, update_id } = await write("not asked for");
  assert.equal(update_id, null);
  const edit = { bot: "test_bot", chat: { id: 7 }, message_id, text: "asked for" };
  assert.notEqual((await control("POST", "telegram/edits", edit)).update_id, null);
  const reaction = { bot: "test_bot", update: { message_reaction: { chat: { id: 7 } } } };
  await call("getUpdates", { allowed_updates: [] });
  assert.notEqual((await write("again")).update_id, null);
  assert.equal((await control("POST", "telegram/updates", reaction)).update_id, null);
});

test("a revoked token gets 401, also for a poll in progress", async (t) => {
  const { call, control, sandbox } = await serveSandbox(t);
  const poll = call("getUpdates", { timeout: 50 });
  while (!sandbox.telegram.bot("test_bot").updates.polling) await new Promise(setImmediate);
  await control("DELETE", "telegram/bots/test_bot");
  assert.equal((await poll).error_code, 401);
  assert.deepEqual(await call("getMe"), { ok: false, error_code: 401, description: "Unauthorized" });
});

test("with privacy mode a bot in a group receives only commands, mentions and replies to it", async (t) => {
  const { call, write, sandbox } = await serveSandbox(t);
  const chat = { id: -1001, type: "supergroup", title: "Family" };
  const say = (text: string, more = {}) => write(text, { chat, from: { id: 7 }, ...more });
  assert.equal((await say("just talking")).update_id, null);
  assert.equal((await say("/start@other_bot")).update_id, null);
  assert.equal((await say("ask @other_bot")).update_id, null);
  assert.notEqual((await say("/start")).update_id, null);
  assert.notEqual((await say("/start@test_bot")).update_id, null);
  assert.notEqual((await say("ask @Test_Bot")).update_id, null);
  const { result } = await call<{ message_id: number }>("sendMessage", { chat_id: -1001, text: "yes?" });
  assert.notEqual((await say("thanks", { reply_to_message_id: result.message_id })).update_id, null);
  sandbox.telegram.bot("test_bot").readsGroups = true;
  assert.notEqual((await say("just talking")).update_id, null);
});

test("in a group only an administrator hears of reactions, and again of none once the right is taken away", async (t) => {
  const { call, control } = await serveSandbox(t);
  await call("getUpdates", { allowed_updates: ["message", "message_reaction"] });
  const place = {
    bot: "test_bot",
    chat: { id: -1001, type: "supergroup", title: "Family" },
    from: { id: 7 },
  };
  const { message_id } = await control("POST", "telegram/messages", { ...place, text: "/start" });
  const react = async (emoji: string) => {
    const { update_id } = await control("POST", "telegram/reactions", {
      ...place,
      ...{ message_id, emoji: [emoji] },
    });
    return update_id !== null;
  };
  const become = (status: string) => control("POST", "telegram/rights", { ...place, rights: { status } });
  assert.equal(await react("👍"), false);
  await become("administrator");
  assert.equal(await react("👎"), true);
  await become("member");
  assert.equal(await react("👍"), false);
});
