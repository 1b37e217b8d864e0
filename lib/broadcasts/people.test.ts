// Who receives a broadcast.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { Prisma } from "#generated/client.ts";
import { createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { FIRST_PAGE_CHAT } from "../page-chat/place.ts";
import { countReceivers, countRepliers } from "./people.ts";
import type { Segment } from "./segment.ts";
import { subscribe } from "./subscription.ts";

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);

async function makeBot() {
  const { tenantId } = await createTenant({ locale: "uz" });
  const botId = await createBot({ tenantId });
  return {
    tenantId,
    botId,
    talk: (chatId: number, more: Partial<Prisma.ConversationUncheckedCreateInput> = {}) =>
      db.conversation.create({ data: { id: randomUUID(), tenantId, botId, chatId, ...more } }),
    async count(segment: Segment = {}, more: Partial<Prisma.BroadcastUncheckedCreateInput> = {}) {
      const id = randomUUID();
      await db.broadcast.create({ data: { id, tenantId, botId, text: "x", segment, ...more } });
      return countReceivers({ tenantId, broadcastId: id });
    },
  };
}

test("it goes once to each person who wrote in a private chat, and neither blocked the bot nor unsubscribed", async () => {
  const { talk, count, ...bot } = await makeBot();
  await talk(1);
  await talk(1, { threadId: 7 });
  await talk(2);
  assert.equal(await count(), 2);
  await talk(-3);
  await talk(FIRST_PAGE_CHAT + 4);
  await talk(5, { threadId: -9 });
  await talk(6, { closedAt: new Date() });
  assert.equal(
    await count(),
    2,
    "no group, no page, no customer of a connected account, nobody who blocked it",
  );
  await subscribe({ ...bot, chatId: 1 }, false);
  assert.equal(await count(), 1, "in no topic of the chat");
  await talk(1, { threadId: 8 });
  assert.equal(await count(), 1, "in no topic that begins later either");
  await subscribe({ ...bot, chatId: 1 }, true);
  assert.equal(await count(), 2);
  assert.equal(await (await makeBot()).count(), 0, "another bot has people of its own");
});

test("once it has begun, whoever wrote first after that is not among its people", async () => {
  const { talk, count } = await makeBot();
  await talk(1, { createdAt: ago(2) });
  await talk(2);
  assert.equal(await count({}, { startedAt: ago(1) }), 1);
});

test("a segment takes those of a language, of a tag, seen lately, or not seen for long", async () => {
  const { talk, count, tenantId } = await makeBot();
  await talk(1, { locale: "ru", lastAt: ago(1) });
  await talk(2, { lastAt: ago(10) });
  await talk(3, { lastAt: ago(100) });
  await db.personNote.create({ data: { tenantId, telegramId: 2, tags: ["vip"] } });
  assert.equal(await count({ locale: "ru" }), 1);
  assert.equal(await count({ locale: "uz" }), 2, "the tenant's language stands for an unknown one");
  assert.equal(await count({ tag: "vip" }), 1);
  assert.equal(await count({ seenWithin: 30 }), 2);
  assert.equal(await count({ unseenFor: 30 }), 1);
  assert.equal(await count({ tag: "vip", locale: "ru" }), 0);
});

test("whoever writes within a day of its beginning counts as having answered", async () => {
  const { talk, tenantId, botId } = await makeBot();
  const [{ id: first }, { id: second }] = [
    await talk(1, { createdAt: ago(9) }),
    await talk(2, { createdAt: ago(9) }),
  ];
  await talk(3, { createdAt: ago(9) });
  const id = randomUUID();
  await db.broadcast.create({ data: { id, tenantId, botId, text: "x", startedAt: ago(2) } });
  const heard = { tenantId, author: "person", state: "heard", text: "ha" } as const;
  await db.chatMessage.create({ data: { id: randomUUID(), conversationId: first, ...heard, at: ago(1.5) } });
  await db.chatMessage.create({ data: { id: randomUUID(), conversationId: first, ...heard, at: ago(1.4) } });
  await db.chatMessage.create({ data: { id: randomUUID(), conversationId: second, ...heard, at: ago(0.5) } });
  assert.equal(await countRepliers({ tenantId, broadcastId: id }), 1);
});
