import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { createAnswer, createBot, createKey, createTenant, createUser } from "#test/builders.ts";
import { record } from "../audit.ts";
import { type AuditAction, auditActions } from "../audit-actions.ts";
import { db } from "../db.ts";
import { recordKinds } from "./kinds.ts";
import { listRecord } from "./list.ts";

test("the record is read in pages, the latest first, filtered by kind, person, target and time", async () => {
  const context = await createTenant();
  const actorId = await createUser({ name: "Dilnoza" });
  for (let n = 0; n < 60; n++)
    await record(db, n === 7 ? { ...context, actorId } : context, {
      action: n % 2 ? "key.add" : "bot.start",
      target: `t${n}`,
    });
  const first = await listRecord(context, {});
  assert.deepEqual([first.rows.length, first.rows[0]?.target], [50, "t59"]);
  const second = await listRecord(context, { after: first.next ?? "" });
  assert.deepEqual([second.rows.length, second.rows.at(-1)?.target, second.next], [10, "t0", null]);
  const keys = await listRecord(context, { kind: "keys" });
  assert.equal(keys.rows.length, 30);
  const [hers, ...others] = (await listRecord(context, { actorId })).rows;
  assert.deepEqual([hers?.target, hers?.actor, others.length], ["t7", "Dilnoza", 0]);
  assert.equal((await listRecord(context, { target: "t3" })).rows.length, 1);
  const at = first.rows[9]?.at ?? new Date();
  const since = await listRecord(context, { from: at });
  const until = await listRecord(context, { to: at });
  assert.ok(since.rows.every((row) => row.at >= at) && until.rows.every((row) => row.at < at));
  assert.ok(since.rows.length >= 10);
});

test("every action of a tenant is of one kind, so that a filter shows it", () => {
  const isOfTenant = (action: string) => !/^(person\.(?!data\.)|session\.|setup\.|plan\.)/.test(action);
  const kindsOf = (action: string) =>
    Object.values(recordKinds).filter((begins) => begins.some((begin) => action.startsWith(begin))).length;
  assert.deepEqual(
    auditActions.filter((action) => isOfTenant(action) && kindsOf(action) !== 1),
    [],
  );
});

test("a page's end that is no number starts at the beginning", async () => {
  const context = await createTenant();
  await record(db, context, { action: "bot.start", target: "t" });
  for (const after of ["", "x", "9".repeat(40), "1;--"])
    assert.equal((await listRecord(context, { after })).rows.length, 1, after);
});

test("somebody who cannot be has done nothing", async () => {
  const context = await createTenant();
  await record(db, context, { action: "bot.start", target: "t" });
  for (const actorId of ["x", "1;--", "0".repeat(36)])
    assert.deepEqual(await listRecord(context, { actorId }), { rows: [], next: null });
});

test("each entry names what it is about and leads there while it is there; what is gone has the name that the entry keeps", async () => {
  const [context, stranger] = [await createTenant(), await createTenant()];
  const { tenantId } = context;
  const [botId, keyId] = [
    await createBot(context, { name: "Shop" }),
    await createKey(context, { label: "A" }),
  ];
  const { last4 } = await db.key.findUniqueOrThrow({ where: { id: keyId } });
  const userId = await createUser({ name: "Dilnoza" });
  await db.member.create({ data: { tenantId, userId, role: "viewer" } });
  const answerId = await createAnswer(context, botId);
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id: answerId } });
  const foreign = await createBot(stranger, { name: "Theirs" });
  const gone = randomUUID();
  const about = async (action: AuditAction, target: string, facts: object = {}) => {
    await record(db, context, { action, target, ...facts });
    const [row] = (await listRecord(context, {}, 1)).rows;
    return row?.subject && [row.subject.name, row.subject.path];
  };
  assert.deepEqual(await about("bot.start", botId), ["Shop", `bots/${botId}`]);
  assert.deepEqual(await about("key.edit", keyId, { after: { label: "Old" } }), [
    `A …${last4}`,
    `keys#key=${keyId}`,
  ]);
  assert.deepEqual(await about("member.role", userId), ["Dilnoza", `people#member=${userId}`]);
  assert.deepEqual(await about("conversation.take", conversationId), [
    "Dilnoza",
    `conversations/${conversationId}`,
  ]);
  assert.deepEqual(await about("key.remove", gone, { before: { label: "B", last4: "9f3c" } }), [
    "B …9f3c",
    null,
  ]);
  assert.deepEqual(await about("key.remove", gone, { after: { last4: "9f3c" } }), ["…9f3c", null]);
  assert.deepEqual(await about("bot.remove", gone, { before: { username: "shop_bot" } }), [
    "@shop_bot",
    null,
  ]);
  assert.deepEqual(await about("webhook.remove", gone, { before: { url: "https://a.example" } }), [
    "https://a.example",
    null,
  ]);
  assert.deepEqual(await about("price.correct", "gemini-2.5-pro"), [
    "Gemini 2.5 Pro",
    "models#model=gemini-2.5-pro",
  ]);
  assert.deepEqual(await about("invitation.add", "a@example.com"), ["a@example.com", null]);
  assert.equal(await about("bot.start", "a@example.com"), null, "no invitation");
  assert.equal(await about("invitation.add", gone), null);
  assert.equal(await about("bot.remove", gone, { before: { username: 7, label: "" } }), null);
  assert.equal(await about("bot.start", foreign), null, "another tenant's");
});

test("what people of the platform did while they visited is found alone", async () => {
  const context = await createTenant();
  await record(db, context, { action: "bot.start", target: "own" });
  await record(db, { ...context, visiting: true }, { action: "bot.stop", target: "visit" });
  const targets = async (filter: object) =>
    (await listRecord(context, filter)).rows.map(({ target }) => target);
  assert.deepEqual(await targets({}), ["visit", "own"]);
  assert.deepEqual(await targets({ platform: true }), ["visit"]);
});

test("a page that is just full is the last one where nothing follows", async () => {
  const context = await createTenant();
  for (const target of ["a", "b"]) await record(db, context, { action: "bot.start", target });
  const { rows, next } = await listRecord(context, {}, 2);
  assert.deepEqual([rows.length, next], [2, null]);
});
