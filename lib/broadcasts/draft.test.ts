// A broadcast from its draft to its end: as members edit, order and step it.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import type { BroadcastState } from "#generated/enums.ts";
import { createBot, createTenant, createUser } from "#test/builders.ts";
import { PIECE_BYTES } from "../conversations/file-limits.ts";
import { db } from "../db.ts";
import { localIn } from "../local-time.ts";
import { PICTURE_MAX } from "./buttons.ts";
import { type BroadcastStep, orderBroadcast, stepBroadcast, testBroadcast } from "./control.ts";
import { roomOfDay } from "./day-limit.ts";
import {
  addPicturePiece,
  createBroadcast,
  editBroadcast,
  type PicturePiece,
  removeBroadcast,
  removePicture,
} from "./edit.ts";
import { listBroadcasts, readBroadcast } from "./read.ts";

const zone = "Asia/Tashkent";
const minute = 60_000;
const day = 24 * 60 * minute;
const ago = (ms: number) => new Date(Date.now() - ms);

async function makeShop(tenant: Parameters<typeof createTenant>[0] = {}) {
  const actorId = await createUser({ name: "Aziza" });
  const context = { ...(await createTenant({ timeZone: zone, ...tenant })), actorId };
  const { tenantId } = context;
  await db.member.create({ data: { tenantId, userId: actorId, role: "owner" } });
  const botId = await createBot(context, { username: "shop_bot" });
  /** A draft of version 2, if it has a text. */
  async function draft(text = "Salom") {
    const id = randomUUID();
    await createBroadcast(context, id, botId);
    if (text) await editBroadcast(context, id, { version: 1, text, buttons: [], segment: {} });
    return id;
  }
  return {
    ...{ context, tenantId, actorId, botId, draft },
    row: (id: string) => db.broadcast.findUniqueOrThrow({ where: { id }, include: { run: true } }),
    put: (id: string, state: BroadcastState) => db.broadcast.update({ where: { id }, data: { state } }),
    edit: (id: string, version: number, text: string, url?: string) => {
      const buttons = url === undefined ? [] : [{ text: " Sayt ", url }];
      return editBroadcast(context, id, { version, text, buttons, segment: {} });
    },
    order: (id: string, at: string | null = null, version = 2) =>
      orderBroadcast(context, id, { version, at }),
    picture: (id: string, more: Partial<PicturePiece> = {}) =>
      addPicturePiece(context, id, {
        ...{ position: 0, last: true, name: "new.png", bytes: Buffer.from("png"), ...more },
      }),
    pieces: async (id: string) =>
      (await db.broadcastPicture.findMany({ where: { broadcastId: id }, orderBy: { position: "asc" } })).map(
        ({ position, bytes }) => [position, Buffer.from(bytes).toString()],
      ),
    record: async (id: string) =>
      (await db.audit.findMany({ where: { tenantId, target: id }, orderBy: { id: "asc" } })).map(
        ({ action, before, after }) => [action, before, after],
      ),
  };
}

test("a request that comes twice makes one draft, of a bot of the tenant's own", async () => {
  const { context, botId, record, row } = await makeShop();
  const id = randomUUID();
  await createBroadcast(context, id, botId);
  await createBroadcast(context, id, botId);
  assert.deepEqual(await record(id), [["broadcast.add", null, { username: "shop_bot" }]]);
  assert.equal((await row(id)).createdById, context.actorId);
  const stranger = (await makeShop()).context;
  await assert.rejects(createBroadcast(stranger, randomUUID(), botId), { code: "not_found" });
});

test("of two edits of one version the second is refused, and each leaves the lengths in the record, not the words", async () => {
  const { draft, edit, record, row } = await makeShop();
  const id = await draft("Salom");
  assert.equal(await edit(id, 2, "Yangi narxlar", " https://shop.uz/a b "), 3);
  await assert.rejects(edit(id, 2, "Boshqa"), { code: "conflict" });
  const { text, buttons, version } = await row(id);
  assert.deepEqual(
    [text, buttons, version],
    ["Yangi narxlar", [{ text: "Sayt", url: "https://shop.uz/a%20b" }], 3],
  );
  assert.deepEqual((await record(id)).slice(1), [
    ["broadcast.edit", { length: 0 }, { length: 5, buttons: 0 }],
    ["broadcast.edit", { length: 5 }, { length: 13, buttons: 1 }],
  ]);
  await assert.rejects(edit(id, 3, "x", "http://shop.uz"), { code: "broadcast_link", field: "url0" });
  const tooLong = { code: "broadcast_long", field: "text", values: { excess: 1 } };
  await assert.rejects(edit(id, 3, "x".repeat(4_097)), tooLong);
  assert.equal(await edit(id, 3, "x".repeat(4_096)), 4);
});

