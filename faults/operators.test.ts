// Operators and real workers: takeovers while an answer streams, workers killed in between, hand-backs while people write.
// Nothing is lost, nothing is answered twice, and the person never hears two voices.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after } from "node:test";
import type { Context } from "#lib/context.ts";
import { handBack, sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db } from "#lib/db.ts";
import { createUser } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld, models } from "../bots/fixtures/world.ts";

let operator: Context;
/** The group of the staff, and its member's Telegram account. */
const group = { id: -900, type: "supergroup", title: "Xodimlar", is_forum: true };
const member = { id: 901, first_name: "Aziza" };
const world = makeWorld({
  workers: 1,
  async prepare({ context }) {
    const actorId = await createUser({ name: "Aziza" });
    const { tenantId } = context;
    await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
    operator = { tenantId, actorId, role: "operator" };
    await db.staffAccount.create({ data: { tenantId, telegramId: member.id, userId: actorId } });
  },
});
after(() => world.endWorkers("SIGKILL"));

const pace = (tokenMs: number) => world.gemini("models", { [models.first]: { firstTokenMs: 0, tokenMs } });
const long = Array.from({ length: 400 }, (_, i) => `soz${i}`).join(" ");

/** A chat that the bot has answered once. @returns its conversation's id */
async function met(chat: number): Promise<string> {
  await pace(0);
  await world.ask(chat, "salom");
  return (await db.conversation.findFirstOrThrow({ where: { chatId: chat } })).id;
}
const say = (conversationId: string, text: string) =>
  sayAsOperator(operator, { conversationId, messageId: randomUUID(), text });
const heardIn = async (conversationId: string) =>
  (await db.chatMessage.findMany({ where: { conversationId, state: "heard" } })).map(({ text }) => text);
/** What the bot has said in the chat, once the operator's last words are among it; then it says no more. */
async function saidUpTo(chat: number, last: string): Promise<string[]> {
  await until("the operator is heard", async () => (await world.texts(chat)).includes(last));
  await world.settled();
  return world.texts(chat);
}
/** Asks something that takes minutes to answer, and resolves when its beginning is shown. */
async function streaming(chat: number): Promise<void> {
  await pace(500);
  await world.write(chat, long);
  await world.growing(chat, 1);
}

test("taken over while an answer streams: it ends where it is, then the operator is heard, and the bot is not", async () => {
  const id = await met(1);
  await streaming(1);
  await takeOver(operator, id, null);
  await say(id, "Men Aziza");
  await world.write(1, "yordam");
  const [, partial, ...rest] = await saidUpTo(1, "Men Aziza");
  const { state, text } = await db.answer.findFirstOrThrow({ where: { conversationId: id, question: long } });
  assert.deepEqual([state, text.trimEnd()], ["cancelled", partial]);
  assert.ok((partial?.length ?? 0) < long.length);
  assert.deepEqual(rest, ["Men Aziza"]);
  assert.deepEqual(await heardIn(id), ["yordam"]);
});

test("the worker is killed between the takeover and the end of its answer: the next one adds nothing, and the operator is heard once", async () => {
  const id = await met(2);
  await streaming(2);
  const [worker] = world.workers;
  worker?.child.kill("SIGSTOP");
  await takeOver(operator, id, null);
  const words = Array.from({ length: 8 }, (_, i) => `xabar ${i}`);
  for (const text of words) await say(id, text);
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  // Killed again while it sends.
  await until("some are sent", async () => (await world.shown(2)).length > 3);
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  // What was shown was a draft, which is nobody's words any more.
  const [, ...rest] = await saidUpTo(2, "xabar 7");
  // A message may be repeated whose sending was not recorded yet.
  assert.deepEqual([...new Set(rest)], words);
  assert.ok(rest.length <= words.length + 1, rest.join());
  assert.deepEqual(await heardIn(id), [long]);
  assert.equal(await db.answer.count({ where: { conversationId: id, question: long } }), 0);
});

