// What tells an open page that something on it has changed.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createKey, createTenant } from "#test/builders.ts";
import { clearPark, storePark } from "../chain-state/park-store.ts";
import { db } from "../db.ts";
import type { Park } from "../fallback/index.ts";
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
    [
      "a draft for an account's owner",
      async () => {
        const { id: conversationId } = await db.conversation.findFirstOrThrow({ where: { tenantId } });
        const draft = {
          tenantId,
          conversationId,
          updateId: 9n,
          chatId: 9n,
          question: "Narxi?",
          text: "Qirq",
        };
        await db.businessDraft.create({ data: { id: randomUUID(), ...draft } });
      },
      ["conversations"],
    ],
    [
      "what its owner decides",
      () => db.businessDraft.updateMany({ where: { tenantId }, data: { state: "dismissed" } }),
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
  await seen(1);
  await seen(30);
  assert.equal((await pulseOf(tenant)).workers, 1);
});

test("parks that came and went between two pulses leave marks that never were before, for their tenant only", async () => {
  const [{ tenant, keyId }, other] = [await context(), await context()];
  const store = (more: Partial<Park>) => {
    const since = Date.now();
    const park = {
      scope: "key",
      id: keyId,
      class: "key_blocked",
      reason: "",
      until: null,
      strikes: 1,
    } as const;
    const full: Park = { ...park, since, at: since, owner: tenant.tenantId, ...more };
    return storePark(full, randomUUID()).then(() => clearPark(full, randomUUID()));
  };
  const [first, theirs] = [await pulseOf(tenant), await pulseOf(other.tenant)];
  await store({});
  assert.deepEqual(changed(first, await pulseOf(tenant)), ["bots", "keys", "health"]);
  assert.deepEqual(await pulseOf(other.tenant), theirs);
  await store({ scope: "model", id: "*/m", owner: null });
  assert.deepEqual(
    changed(theirs, await pulseOf(other.tenant)),
    ["bots", "keys", "health"],
    "of every tenant",
  );
  await db.park.create({
    data: {
      scope: "key",
      id: keyId,
      tenantId: tenant.tenantId,
      class: "key_blocked",
      reason: "",
      since: new Date(),
    },
  });
  await db.tenant.delete({ where: { id: tenant.tenantId } });
});
