import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { db } from "#lib/db.ts";
import { createBot, createTenant } from "#test/builders.ts";
import type { Claim } from "../../queue/claims.ts";
import { takeTopic } from "./topics.ts";

test("messages that came at once stand in the topic in the order in which they were written", async () => {
  const { tenantId } = await createTenant();
  const botId = await createBot({ tenantId });
  const conversationId = randomUUID();
  const at = new Date();
  await db.conversation.create({
    data: { id: conversationId, tenantId, botId, chatId: 1, title: "Gulnora" },
  });
  await db.staffGroup.create({ data: { botId, tenantId, chatId: -1, title: "Xodimlar" } });
  await db.staffTopic.create({ data: { conversationId, tenantId, botId, openedAt: at } });
  const texts = Array.from({ length: 20 }, (_, i) => `m${i}`);
  const messages = texts.map((text, i) => ({
    ...{ id: randomUUID(), tenantId, conversationId, author: "person" as const, state: "heard" as const },
    ...{ text, at, updateId: BigInt(i + 1) },
  }));
  // As they may be stored: in no order.
  await db.chatMessage.createMany({ data: messages.reverse() });
  const topic = await takeTopic({ tenantId } as Claim, conversationId);
  assert.deepEqual(
    topic?.entries.map(({ text }) => text),
    texts,
  );
});
