// How a broadcast goes through its people: against a fake Telegram, with a real database.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import pg from "pg";
import { TelegramError } from "telegraf";
import { orderBroadcast } from "#lib/broadcasts/control.ts";
import { addPicturePiece, createBroadcast, editBroadcast } from "#lib/broadcasts/edit.ts";
import { subscribe } from "#lib/broadcasts/subscription.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { TenantQuery } from "#lib/tenant-query.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { type Called, fakeTelegram } from "../fixtures/updates.ts";
import { clientOf } from "../telegram/client.ts";
import { drive } from "./drive.ts";
import { SendPace } from "./pace.ts";
import { type BroadcastClaim, claimBroadcasts, stepOn } from "./runs.ts";

type Answer = (call: Called, number: number) => unknown;
const refusal = (error_code: number, description: string, retry_after?: number) =>
  new TelegramError(
    { error_code, description, ...(retry_after && { parameters: { retry_after } }) },
    {} as never,
  );

/** A bot with people who have the chats 1 to `people`, and an ordered broadcast to them. */
async function ordered(people: number, answer: Answer = () => undefined, picture = false) {
  const { config } = await makeTurns();
  const { id: botId, tenantId } = config;
  const context: Context = { tenantId, role: "owner", actorId: null };
  const row = (_: unknown, i: number) => ({
    id: randomUUID(),
    tenantId,
    botId,
    chatId: i + 1,
    title: `P${i + 1}`,
  });
  await db.conversation.createMany({ data: Array.from({ length: people }, row) });
  const broadcastId = randomUUID();
  await createBroadcast(context, broadcastId, botId);
  const buttons = [{ text: "Sayt", url: "https://shop.uz" }];
  const draft = { version: 1, text: "Salom, {name}!", buttons, segment: {} };
  const version = await editBroadcast(context, broadcastId, draft);
  const piece = { position: 0, last: true, name: "new.png", bytes: Buffer.from("png") };
  if (picture) await addPicturePiece(context, broadcastId, piece);
  await orderBroadcast(context, broadcastId, { version, at: null });
  const photo = { message_id: 1, photo: [{ file_id: "known", file_unique_id: "k", width: 1, height: 1 }] };
  const { telegram, calls } = fakeTelegram(async (call, number) => {
    const said = await answer(call, number);
    if (said instanceof Error) throw said;
    return said ?? (call.method === "sendPhoto" ? photo : { message_id: 1 });
  });
  clientOf(config).telegraf.telegram.callApi = telegram.callApi;
  const live = { bot: (id: string) => (id === botId ? config : undefined) } as LiveConfig;
  async function claim() {
    const claims = await claimBroadcasts(randomUUID(), 50, true);
    const own = claims.find((each) => each.broadcastId === broadcastId);
    if (!own) throw new Error("It is not due.");
    // Nobody renews it here, and without that nothing is sent after some seconds.
    own.hold.renewed(Number.POSITIVE_INFINITY);
    return own;
  }
  const start = (held: BroadcastClaim, { signal } = new AbortController()) =>
    drive(held, { live, worker: new SendPace(10_000), signal });
  return {
    ...{ context, botId, tenantId, broadcastId, config, calls },
    ...{ claim, start },
    run: async () => start(await claim()),
    chats: () => calls.map(({ chat_id }) => chat_id),
    read: () => db.broadcast.findUniqueOrThrow({ where: { id: broadcastId }, include: { run: true } }),
  };
}

test("everybody gets it once, in the order of their chats, with a button for its link and one to unsubscribe", async () => {
  const { run, calls, chats, read } = await ordered(3);
  await run();
  assert.deepEqual(chats(), [1, 2, 3]);
  assert.equal(calls[0]?.text, "Salom, P1!");
  assert.deepEqual(calls[0]?.reply_markup, {
    inline_keyboard: [
      [{ text: "Sayt", url: "https://shop.uz/" }],
      [{ text: "No more news", callback_data: "broadcasts:off" }],
    ],
  });
  const { state, total, run: figures } = await read();
  assert.deepEqual([state, total, figures?.sent, figures?.workerId], ["done", 3, 3, null]);
});

