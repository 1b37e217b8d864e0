import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { before } from "node:test";
import {
  createAnswer,
  createBot,
  createKey,
  createModelList,
  createTenant,
  createWorker,
} from "#test/builders.ts";
import { listBots } from "../bots/list.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { spanOf } from "../gemini/clocks.ts";
import { checkKeys } from "../keys/check.ts";
import { removeKey } from "../keys/edit.ts";
import { listKeys } from "../keys/list.ts";
import { readMatrix } from "./matrix.ts";

const model = "gemini-2.5-flash";
before(() => createWorker());
const later = () => new Date(Date.now() + 3_600_000);
const said = { class: "key_blocked", reason: "leaked", since: new Date() } as const;

/** A shop whose bot polls Telegram, with one model and one key that Google has accepted. */
async function openShop() {
  const context = await createTenant();
  const botId = await createBot(context);
  await db.botLease.update({ where: { botId }, data: { state: "working", until: later() } });
  await createModelList(context, [model]);
  const keyId = await createKey(context, { checkClass: "ok", checkedAt: new Date() });
  return { context, botId, keyId };
}

async function stateOf(context: Context): Promise<string | undefined> {
  const [bot] = await listBots(context);
  return bot && ("reason" in bot.condition ? bot.condition.reason : bot.condition.kind);
}

test("a bot stops working with its last key, also where Telegram delivers to it", async () => {
  const { context, keyId } = await openShop();
  assert.equal(await stateOf(context), "works");
  await db.key.update({ where: { id: keyId }, data: { enabled: false } });
  assert.equal(await stateOf(context), "keys_off");
  await removeKey(context, keyId);
  assert.equal(await stateOf(context), "no_key");
});

test("what workers stored of a key, a project, a model and the way out decides; a neighbour's does not", async () => {
  const [mine, other] = [await openShop(), await openShop()];
  const { tenantId } = mine.context;
  const host = `host-${randomUUID()}`;
  const parks = [
    ["key", mine.keyId, tenantId, "keys_refused"],
    ["project", `key:${mine.keyId}`, tenantId, "keys_refused"],
    ["key_model", `${mine.keyId}/${model}`, tenantId, "models_down"],
    ["model", `*/${model}`, null, "models_down"],
    ["egress", host, null, "works"],
  ] as const;
  for (const [scope, id, owner, expected] of parks) {
    const kind = expected === "keys_refused" ? "key_blocked" : scope === "egress" ? "location" : "overloaded";
    await db.park.create({ data: { ...said, class: kind, scope, id, tenantId: owner, until: later() } });
    assert.equal(await stateOf(mine.context), expected, scope);
    assert.equal(await stateOf(other.context), scope === "model" ? "models_down" : "works", scope);
    await db.park.delete({ where: { scope_id: { scope, id } } });
  }
  assert.equal(await stateOf(mine.context), "works");
});

test("a closed way out counts only if no living worker is on another machine", async () => {
  const { context } = await openShop();
  const host = `host-${randomUUID()}`;
  await db.worker.deleteMany();
  const blocked = await createWorker({ host });
  const id = { scope: "egress", id: host } as const;
  await db.park.create({ data: { ...said, class: "location", ...id, until: later() } });
  assert.equal(await stateOf(context), "egress");
  await createWorker({ host: `${host}-2` });
  assert.equal(await stateOf(context), "works");
  await db.worker.delete({ where: { id: blocked } });
  await db.park.delete({ where: { scope_id: id } });
});

test("a limit that Google named and that our counts have reached makes the bot wait for Google's day", async () => {
  const { context, keyId } = await openShop();
  const { tenantId } = context;
  const of = { tenantId, project: `key:${keyId}`, model, window: "day" } as const;
  await db.quotaLimit.create({ data: { ...of, metric: "requests", limit: 20, at: new Date() } });
  const { startsAt, endsAt } = spanOf("day", Date.now());
  const count = { ...of, workerId: randomUUID(), startsAt: new Date(startsAt), refused: 0, tokens: 0 };
  await db.quotaCount.create({ data: { ...count, requests: 19 } });
  assert.equal(await stateOf(context), "works");
  await db.quotaCount.updateMany({ where: of, data: { requests: 20 } });
  const [bot] = await listBots(context);
  assert.deepEqual(bot?.condition, {
    ...{ kind: "waiting", reason: "limits", class: null, keyId, until: new Date(endsAt) },
  });
});

test("an untested key is one that neither a check nor an answer has proven", async () => {
  const { context, botId, keyId } = await openShop();
  await db.key.update({ where: { id: keyId }, data: { checkClass: null } });
  assert.equal(await stateOf(context), "untested");
  await createAnswer(context, botId, { state: "answered" }, [{ keyId, class: "ok" }]);
  assert.equal(await stateOf(context), "works");
});