test("handed back while people write: each message is heard by the operator or answered by the bot, never both, never neither", async () => {
  const chats = Array.from({ length: 12 }, (_, i) => 100 + i);
  await pace(0);
  await Promise.all(chats.map((chat) => world.write(chat, "salom")));
  await until(
    "all were greeted",
    async () => (await db.answer.count({ where: { state: "answered", question: "salom" } })) >= 12,
  );
  await world.settled();
  const ids = new Map(
    (await db.conversation.findMany({ where: { chatId: { in: chats.map(BigInt) } } })).map(
      ({ chatId, id }) => [Number(chatId), id],
    ),
  );
  const idOf = (chat: number) => ids.get(chat) ?? "";
  for (const chat of chats) await takeOver(operator, idOf(chat), null);
  await Promise.all(
    chats.flatMap((chat) => [
      world.writeAtOnce(chat, { text: `bir ${chat}` }, { text: "/help" }, { text: `ikki ${chat}` }),
      handBack(operator, idOf(chat)),
    ]),
  );
  await until("the last message of each is handled", async () => {
    await world.settled();
    const asked = await db.answer.findMany({ where: { conversationId: { in: [...ids.values()] } } });
    const heard = await db.chatMessage.findMany({
      where: { state: "heard", conversationId: { in: [...ids.values()] } },
    });
    const all = [...asked.map(({ question }) => question), ...heard.map(({ text }) => text)].join("\n");
    return chats.every((chat) => all.includes(`ikki ${chat}`));
  });
  for (const chat of chats) {
    const answered = (
      await db.answer.findMany({ where: { conversationId: idOf(chat), state: "answered" } })
    ).map(({ question }) => question);
    const heard = await heardIn(idOf(chat));
    for (const text of [`bir ${chat}`, `ikki ${chat}`]) {
      const times = [...answered, ...heard].filter((each) => each.split("\n").includes(text)).length;
      assert.equal(times, 1, `${text}: answered ${answered.join()}, heard ${heard.join()}`);
    }
    // Each answer was said once; the help's text besides.
    const helped = heard.includes("/help") ? 0 : 1;
    assert.equal((await world.texts(chat)).length, answered.length + helped);
  }
});

test("the worker is killed while a topic is opened and while the staff's words are sent: one topic is used, and each word is said in order, one twice at most", async () => {
  const { tenantId } = operator;
  const rights = { status: "administrator", can_manage_topics: true };
  await world.telegram("POST", "/rights", { bot: BOT, chat: group, from: member, rights });
  await db.staffGroup.create({
    data: { tenantId, botId: world.botId, chatId: group.id, title: group.title },
  });
  // It reads the group as it starts.
  await world.endWorkers("SIGTERM");
  await world.startWorker();
  const id = await met(3);
  const topic = { conversationId: id };
  await takeOver(operator, id, null);
  await until("the topic is being written", async () =>
    db.staffTopic.findFirst({ where: { ...topic, threadId: { not: null } } }),
  );
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  const { threadId } = await db.staffTopic.findUniqueOrThrow({ where: topic });
  await until("the takeover stands there", () => db.staffPost.findFirst({ where: topic }));
  const words = Array.from({ length: 6 }, (_, i) => `guruhdan ${i}`);
  const written = words.map((text) => ({
    ...{ bot: BOT, chat: group, from: member, text, message_thread_id: threadId },
  }));
  await world.telegram("POST", "/messages", written);
  await until("some are sent", async () => (await world.shown(3)).length > 2);
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  const [, ...said] = await saidUpTo(3, "guruhdan 5");
  assert.deepEqual([...new Set(said)], words);
  assert.ok(said.length <= words.length + 1, said.join());
  assert.equal((await db.staffTopic.findUniqueOrThrow({ where: topic })).threadId, threadId);
  const stored = await db.chatMessage.findMany({ where: { ...topic, author: "operator", kind: "text" } });
  assert.deepEqual(new Set(stored.map(({ state }) => state)), new Set(["sent"]));
  assert.equal(stored.length, words.length);
  // What was said of it in the topic, once each but for what a killed worker had not recorded.
  await world.write(3, "rahmat");
  await until("the person's word is posted", async () => {
    const heard = await db.chatMessage.findFirst({ where: { ...topic, text: "rahmat" } });
    return heard && db.staffPost.findFirst({ where: { entryId: heard.id } });
  });
});