test("a picture is there once its last piece is; a piece may come twice, and the first begins it anew", async () => {
  const { draft, picture, pieces, record, row, context } = await makeShop();
  const [id, other] = [await draft(), await draft()];
  await picture(other);
  const piece = (position: number, text: string, last = false) =>
    picture(id, { position, bytes: Buffer.from(text), last });
  await piece(0, "a");
  await piece(1, "b");
  await piece(1, "B");
  assert.equal((await row(id)).pictureName, null);
  await piece(2, "c", true);
  assert.deepEqual(await pieces(id), [
    [0, "a"],
    [1, "B"],
    [2, "c"],
  ]);
  assert.equal((await row(id)).pictureName, "new.png");
  await db.broadcast.update({ where: { id }, data: { fileId: "known" } });
  await picture(id, { name: "other.png" });
  assert.deepEqual(await pieces(id), [[0, "png"]]);
  assert.equal((await row(id)).fileId, null, "Telegram's name is the old picture's");
  await db.broadcast.update({ where: { id }, data: { fileId: "known" } });
  await removePicture(context, id);
  assert.deepEqual(await pieces(id), []);
  assert.deepEqual([(await row(id)).pictureName, (await row(id)).fileId], [null, null]);
  assert.deepEqual([await pieces(other), (await row(other)).pictureName], [[[0, "png"]], "new.png"]);
  assert.deepEqual((await record(id)).slice(2), [
    ["broadcast.edit", { file: null }, { file: "new.png" }],
    ["broadcast.edit", { file: "new.png" }, { file: "other.png" }],
    ["broadcast.edit", { file: "other.png" }, { file: null }],
  ]);
});

test("a piece has at most the agreed size and place, and a picture leaves the text less room, whichever comes first", async () => {
  const { draft, edit, picture, pieces } = await makeShop();
  const id = await draft("x".repeat(1_025));
  for (const wrong of [
    { bytes: Buffer.alloc(0) },
    { bytes: Buffer.alloc(PIECE_BYTES + 1) },
    { position: Math.ceil(PICTURE_MAX / PIECE_BYTES) },
  ])
    await assert.rejects(picture(id, wrong), { code: "invalid" });
  const tooLong = { code: "broadcast_long", field: "text", values: { excess: 1 } };
  await assert.rejects(picture(id), tooLong);
  await edit(id, 2, "x".repeat(1_024));
  await picture(id, { bytes: Buffer.alloc(PIECE_BYTES), last: false });
  await picture(id, { position: Math.ceil(PICTURE_MAX / PIECE_BYTES) - 1 });
  assert.equal((await pieces(id)).length, 2);
  await assert.rejects(edit(id, 3, "x".repeat(1_025)), tooLong);
});

test("what is ordered is not edited; taken back before it begins, it is a draft again", async () => {
  const { context, tenantId, botId, draft, edit, order, picture, row, record } = await makeShop();
  await db.conversation.create({ data: { id: randomUUID(), tenantId, botId, chatId: 1 } });
  const id = await draft();
  await order(id);
  for (const call of [
    () => edit(id, 2, "Boshqa"),
    () => picture(id),
    () => removePicture(context, id),
    () => removeBroadcast(context, id),
    () => order(id),
  ])
    await assert.rejects(call(), { code: "broadcast_ordered" });
  const { startAt, orderedAt, run } = await row(id);
  assert.ok(startAt && orderedAt && run);
  await stepBroadcast(context, id, "cancel");
  const after = await row(id);
  assert.deepEqual([after.state, after.startAt, after.orderedAt], ["draft", null, null]);
  await order(id);
  assert.deepEqual((await record(id)).slice(2, 4), [
    ["broadcast.order", null, { people: 1, startAt: startAt.toISOString() }],
    ["broadcast.cancel", { state: "scheduled" }, { state: "draft", sent: 0 }],
  ]);
});