test("a message that surely was not recorded when the worker had to stop is taken back, and sent by the next one", async (t) => {
  const stopping = new AbortController();
  let away = false;
  const { claim, start, run, calls, read } = await ordered(2, ({ method }) => {
    if (method !== "sendMessage" || stopping.signal.aborted) return;
    away = true;
    stopping.abort();
  });
  const { query } = pg.Pool.prototype;
  t.mock.method(pg.Pool.prototype, "query", function (this: pg.Pool, ...given: unknown[]) {
    const [asked] = given;
    const isRecord = asked instanceof TenantQuery && asked.config.name === "broadcast step";
    // No connection: it is not sent.
    if (away && isRecord) return Promise.reject(Object.assign(new Error("away"), { code: "ECONNREFUSED" }));
    return Reflect.apply(query, this, given);
  });
  const did = () => calls.map(({ method, chat_id }) => `${method} ${chat_id}`);
  await start(await claim(), stopping);
  assert.deepEqual(did(), ["sendMessage 1", "deleteMessage 1"]);
  away = false;
  await run();
  assert.deepEqual(did().slice(2), ["sendMessage 1", "sendMessage 2"]);
  assert.equal((await read()).run?.sent, 2);
});

test("a picture is uploaded once, and sent by Telegram's name of it from then on", async () => {
  const { run, calls } = await ordered(3, undefined, true);
  await run();
  assert.deepEqual(
    calls.map(({ method, photo }) => [method, photo instanceof File ? photo.name : photo]),
    [
      ["sendPhoto", "new.png"],
      ["sendPhoto", "known"],
      ["sendPhoto", "known"],
    ],
  );
  assert.match(String(calls[0]?.reply_markup), /^\{"inline_keyboard"/, "in a form, objects are JSON");
});

test("whoever blocked the bot or is gone is noted, the latter with Telegram's words, and counts as neither sent nor refused", async () => {
  const gone = "Bad Request: chat not found";
  const { run, read, botId } = await ordered(4, ({ chat_id }) => {
    if (chat_id === 2) return refusal(403, "Forbidden: bot was blocked by the user");
    return chat_id === 3 ? refusal(400, gone) : undefined;
  });
  await run();
  const { run: figures } = await read();
  assert.deepEqual([figures?.sent, figures?.blocked, figures?.refused], [2, 2, 0]);
  const closed = await db.conversation.findMany({
    where: { botId, closedAt: { not: null } },
    orderBy: { chatId: "asc" },
  });
  assert.deepEqual(
    closed.map(({ chatId, refusal: kept }) => [chatId, kept]),
    [
      [2n, null],
      [3n, gone],
    ],
  );
});

test("one whom Telegram asks to wait for is tried again after the others, who do not wait", async () => {
  const { run, chats, read } = await ordered(4, ({ chat_id }, number) =>
    chat_id === 2 && number < 4 ? refusal(429, "Too Many Requests: retry after 1", 1) : undefined,
  );
  await run();
  assert.deepEqual(chats(), [1, 2, 3, 4, 2]);
  assert.equal((await read()).run?.sent, 4);
});

test("asked to wait for two in a row, the bot waits as long as it is told, and then the same person is next", async () => {
  const times: number[] = [];
  const { run, chats } = await ordered(3, (_, number) => {
    times.push(performance.now());
    return number <= 2 ? refusal(429, "Too Many Requests: retry after 1", 1) : undefined;
  });
  await run();
  assert.deepEqual(chats(), [1, 2, 2, 3, 1]);
  assert.ok((times[2] ?? 0) - (times[1] ?? 0) > 950);
});

test("a message that Telegram refuses for three people in a row pauses, and they are not given up", async () => {
  const wrong = "Bad Request: wrong file identifier";
  let isMended = false;
  const { run, read, chats, context, broadcastId } = await ordered(5, () =>
    isMended ? undefined : refusal(400, wrong),
  );
  await run();
  const paused = await read();
  assert.deepEqual([paused.state, paused.trouble, paused.run?.refused], ["paused", wrong, 0]);
  assert.deepEqual(chats(), [1, 2, 3]);
  isMended = true;
  const { stepBroadcast } = await import("#lib/broadcasts/control.ts");
  await stepBroadcast(context, broadcastId, "resume");
  await run();
  const { state, run: figures } = await read();
  assert.deepEqual([state, figures?.sent, figures?.refused], ["done", 5, 0]);
});

test("a person for whom alone Telegram refuses it is given up after three tries", async () => {
  const { run, read, chats } = await ordered(3, ({ chat_id }) =>
    chat_id === 2 ? refusal(400, "Bad Request: strange person") : undefined,
  );
  await run();
  const { state, run: figures } = await read();
  assert.deepEqual([state, figures?.sent, figures?.refused], ["done", 2, 1]);
  assert.deepEqual(chats(), [1, 2, 3, 2, 2]);
});

test("whoever unsubscribes while it is under way does not get it", async () => {
  const made = await ordered(3, async ({ chat_id }) => {
    if (chat_id === 1) await subscribe({ ...made, chatId: 3 }, false);
    return undefined;
  });
  await made.run();
  assert.deepEqual(made.chats(), [1, 2]);
});

test("a token that Telegram refuses makes it wait, and says so", async () => {
  const { run, read, chats } = await ordered(3, () => refusal(401, "Unauthorized"));
  const from = Date.now();
  await run();
  const { state, trouble, run: figures } = await read();
  assert.deepEqual([state, trouble, figures?.sent], ["sending", "Unauthorized", 0]);
  assert.ok((figures?.retryAt?.getTime() ?? 0) > from + 10_000);
  assert.equal(chats().length, 1);
});

test("once another worker holds it, nothing of the first one is stored", async () => {
  const { claim, read, broadcastId } = await ordered(3);
  const first = await claim();
  await db.broadcast.update({
    where: { id: broadcastId },
    data: { state: "sending", startedAt: new Date() },
  });
  await db.broadcastRun.update({ where: { broadcastId }, data: { until: new Date(0) } });
  const second = await claim();
  assert.equal(await stepOn(first, { chatId: 1, as: "sent" }), null);
  assert.equal((await read()).run?.sent, 0);
  assert.equal((await stepOn(second, { chatId: 1, as: "sent" }))?.next?.chatId, 2);
  await stepOn(second, { chatId: 1, as: "sent" });
  assert.equal((await read()).run?.sent, 1, "a repeated statement counts once");
});

for (const had of [false, true]) {
  test(`a worker that ends at any message, which Telegram ${had ? "had" : "did not have"}, leaves nobody out and repeats ${had ? "that one" : "none"}`, async () => {
    for (let at = 1; at <= 4; at++) {
      const got: number[] = [];
      const wakes = Promise.withResolvers<void>();
      const frozen = Promise.withResolvers<void>();
      let isFrozen = false;
      const { claim, run, read, broadcastId, start } = await ordered(4, async ({ chat_id }) => {
        const freezes = !isFrozen && chat_id === at;
        if (!freezes || had) got.push(Number(chat_id));
        if (!freezes) return undefined;
        isFrozen = true;
        frozen.resolve();
        await wakes.promise;
        return undefined;
      });
      const first = start(await claim());
      await frozen.promise;
      await db.broadcastRun.update({ where: { broadcastId }, data: { until: new Date(0) } });
      await run();
      // The first one was not dead: it wakes, and neither stores nor sends anything.
      wakes.resolve();
      await first;
      assert.deepEqual(
        got,
        had ? [1, 2, 3, 4].flatMap((chat) => (chat === at ? [chat, chat] : [chat])) : [1, 2, 3, 4],
      );
      const { state, run: figures } = await read();
      assert.deepEqual([state, figures?.sent], ["done", 4]);
    }
  });
}
