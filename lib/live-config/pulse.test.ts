// What tells an open page that something on it has changed.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createKey, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { type Pulse, pulseOf } from "./pulse.ts";

const context = async () => {
  const tenant = await createTenant();
  return { tenant, botId: await createBot(tenant), keyId: await createKey(tenant) };
};

const changed = (before: Pulse, after: Pulse) =>
  Object.keys(before.marks).filter((page) => {
    const name = page as keyof Pulse["marks"];
    return before.marks[name] !== after.marks[name];
  });

test("each change touches the marks of the pages that show it, and only of its tenant", async () => {
  const [{ tenant, botId, keyId }, other] = [await context(), await context()];
  const { tenantId } = tenant;
  const park = { scope: "key", tenantId, class: "key_blocked", reason: "", since: new Date() } as const;
  const steps: [string, () => Promise<unknown>, string[]][] = [
    ["nothing", async () => {}, []],
    [
      "the configuration",
      () => db.tenant.update({ where: { id: tenantId }, data: { configVersion: 7 } }),
      // The staff's groups stand on the page of conversations.
      ["bots", "keys", "models", "conversations", "health"],
    ],
    [
      "a bot's state",
      () => db.botLease.update({ where: { botId }, data: { state: "conflict" } }),
      ["bots", "health"],
    ],
    ["a park", () => db.park.create({ data: { id: keyId, ...park } }), ["bots", "keys", "health"]],
    [
      "a test of a key",
      () => db.key.update({ where: { id: keyId }, data: { checkedAt: new Date() } }),
      ["bots", "keys", "health"],
    ],
    ["an answer", () => createAnswer(tenant, botId), ["bots", "keys", "models", "answers", "conversations"]],
    [
      "a message that an operator hears",
      async () => {
        const { id: conversationId } = await db.conversation.findFirstOrThrow({ where: { tenantId } });
        const message = { tenantId, conversationId, author: "person", state: "heard" } as const;
        await db.chatMessage.create({ data: { id: randomUUID(), ...message } });
      },
      ["conversations"],
    ],
  ];
  for (const [what, act, pages] of steps) {
    const [before, theirs] = [await pulseOf(tenant), await pulseOf(other.tenant)];
    await act();
    assert.deepEqual(changed(before, await pulseOf(tenant)), pages, what);
    assert.deepEqual(await pulseOf(other.tenant), theirs, what);
  }
});

test("a pulse counts the workers that have sent a heartbeat within 12 seconds", async () => {
  const { tenant } = await context();
  const seen = (secondsAgo: number) =>
    db.worker.create({
      data: { id: randomUUID(), host: "h", pid: 1, seenAt: new Date(Date.now() - secondsAgo * 1_000) },
    });
  assert.equal((await pulseOf(tenant)).workers, 0);
  await seen(5);
  await seen(30);
  assert.equal((await pulseOf(tenant)).workers, 1);
});