test("a bot waits for midnight UTC once the questions that it allows in a day are asked", async () => {
  const { context, botId } = await openShop();
  const { tenantId } = context;
  await db.bot.update({ where: { id: botId }, data: { allowances: { bot: { perDay: 5 } } } });
  const startsAt = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
  const of = { tenantId, scope: "bot", window: "day", subjectId: 0, startsAt } as const;
  await db.messageCount.create({ data: { ...of, ownerId: botId, count: 4 } });
  assert.equal(await stateOf(context), "works");
  await db.messageCount.updateMany({ where: { ownerId: botId }, data: { count: 5 } });
  const [bot] = await listBots(context);
  const until = new Date(startsAt.getTime() + 86_400_000);
  assert.deepEqual(bot?.condition, { kind: "waiting", reason: "allowance", until });
});

test("models that no key can use leave the bot without an answer", async () => {
  const { context, keyId } = await openShop();
  const gone = [model, "gemini-flash-latest", "gemini-flash-lite-latest"];
  await db.key.update({ where: { id: keyId }, data: { gone } });
  assert.equal(await stateOf(context), "models_gone");
  await db.modelList.updateMany({
    where: { tenantId: context.tenantId },
    data: { entries: [{ model, enabled: false }] },
  });
  assert.equal(await stateOf(context), "no_model");
});

test("a model that only a key offers that is off does not count: the models that never retire take over", async () => {
  const { context, keyId } = await openShop();
  await db.key.update({ where: { id: keyId }, data: { gone: [model] } });
  await createKey(context, { enabled: false, checkClass: "ok", checkedAt: new Date() });
  assert.equal(await stateOf(context), "works");
  const { rows } = await readMatrix(context);
  assert.deepEqual(
    rows.filter(({ cells }) => cells[0]?.state === "works").map(({ isTail }) => isTail),
    [true, true],
  );
});

test("that a key's listing lacks a model counts once Google has listed the model to anybody", async () => {
  const { context, keyId } = await openShop();
  const name = "gemini-9-flash";
  const entries = [{ model: name, enabled: true }];
  await db.modelList.updateMany({ where: { tenantId: context.tenantId }, data: { entries } });
  await db.key.update({ where: { id: keyId }, data: { models: [model], listedAt: new Date() } });
  const cellState = async () =>
    (await readMatrix(context)).rows.find((row) => row.model === name)?.cells[0]?.state;
  assert.equal(await cellState(), "works");
  await db.model.create({ data: { name, displayName: name, generates: true, seenAt: new Date() } });
  assert.equal(await cellState(), "retired");
});

test("without a living worker no bot works, whatever else is well or broken; one that is off stays off", async () => {
  const { context, botId } = await openShop();
  const seen = (seconds: number) =>
    db.worker.updateMany({ data: { seenAt: new Date(Date.now() - seconds * 1_000) } });
  assert.equal(await stateOf(context), "works");
  await seen(16);
  assert.equal(await stateOf(context), "no_worker");
  await db.botLease.update({ where: { botId }, data: { until: new Date(0) } });
  assert.equal(await stateOf(context), "no_worker", "not only starting");
  await db.botLease.update({ where: { botId }, data: { state: "unauthorized" } });
  await db.key.deleteMany({ where: { tenantId: context.tenantId } });
  assert.equal(await stateOf(context), "no_worker", "it outranks the others");
  await db.bot.update({ where: { id: botId }, data: { enabled: false } });
  assert.equal(await stateOf(context), "off");
  await db.bot.update({ where: { id: botId }, data: { enabled: true } });
  await seen(0);
  assert.equal(await stateOf(context), "unauthorized");
});

test("a key or a token that ENCRYPTION_KEY does not decrypt any more is the cause, not a bot that starts for good", async () => {
  const { context, botId, keyId } = await openShop();
  const sealedElsewhere = "v1.00000000.AAAA.AAAA.AAAA";
  await db.key.update({ where: { id: keyId }, data: { secret: sealedElsewhere } });
  assert.equal(await stateOf(context), "keys_unreadable");
  const [row] = (await readMatrix(context)).rows;
  assert.deepEqual([row?.cells[0]?.state, row?.cells[0]?.class], ["broken", "unreadable"]);
  const [key] = await listKeys(context);
  assert.deepEqual(key?.state, { kind: "broken", class: "unreadable", reason: null, until: null });
  assert.equal((await checkKeys(context)).size, 0, "it cannot be tested");

  await createKey(context, { checkClass: "ok", checkedAt: new Date() });
  assert.equal(await stateOf(context), "works", "another key answers");
  await db.bot.update({ where: { id: botId }, data: { token: sealedElsewhere } });
  await db.botLease.update({ where: { botId }, data: { state: "off", until: null } });
  assert.equal(await stateOf(context), "token_unreadable");
});