test("it begins at a time of the tenant's clock: from now on, within a year", async () => {
  const { draft, order, row } = await makeShop();
  const at = (ms: number) => localIn(zone, new Date(Date.now() + ms));
  const refused = { code: "broadcast_time", field: "at" };
  for (const wrong of ["soon", at(-2 * minute), at(367 * day)])
    await assert.rejects(order(await draft(), wrong), refused, wrong);
  const tomorrow = at(day).slice(0, 10);
  const id = await draft();
  await order(id, `${tomorrow}T09:00`);
  assert.equal(
    (await row(id)).startAt?.toISOString(),
    `${tomorrow}T04:00:00.000Z`,
    "Tashkent is five hours ahead",
  );
  for (const right of [at(0), at(365 * day)]) await order(await draft(), right);
});

test("what is ordered is what the member has seen, with a text", async () => {
  const { draft, order, context } = await makeShop();
  const id = await draft();
  await assert.rejects(order(id, null, 1), { code: "conflict" });
  await assert.rejects(order(await draft(" \n"), null, 2), { code: "broadcast_empty", field: "text" });
  const empty = await draft("");
  await assert.rejects(testBroadcast(context, empty), { code: "broadcast_empty", field: "text" });
});

test("each step goes from its states only; one that is made already changes nothing", async () => {
  const { context, draft, put, row, record } = await makeShop();
  const from: Record<BroadcastStep, [BroadcastState[], BroadcastState]> = {
    cancel: [["scheduled"], "draft"],
    pause: [["sending"], "paused"],
    resume: [["paused"], "sending"],
    stop: [["sending", "paused"], "stopped"],
  };
  const states: BroadcastState[] = ["draft", "scheduled", "sending", "paused", "stopped", "done"];
  const [id, other] = [await draft(), await draft()];
  for (const [step, [allowed, to]] of Object.entries(from) as [BroadcastStep, (typeof from)["stop"]][])
    for (const state of states) {
      await put(id, state);
      const entries = (await record(id)).length;
      const call = stepBroadcast(context, id, step);
      if (allowed.includes(state)) {
        await call;
        assert.equal((await row(id)).state, to, `${step} of ${state}`);
        assert.equal((await record(id)).at(-1)?.[0], `broadcast.${step}`);
      } else {
        if (state === to) await call;
        else await assert.rejects(call, { code: "conflict" }, `${step} of ${state}`);
        assert.deepEqual([(await row(id)).state, (await record(id)).length], [state, entries]);
      }
    }
  assert.equal((await row(other)).state, "draft", "another one stays as it is");
  await assert.rejects(stepBroadcast(context, randomUUID(), "pause"), { code: "not_found" });
});

test("one that goes on does so at once and forgets its trouble, one that is stopped forgets the last people's chats", async () => {
  const { context, tenantId, draft, row, record } = await makeShop();
  const id = await draft();
  await db.broadcast.update({
    where: { id },
    data: { state: "paused", trouble: "400", startAt: ago(9), startedAt: ago(9) },
  });
  const other = await draft();
  const run = { cursor: 7, postponed: [5, 6], sent: 4, retryAt: new Date(Date.now() + day) };
  for (const broadcastId of [id, other])
    await db.broadcastRun.create({ data: { broadcastId, tenantId, ...run } });
  await stepBroadcast(context, id, "pause");
  assert.equal((await row(id)).trouble, "400", "it was paused already");
  await stepBroadcast(context, id, "resume");
  const going = await row(id);
  assert.deepEqual([going.trouble, going.finishedAt, going.run?.retryAt], [null, null, null]);
  assert.deepEqual([going.run?.cursor, going.run?.postponed], [7n, [5n, 6n]]);
  await stepBroadcast(context, id, "stop");
  const stopped = await row(id);
  assert.ok(stopped.finishedAt && stopped.startedAt && stopped.startAt);
  assert.deepEqual([stopped.run?.cursor, stopped.run?.postponed, stopped.run?.sent], [0n, [], 4]);
  assert.partialDeepStrictEqual((await row(other)).run, { ...run, cursor: 7n, postponed: [5n, 6n] });
  assert.deepEqual((await record(id)).at(-1), [
    "broadcast.stop",
    { state: "sending" },
    { state: "stopped", sent: 4 },
  ]);
});

