// A conversation that an operator has: what the bot keeps to itself, what the operator hears, and what the person gets.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import { addFilePiece } from "#lib/conversations/files.ts";
import { operatorUpdate } from "#lib/conversations/operator-update.ts";
import { handBack, sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { db, pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { answers, type Step } from "#lib/fallback/fixtures/world.ts";
import { createUser } from "#test/builders.ts";
import { isWaitingForLock } from "#test/row-locks.ts";
import { until } from "#test/until.ts";
import { makeTurns } from "../fixtures/turns.ts";
import { arrivedSince, type Claim } from "../queue/claims.ts";

type Turns = Awaited<ReturnType<typeof makeTurns>>;
const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

/** An operator of the bot's tenant, with the conversation that the person's first question opened. */
async function operatorOf(turns: Turns, name = "Aziza") {
  const { tenantId } = turns.config;
  const actorId = await createUser({ name });
  await db.member.create({ data: { tenantId, userId: actorId, role: "operator" } });
  const context = { tenantId, actorId, role: "operator" } as const;
  const conversationId = (await turns.conversation()).id;
  return {
    actorId,
    takeOver: (from: string | null = null) => takeOver(context, conversationId, from),
    handBack: () => handBack(context, conversationId),
    async say(text: string, messageId: string = randomUUID()) {
      await sayAsOperator(context, { conversationId, messageId, text });
      return messageId;
    },
  };
}

/** The chat after one question that the bot answered. */
async function greeted(setup: Parameters<typeof makeTurns>[0] = {}) {
  const turns = await makeTurns(setup);
  await turns.write("salom");
  await turns.turn();
  return { turns, operator: await operatorOf(turns) };
}

const messagesOf = async ({ config }: Turns) => {
  const rows = await db.chatMessage.findMany({
    where: { conversation: { botId: config.id } },
    orderBy: [{ at: "asc" }, { changedAt: "asc" }],
  });
  return rows.filter(({ kind }) => kind === "text");
};

/** As the worker hears of a takeover. */
const announce = ({ arrived, listeners, chatId, threadId }: Claim) => {
  const update = operatorUpdate({ chatId, threadId, messageId: null }) as unknown as Update;
  arrived.push(update);
  for (const hear of [...listeners]) hear(update);
};

test("while an operator has the conversation the bot is silent, and what the person writes is kept; afterwards the model knows both", async () => {
  const { turns, operator } = await greeted();
  await operator.takeOver();
  await turns.write("narxi qancha", { sticker: {}, date: 60 }, "/help");
  await turns.turn();
  assert.equal(turns.said().length, 1);
  assert.deepEqual(
    (await messagesOf(turns)).map(({ author, state, text }) => [author, state, text]),
    [
      ["person", "heard", "narxi qancha"],
      ["person", "heard", "[sticker]"],
      ["person", "heard", "/help"],
    ],
  );
  assert.ok((await turns.conversation()).waitingSince);
  const id = await operator.say("Qirq ming");
  await turns.turn();
  assert.deepEqual(turns.said().slice(1), ["Qirq ming"]);
  assert.partialDeepStrictEqual(
    (await messagesOf(turns)).find((message) => message.id === id),
    { state: "sent", telegramId: 102, memberName: "Aziza", error: null },
  );
  assert.equal((await turns.conversation()).waitingSince, null);
  await operator.handBack();
  await turns.write("rahmat");
  await turns.turn();
  assert.equal(turns.said().length, 3);
  assert.deepEqual(turns.requests.at(-1)?.history, [
    { role: "user", parts: [{ text: "salom" }] },
    { role: "model", parts: [{ text: "Salom" }] },
    { role: "user", parts: [{ text: "narxi qancha" }, { text: "[sticker]" }, { text: "/help" }] },
    { role: "model", parts: [{ text: "Qirq ming" }] },
    { role: "user", parts: [{ text: "rahmat" }] },
  ]);
  assert.deepEqual(
    (await turns.updates()).map(({ state }) => state),
    Array(6).fill("done"),
  );
});

test("taken over while an answer streams, it ends with what is shown; before anything is shown, the operator has the question", async () => {
  let turns!: Turns;
  let operator!: Awaited<ReturnType<typeof operatorOf>>;
  let when: "streaming" | "before" = "streaming";
  const waits: Step[] = [{ wait: 60_000 }, ...answers("hech qachon")];
  ({ turns, operator } = await greeted({
    script: (call) =>
      call === 0 ? answers() : when === "streaming" ? [{ text: "Yetkazish" }, ...waits] : waits,
  }));
  const take = async (claim: Claim | undefined) => {
    await operator.takeOver();
    if (claim) announce(claim);
  };

  await turns.write("yetkazish");
  let claim: Claim | undefined;
  const handled = turns.turn((each) => {
    claim = each;
    return turns.config;
  });
  await until("text is shown", async () => turns.calls.some(({ text }) => text === "Yetkazish"));
  const isFound = async () => claim && (await arrivedSince([claim])).taken.has(claim.laneId);
  assert.equal(await isFound(), false);
  await take(claim);
  assert.equal(await isFound(), true, "the poll finds it too, if the announcement is lost");
  await handled;
  assert.deepEqual(turns.said(), ["Salom", "Yetkazish"]);
  assert.partialDeepStrictEqual((await turns.answers()).at(-1), {
    state: "cancelled",
    text: "Yetkazish",
    sent: [102],
  });
  assert.deepEqual((await turns.updates()).at(-1)?.state, "done");

  await operator.handBack();
  when = "before";
  await turns.write("qachon");
  const silent = turns.turn((each) => {
    claim = each;
    return turns.config;
  });
  await until("the model is asked", async () => turns.requests.length === 3);
  await take(claim);
  await silent;
  assert.equal((await turns.updates()).at(-1)?.state, "waiting");
  await turns.turn();
  assert.equal((await turns.updates()).at(-1)?.state, "done");
  assert.deepEqual(turns.said(), ["Salom", "Yetkazish"]);
  assert.deepEqual(
    (await messagesOf(turns)).map(({ text }) => text),
    ["qachon"],
  );
});

test("handed back while the person's message is being stored, the bot answers it, once", async () => {
  const { turns, operator } = await greeted();
  await operator.takeOver();
  await turns.write("bir", "/help");
  const other = await pool.connect();
  await other.query(
    `BEGIN; UPDATE "Conversation" SET "takenUntil" = NULL WHERE "botId" = '${turns.config.id}'`,
  );
  const handled = turns.turn();
  await until("the turn waits for the hand-back", isWaitingForLock);
  await other.query("COMMIT");
  other.release();
  await handled;
  assert.deepEqual(await messagesOf(turns), []);
  assert.deepEqual(
    (await turns.updates()).slice(1).map(({ state, tries }) => [state, tries]),
    [
      ["waiting", 0],
      ["waiting", 0],
    ],
  );
  await turns.turn();
  assert.deepEqual(turns.said().slice(1, 2), ["Salom"]);
  assert.equal(turns.said().length, 3);
});

test("of two operators one has it; the other learns who, and may take it from them, but from nobody else", async () => {
  const { turns, operator: aziza } = await greeted();
  const [bek, olim] = [await operatorOf(turns, "Bek"), await operatorOf(turns, "Olim")];
  const taken = await Promise.allSettled([aziza.takeOver(), bek.takeOver()]);
  assert.deepEqual(taken.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const [first, second] = taken[0]?.status === "fulfilled" ? [aziza, bek] : [bek, aziza];
  for (const act of [() => second.takeOver(), () => second.say("men"), () => second.handBack()])
    await assert.rejects(act, refusedAs("conversation_taken"));
  await assert.rejects(() => second.takeOver(olim.actorId), refusedAs("conversation_taken"));
  await second.takeOver(first.actorId);
  await assert.rejects(() => first.say("men ham"), refusedAs("conversation_taken"));
  await second.say("faqat men");
  await turns.turn();
  assert.deepEqual(turns.said().slice(1), ["faqat men"]);
});

test("an operator who is silent for the bot's minutes has it no more; each message puts that off", async () => {
  const { turns, operator } = await greeted();
  const { id: botId } = turns.config;
  await db.bot.update({ where: { id: botId }, data: { takeoverMinutes: 5 } });
  const left = async () => ((await turns.conversation()).takenUntil?.getTime() ?? 0) - Date.now();
  const soon = { takenUntil: new Date(Date.now() + 20_000) };
  await operator.takeOver();
  await db.conversation.updateMany({ where: { botId }, data: soon });
  await operator.say("bir daqiqa");
  assert.ok((await left()) > 240_000);
  await db.conversation.updateMany({ where: { botId }, data: { takenUntil: new Date() } });
  await turns.write("narxi");
  await turns.turn();
  assert.deepEqual(turns.said().slice(1), ["bir daqiqa", "Salom"]);
  await assert.rejects(() => operator.say("kech"), refusedAs("conversation_back"));
  await assert.rejects(() => operator.handBack(), refusedAs("conversation_back"));
});

test("what Telegram refuses is shown as not sent, with its reason, and sent no more; the lane goes on", async () => {
  const refusals: Record<string, [number, string]> = {
    uzun: [400, "Bad Request: message is too long"],
    yopiq: [403, "Forbidden: bot was blocked by the user"],
  };
  const { turns, operator } = await greeted({
    telegram({ text }) {
      const [error_code, description] = refusals[String(text)] ?? [];
      if (error_code && description) throw new TelegramError({ error_code, description });
    },
  });
  await operator.takeOver();
  for (const text of ["uzun", "yopiq"]) await operator.say(text);
  await operator.say("ochiq");
  await turns.turn();
  await turns.turn().catch(() => undefined);
  assert.deepEqual(
    (await messagesOf(turns)).map(({ state, error }) => [state, error]),
    [
      ["failed", "Bad Request: message is too long"],
      ["failed", "Forbidden: bot was blocked by the user"],
      ["sent", null],
    ],
  );
  assert.deepEqual(turns.said().slice(1), ["uzun", "yopiq", "ochiq"]);
});

test("an operator's message that arrives proves that the chat is open; one that does not says why it is closed", async () => {
  let refusal = "Forbidden: bot was blocked by the user";
  const { turns, operator } = await greeted({
    telegram({ text }) {
      if (text === "yopiq") throw new TelegramError({ error_code: 403, description: refusal });
    },
  });
  const mark = async (text: string) => {
    await operator.say(text);
    await turns.turn();
    const { closedAt, refusal: kept, waitingSince, askedAt } = await turns.conversation();
    assert.deepEqual([waitingSince, askedAt], [null, null]);
    return [closedAt !== null, kept];
  };
  await operator.takeOver();
  assert.deepEqual(await mark("yopiq"), [true, null]);
  refusal = "Forbidden: user is deactivated";
  assert.deepEqual(await mark("yopiq"), [true, refusal]);
  assert.deepEqual(await mark("ochiq"), [false, null]);
});

test("a photo and a document go through the bot with their words, and their bytes are kept no longer", async () => {
  const { turns, operator } = await greeted();
  await operator.takeOver();
  const { tenantId } = turns.config;
  const context = { tenantId, actorId: operator.actorId, role: "operator" } as const;
  const pieces = [Buffer.from("birinchi "), Buffer.from("ikkinchi")];
  const send = async (kind: "photo" | "document", name: string, sent = pieces) => {
    const messageId = randomUUID();
    for (const [position, bytes] of sent.entries())
      for (let tries = 0; tries < 2; tries++) await addFilePiece(context, { messageId, position, bytes });
    const conversationId = (await turns.conversation()).id;
    await sayAsOperator(context, { conversationId, messageId, text: "Mana", file: { kind, name } });
  };
  await send("photo", "gilam.jpg");
  await send("document", "narxlar.pdf");
  await send("document", "yoʻq.pdf", []);
  await turns.turn();
  const calls = turns.calls.filter(({ method }) => /^send(Photo|Document)$/.test(method));
  const files = await Promise.all(
    calls.map(async ({ method, caption, photo, document }) => {
      const file = (photo ?? document) as File;
      return [method, caption, file.name, await file.text()];
    }),
  );
  assert.deepEqual(files, [
    ["sendPhoto", "Mana", "gilam.jpg", "birinchi ikkinchi"],
    ["sendDocument", "Mana", "narxlar.pdf", "birinchi ikkinchi"],
  ]);
  const stored = await db.chatMessage.findMany({
    where: { tenantId, fileName: { not: null } },
    orderBy: { at: "asc" },
  });
  assert.deepEqual(
    stored.map(({ state, kind, fileName }) => [state, kind, fileName]),
    [
      ["sent", "photo", "gilam.jpg"],
      ["sent", "document", "narxlar.pdf"],
      ["failed", "document", "yoʻq.pdf"],
    ],
  );
  assert.equal(await db.chatFile.count({ where: { tenantId } }), 0);
});

test("sent twice from a page, a message is stored and sent once; sent but not settled, it is not sent again", async () => {
  const { turns, operator } = await greeted();
  await operator.takeOver();
  const id = await operator.say("salom");
  await operator.say("salom", id);
  await turns.turn();
  await db.update.updateMany({
    where: { botId: turns.config.id, updateId: { lt: 0 } },
    data: { state: "waiting" },
  });
  await turns.turn();
  assert.deepEqual(turns.said().slice(1), ["salom"]);
});

test("a promised answer that comes due is the operator's, and is not asked again", async () => {
  const { turns, operator } = await greeted();
  const { id: botId } = turns.config;
  await operator.takeOver();
  await db.answer.updateMany({ where: { botId }, data: { state: "running", apologisedAt: new Date() } });
  await db.update.updateMany({ where: { botId }, data: { state: "waiting" } });
  await turns.turn();
  assert.equal(turns.said().length, 1);
  assert.deepEqual(
    (await turns.answers()).map(({ state }) => state),
    ["cancelled"],
  );
  assert.deepEqual(
    (await messagesOf(turns)).map(({ text }) => text),
    ["salom"],
  );
});
