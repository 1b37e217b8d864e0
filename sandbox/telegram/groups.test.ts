// Groups as tdlib/telegram-bot-api shows them to bots.
import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox, type TestSandbox } from "../testing.ts";

type Message = Record<string, unknown>;
const group = { id: -7, type: "supergroup", title: "Sinf" };
const from = { id: 9, first_name: "Ali" };
const write = ({ control }: TestSandbox, more: object) =>
  control<{ update_id: number | null; message_id: number }>("POST", "telegram/messages", {
    ...{ bot: "test_bot", chat: group, from, text: "@test_bot salom" },
    ...more,
  });
/** What the bot hears of a message. */
async function heard(sandbox: TestSandbox, more: object): Promise<Message> {
  const { update_id } = await write(sandbox, more);
  const { result } = await sandbox.call<{ message: Message }[]>("getUpdates", { offset: update_id });
  return result[0]?.message ?? {};
}

test("anonymous administrators, people who write for a channel and posts of the linked channel have Telegram's accounts", async (t) => {
  const sandbox = await serveSandbox(t);
  const anonymous = await heard(sandbox, { anonymous: true });
  assert.partialDeepStrictEqual(anonymous, {
    from: { id: 1_087_968_824, username: "GroupAnonymousBot" },
    sender_chat: { id: -7, title: "Sinf" },
  });
  const channel = { id: -9, title: "Kanal" };
  const forChannel = await heard(sandbox, { channel });
  assert.partialDeepStrictEqual(forChannel, {
    from: { id: 136_817_688 },
    sender_chat: { ...channel, type: "channel" },
  });
  assert.ok(!("is_automatic_forward" in forChannel));
  const post = await heard(sandbox, { channel: { ...channel, linked: true } });
  assert.partialDeepStrictEqual(post, {
    ...{ from: { id: 777_000 }, sender_chat: channel, is_automatic_forward: true },
    forward_origin: { type: "channel", chat: channel },
  });
});

test("a reply outside of topics has a thread that is none, to which the bot may send in a group without topics only", async (t) => {
  const sandbox = await serveSandbox(t);
  const { message_id } = await write(sandbox, {});
  const reply = await heard(sandbox, { reply_to_message_id: message_id });
  assert.deepEqual([reply.message_thread_id, "is_topic_message" in reply], [message_id, false]);
  const sent = await sandbox.call("sendMessage", { chat_id: -7, message_thread_id: message_id, text: "a" });
  assert.equal(sent.ok, true);
  const forum = { id: -8, type: "supergroup", is_forum: true };
  await write(sandbox, { chat: forum });
  const general = await sandbox.call("sendMessage", { chat_id: -8, message_thread_id: 1, text: "a" });
  assert.equal(general.description, "Bad Request: message thread not found");
});

test("with privacy mode a bot hears of what addresses it and of migration; an administrator hears everything", async (t) => {
  const sandbox = await serveSandbox(t);
  const basic = { id: -5, type: "group", title: "Sinf" };
  assert.equal((await write(sandbox, { chat: basic, text: "salom" })).update_id, null);
  assert.notEqual((await write(sandbox, { chat: basic, text: "/start" })).update_id, null);
  const admin = { bot: "test_bot", chat: basic, from, rights: { status: "administrator" } };
  await sandbox.control("POST", "telegram/rights", admin);
  assert.notEqual((await write(sandbox, { chat: basic, text: "salom" })).update_id, null);
});

test("a basic group becomes a supergroup: both say so, calls to the old one name the new one, administrators stay", async (t) => {
  const sandbox = await serveSandbox(t);
  const { call, control } = sandbox;
  const basic = { id: -5, type: "group", title: "Sinf" };
  await write(sandbox, { chat: basic });
  await control("POST", "telegram/admins", { bot: "test_bot", chat: basic, from, admin: true });
  await call("getUpdates", { offset: -1 });
  const { update_ids } = await control<{ update_ids: number[] }>("POST", "telegram/migrations", {
    ...{ bot: "test_bot", chat: basic, from, to: -100_5 },
  });
  const { result } = await call<{ message: Message }[]>("getUpdates", { offset: update_ids[0] });
  assert.partialDeepStrictEqual(
    result.map(({ message }) => message),
    [
      { chat: { id: -5 }, migrate_to_chat_id: -100_5 },
      { chat: { id: -100_5, type: "supergroup" }, migrate_from_chat_id: -5, message_id: 1 },
    ],
  );
  const refused = await call("sendMessage", { chat_id: -5, text: "a" });
  assert.equal(refused.description, "Bad Request: group chat was upgraded to a supergroup chat");
  assert.deepEqual(refused.parameters, { migrate_to_chat_id: -100_5 });
  const admins = await call<{ user: { id: number } }[]>("getChatAdministrators", { chat_id: -100_5 });
  assert.deepEqual(
    admins.result.map(({ user }) => user.id),
    [9],
  );
});