test("a preview goes to the member's own account, that of the staff before that of alerts; without an account there is none, nor of a bot that is off", async () => {
  const { context, tenantId, actorId, botId, draft, row, record } = await makeShop();
  const id = await draft();
  await assert.rejects(testBroadcast(context, id), { code: "broadcast_no_chat" });
  assert.equal((await readBroadcast(context, id)).canTest, false);
  await db.alertWay.create({
    data: { id: randomUUID(), tenantId, userId: actorId, channel: "telegram", chatId: 41, botId },
  });
  await testBroadcast(context, id);
  assert.equal((await row(id)).testChatId, 41n);
  assert.ok((await row(id)).run, "a worker finds it by its run");
  await db.staffAccount.create({ data: { tenantId, userId: actorId, telegramId: 42 } });
  await db.broadcast.update({ where: { id }, data: { testError: "403" } });
  await testBroadcast(context, id);
  assert.deepEqual([(await row(id)).testChatId, (await row(id)).testError], [42n, null]);
  assert.equal((await readBroadcast(context, id)).canTest, true);
  assert.deepEqual((await record(id)).at(-1), ["broadcast.test", null, { length: 5 }]);
  assert.equal((await readBroadcast({ ...context, actorId: null }, id)).canTest, false);
  await db.bot.update({ where: { id: botId }, data: { enabled: false } });
  await assert.rejects(testBroadcast(context, id), { code: "bot_off" });
  await assert.rejects(testBroadcast(context, randomUUID()), { code: "not_found" });
});

test("a tenant orders ten within a day, or as many as its plan and its own figure say; those of the day before do not count", async () => {
  const { context, draft, order } = await makeShop();
  assert.equal(await roomOfDay(context), 10);
  const { id: planId } = await db.plan.create({
    data: { id: randomUUID(), name: randomUUID(), limits: { broadcasts: 2 } },
  });
  await db.tenant.update({ where: { id: context.tenantId }, data: { planId } });
  assert.equal(await roomOfDay(context), 2);
  const [first, second] = [await draft(), await draft()];
  await order(first);
  await order(second);
  assert.equal(await roomOfDay(context), 0);
  const third = await draft();
  await assert.rejects(order(third), { code: "broadcast_limit", values: { limit: 2 } });
  await db.broadcast.update({ where: { id: first }, data: { orderedAt: ago(day + minute) } });
  assert.equal((await readBroadcast(context, third)).room, 1);
  await order(third);
  await db.tenant.update({ where: { id: context.tenantId }, data: { limits: { broadcasts: 3 } } });
  assert.equal(await roomOfDay(context), 1);
  await db.tenant.update({ where: { id: context.tenantId }, data: { limits: { broadcasts: 1 } } });
  assert.equal(await roomOfDay(context), 0, "two are ordered, and one is allowed");
});

test("one that is under way is not removed, the others are", async () => {
  const { context, draft, put, record } = await makeShop();
  for (const state of ["scheduled", "sending", "paused"] as const) {
    const id = await draft();
    await put(id, state);
    await assert.rejects(removeBroadcast(context, id), { code: "broadcast_ordered" }, state);
  }
  for (const state of ["draft", "done", "stopped"] as const) {
    const id = await draft();
    await put(id, state);
    await removeBroadcast(context, id);
    assert.equal(await db.broadcast.count({ where: { id } }), 0, state);
    assert.deepEqual((await record(id)).at(-1), [
      "broadcast.remove",
      { username: "shop_bot", length: 5 },
      null,
    ]);
  }
  await assert.rejects(removeBroadcast(context, randomUUID()), { code: "not_found" });
});

