// Names, details and changes of stored bots. Nothing here asks Telegram, unless a test says so.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createModelList, createTenant } from "#test/builders.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { enableBot, removeBot, replaceToken } from "./edit.ts";
import { getBot } from "./list.ts";
import { botNames } from "./names.ts";
import { publishPrompt } from "./prompt-versions.ts";
import { storeBot } from "./store.ts";

const audited = async ({ tenantId }: Context) => {
  const rows = await db.audit.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
  return rows.map(({ action, target, detail }) => [action, target, detail]);
};

test("names for selection are the tenant's bots by name, and say which has its own model order", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  await createBot(other, { name: "Theirs" });
  const [low, high] = [randomUUID(), randomUUID()].toSorted();
  const bots = [
    { id: high!, name: "Beta", username: "beta_1_bot" },
    { id: low!, name: "Beta", username: "beta_2_bot" },
    { id: randomUUID(), name: "Alfa", username: "alfa_bot" },
  ] as const;
  for (const bot of bots) await createBot(context, bot);
  await createModelList(context, ["gemini-2.5-flash"], low);
  assert.deepEqual(await botNames(context), [
    { ...bots[2], ownOrder: false },
    { ...bots[1], ownOrder: true },
    { ...bots[0], ownOrder: false },
  ]);
});

test("a bot's details count what is deleted with it, and say whether it has its own model order", async () => {
  const context = await createTenant();
  const [id, other] = [await createBot(context), await createBot(context)];
  await createAnswer(context, id);
  await createAnswer(context, id);
  await createAnswer(context, other);
  const counts = async () => {
    const { conversations, answers, ownModels } = (await getBot(context, id))!;
    return { conversations, answers, ownModels };
  };
  const conversations = await db.conversation.count({ where: { botId: id } });
  assert.deepEqual(await counts(), { conversations, answers: 2, ownModels: false });
  await createModelList(context, ["gemini-2.5-flash"], id);
  assert.deepEqual(await counts(), { conversations, answers: 2, ownModels: true });
});

test("the audit names the bot of each change, and of a prompt only its length", async () => {
  const context = await createTenant();
  const identity = { telegramId: 5_100_001, username: "shop_bot", name: "Shop" };
  const { id } = await storeBot(context, "bot.import", "5100001:token", identity);
  await enableBot(context, id, true);
  await enableBot(context, id, false);
  await publishPrompt(context, id, { text: "Be kind.", basedOn: "" });
  await removeBot(context, id);
  assert.deepEqual(await audited(context), [
    ["bot.import", id, { username: "shop_bot" }],
    ["bot.start", id, null],
    ["bot.stop", id, null],
    ["bot.prompt", id, { length: 8 }],
    ["bot.remove", id, { username: "shop_bot" }],
  ]);
});

test("removing a bot leaves the tenant's other bots and those of other tenants", async () => {
  const [context, other] = [await createTenant(), await createTenant()];
  const kept = [await createBot(context), await createBot(other)];
  await removeBot(context, await createBot(context));
  const bots = await db.bot.findMany({ where: { tenantId: { in: [context.tenantId, other.tenantId] } } });
  assert.deepEqual(bots.map(({ id }) => id).toSorted(), kept.toSorted());
});

test("a change of one bot leaves the state of the others", async () => {
  const context = await createTenant();
  const [id, other] = [await createBot(context), await createBot(context)];
  const state = { state: "conflict", detail: "another poller", since: new Date(0) } as const;
  await db.botLease.updateMany({ data: state });
  await enableBot(context, id, true);
  const lease = (botId: string) =>
    db.botLease.findUniqueOrThrow({ where: { botId }, select: { state: true, detail: true, since: true } });
  assert.deepEqual(await lease(other), state);
  const { state: now, detail, since } = await lease(id);
  assert.deepEqual([now, detail], ["starting", null]);
  assert.ok(since > state.since);
});

test("a text without a token and a too long prompt are errors of their field", async () => {
  const context = await createTenant();
  const id = await createBot(context);
  const token = { code: "bot_token_shape", field: "token" };
  await assert.rejects(replaceToken(context, id, "no token in it"), token);
  await assert.rejects(publishPrompt(context, id, { text: "x".repeat(20_001), basedOn: "" }), {
    code: "invalid",
    field: "prompt",
  });
});
