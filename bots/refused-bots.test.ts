// Telegram refuses the bot or the chat: no message is lost for it, and none is asked or sent again in vain.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { replaceToken } from "#lib/bots/edit.ts";
import { db } from "#lib/db.ts";
import { retryDeadLetters } from "#lib/dead-letters/decide.ts";
import { listDeadLetters } from "#lib/dead-letters/list.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { BOT, makeWorld, models, TOKEN } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
const echo = (text: string) => `${models.first}: ${text}`;
const sends = async (chat: number) => {
  const query = `bot=${BOT}&chat=${chat}&method=sendMessage`;
  return (await world.telegram<{ calls: unknown[] }>("GET", `/calls?${query}`)).calls.length;
};
const walks = async (text: string) => {
  const path = `/gemini/calls?text=${encodeURIComponent(text)}`;
  const { calls } = await world.sandbox.control<{ calls: { method: string }[] }>("GET", path);
  return calls.length;
};
/** Gemini is asked, and answers when it is let go. */
const underWay = (text: string) => until("it is asked", async () => (await walks(text)) > 0);
const dead = () => db.update.findMany({ where: { state: "dead" }, orderBy: { id: "asc" } });

afterEach(async () => {
  await world.letGo();
  await world.faults({ errors: [] });
  await db.update.deleteMany({ where: { state: "dead" } });
});

test("a bot that is blocked for a moment answers when it is unblocked, once", async () => {
  await world.keepBack();
  await world.write(701, "lahza");
  await underWay("lahza");
  await world.telegram("POST", "/block", { bot: BOT, chat: { id: 701 } });
  await world.letGo();
  const [letter] = await until("it is given up", async () => ((await dead()).length ? dead() : null));
  assert.deepEqual(
    [letter?.cause, letter?.error],
    ["chat_refused", "Forbidden: bot was blocked by the user"],
  );
  // Its draft may be refused before.
  assert.ok((await sends(701)) <= 1);
  assert.equal(await walks("lahza"), 1);
  await world.telegram("POST", "/block", { bot: BOT, chat: { id: 701 }, blocked: false });
  assert.deepEqual(await world.answers(701, 1), [echo("lahza")]);
  await world.settled();
  assert.deepEqual(await world.texts(701), [echo("lahza")]);
  assert.deepEqual(await dead(), []);
});

test("a closed topic costs one walk and one send, its reason is listed, and reopened it gets the answer", async () => {
  const chat = { id: -702, is_forum: true };
  const closed = { error_code: 400, description: "Bad Request: TOPIC_CLOSED" };
  await world.faults({ errors: [{ method: "sendMessage", chat: -702, times: 100, ...closed }] });
  const person = { from: { id: 5, first_name: "Dilnoza" }, message_thread_id: 3 };
  await world.write(chat, { ...person, text: `@${BOT} mavzu` });
  await until("it is given up", async () => (await dead()).length > 0);
  const listed = await listDeadLetters(world.context);
  assert.deepEqual(
    listed.map(({ bot, chatId, cause, reason }) => [bot, chatId, cause, reason]),
    [[BOT, -702, "chat_refused", "Bad Request: TOPIC_CLOSED"]],
  );
  assert.deepEqual([await sends(-702), await walks("mavzu")], [1, 1]);
  await world.faults({ errors: [] });
  const from = { ...person.from, is_bot: false };
  const reopened = {
    message_id: 9_000,
    date: 0,
    message_thread_id: 3,
    is_topic_message: true,
    forum_topic_reopened: {},
  };
  const message = { ...reopened, from, chat: { ...chat, type: "supergroup", title: "Guruh" } };
  await world.telegram("POST", "/updates", { bot: BOT, update: { message } });
  assert.deepEqual(await world.answers(-702, 1), [echo("mavzu")]);
});

test("a dead letter that an admin retries is answered", async () => {
  const error = { error_code: 403, description: "Forbidden: user is deactivated" };
  await world.faults({ errors: [{ method: "sendMessage", chat: 703, ...error }] });
  await world.write(703, "qayta");
  await until("it is given up", async () => (await dead()).length > 0);
  const [letter] = await listDeadLetters(world.context);
  await retryDeadLetters({ ...world.context, role: "operator" }, [letter?.id ?? ""]);
  assert.deepEqual(await world.answers(703, 1), [echo("qayta")]);
  await world.settled();
  assert.deepEqual(await listDeadLetters(world.context), []);
});

test("ten questions whose bot's token is revoked wait for the new one: each is answered once, within seconds of it", async () => {
  await world.state("working");
  const chats = Array.from({ length: 10 }, (_, i) => 710 + i);
  await world.keepBack();
  for (const chat of chats) await world.write(chat, `savol ${chat}`);
  for (const chat of chats) await underWay(`savol ${chat}`);
  await world.telegram("DELETE", `/bots/${BOT}`);
  await world.letGo();
  await world.state("unauthorized");
  // Handed back, each by itself; when they are due again is the worker's affair.
  await until("all wait", async () => {
    const lanes = await db.lane.count({ where: { workerId: null, readyAt: { gt: new Date() } } });
    return lanes === chats.length;
  });
  const waiting = await db.update.findMany({ where: { state: "waiting" } });
  assert.deepEqual(
    waiting.map(({ tries, failures }) => [tries, failures]),
    chats.map(() => [0, 0]),
  );
  const next = `${TOKEN.split(":")[0]}:AA${"y".repeat(33)}`;
  await world.telegram("POST", "/bots", { token: next, username: BOT, name: "Test" });
  const from = Date.now();
  await replaceToken(world.context, world.botId, next);
  for (const chat of chats)
    assert.match((await world.answers(chat, 1)).join(), new RegExp(`: savol ${chat}$`));
  assert.ok(Date.now() - from < within(15_000), `${Date.now() - from} ms`);
  await world.settled();
  for (const chat of chats) assert.equal((await world.texts(chat)).length, 1);
  assert.deepEqual(await dead(), []);
});