test("the list has the latest first, as people read them, thirty on a page", async () => {
  const { context, tenantId, botId } = await makeShop();
  await db.broadcast.createMany({
    data: Array.from({ length: 31 }, (_, i) => ({
      ...{ id: randomUUID(), tenantId, botId, text: `**Nr. ${i}**`, createdAt: ago((i + 1) * minute) },
    })),
  });
  const [first, second] = [await listBroadcasts(context), await listBroadcasts(context, 1)];
  assert.deepEqual([first.broadcasts.length, first.more], [30, true]);
  assert.deepEqual([first.broadcasts[0]?.text, second.broadcasts[0]?.text], ["Nr. 0", "Nr. 30"]);
  assert.deepEqual([second.broadcasts.length, second.more], [1, false]);
  const [one] = first.broadcasts;
  assert.deepEqual([one?.sent, one?.blocked, one?.refused], [0, 0, 0]);
});

test("the page counts people as they are until it begins, then as they were; who answered is known when it is over", async () => {
  const { context, tenantId, botId, draft } = await makeShop();
  const id = await draft("**Salom**");
  const read = () => readBroadcast(context, id);
  const conversationId = randomUUID();
  await db.conversation.create({
    data: { id: conversationId, tenantId, botId, chatId: 1, createdAt: ago(9 * day) },
  });
  const { total, replied, author, test: preview, text, version } = await read();
  assert.deepEqual(
    [total, replied, author, preview, text, version],
    [1, null, "Aziza", null, "**Salom**", 2],
  );
  await db.broadcastRun.create({ data: { broadcastId: id, tenantId, sent: 3, blocked: 2, refused: 1 } });
  await db.broadcast.update({ where: { id }, data: { state: "sending", startedAt: ago(2 * day), total: 6 } });
  const going = await read();
  assert.deepEqual(
    [going.total, going.replied, going.sent, going.blocked, going.refused],
    [6, null, 3, 2, 1],
  );
  const heard = { tenantId, author: "person", state: "heard", text: "ha", at: ago(1.5 * day) } as const;
  await db.chatMessage.create({ data: { id: randomUUID(), conversationId, ...heard } });
  await db.broadcast.update({ where: { id }, data: { state: "done", finishedAt: new Date() } });
  assert.equal((await read()).replied, 1);
  await db.broadcast.update({ where: { id }, data: { createdById: randomUUID() } });
  assert.equal((await read()).author, null, "no member any more");
  for (const wrong of ["1;--", randomUUID()])
    await assert.rejects(readBroadcast(context, wrong), { code: "not_found" });
});

test("to whom it goes and its buttons are shown as they are stored; what cannot be read restricts nothing and adds none", async () => {
  const { context, draft } = await makeShop();
  const id = await draft();
  const shown = async (segment: object, buttons: object) => {
    await db.broadcast.update({ where: { id }, data: { segment, buttons } });
    const view = await readBroadcast(context, id);
    // Without what is undefined.
    return [JSON.parse(JSON.stringify(view.segment)), view.buttons];
  };
  const buttons = [{ text: "Sayt", url: "https://shop.uz/" }];
  const segment = { locale: "ru", tag: "vip", seenWithin: 3_650, unseenFor: 1 };
  assert.deepEqual(await shown(segment, buttons), [segment, buttons]);
  const wrong = { locale: "fr", tag: "", seenWithin: 0, unseenFor: 3_651 };
  assert.deepEqual(await shown({ ...wrong, more: 1 }, Array(4).fill(buttons[0])), [{}, []]);
  assert.deepEqual(await shown([], [{ text: " ", url: "" }]), [{}, []]);
});

test("a preview is under way until it is sent, or Telegram has refused it", async () => {
  const { context, draft } = await makeShop();
  const id = await draft();
  const shown = async (data: Parameters<typeof db.broadcast.update>[0]["data"]) => {
    await db.broadcast.update({ where: { id }, data });
    return (await readBroadcast(context, id)).test;
  };
  assert.deepEqual(await shown({ testChatId: 5 }), { state: "waiting", error: null });
  const testedAt = new Date();
  assert.deepEqual(await shown({ testChatId: null, testedAt }), { state: "sent", error: null });
  assert.deepEqual(await shown({ testError: "403" }), { state: "failed", error: "403" });
});
