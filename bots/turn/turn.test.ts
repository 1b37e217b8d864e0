// What becomes of the updates of a claimed lane.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { TelegramError } from "telegraf";
import { db } from "#lib/db.ts";
import { answers } from "#lib/fallback/fixtures/world.ts";
import { say } from "#lib/messages/translate.ts";
import { until } from "#test/until.ts";
import { makeTurns } from "../fixtures/turns.ts";
import type { Claim } from "../queue/claims.ts";
import { MAX_LONE_DEATHS } from "../queue/suspects.ts";
import { clientOf, noteToken, REFUSED_MS } from "../telegram/client.ts";

const english = say("en");
const refusal = (error_code: number, description: string) => new TelegramError({ error_code, description });
const statesOf = async ({ updates }: Awaited<ReturnType<typeof makeTurns>>) =>
  (await updates()).map(({ state }) => state);

test("each unit of a claim is answered in order, and the lane is free until something arrives", async () => {
  const turns = await makeTurns();
  await turns.write("bir", "/help", "ikki");
  await turns.turn();
  assert.deepEqual(turns.said(), ["Salom", english("help"), "Salom"]);
  assert.deepEqual(await statesOf(turns), ["done", "done", "done"]);
  assert.deepEqual(
    (await turns.answers()).map(({ question, state, asked }) => [question, state, asked]),
    [
      ["bir", "answered", [1]],
      ["ikki", "answered", [3]],
    ],
  );
  const { readyAt, until, workerId } = await turns.lane();
  assert.deepEqual([readyAt, until, workerId], [null, null, null]);
});

test("a bot that is disabled or gone handles nothing: everything waits, and its next claim has a pause", async () => {
  for (const after of [0, 1]) {
    const turns = await makeTurns();
    await turns.write("bir", "/help");
    let reads = 0;
    const { config } = turns;
    const from = Date.now();
    await turns.turn(() => (reads++ < after ? config : after ? undefined : { ...config, enabled: false }));
    assert.deepEqual(await statesOf(turns), after ? ["done", "waiting"] : ["waiting", "waiting"]);
    assert.equal(turns.said().length, after);
    const { readyAt, until } = await turns.lane();
    assert.ok(readyAt && readyAt.getTime() > from + 1_000);
    assert.equal(until, null);
  }
});

test("a turn that fails is tried again, later units wait; at its third failure the person gets an apology", async () => {
  const fail = (text: unknown) => (text === english("help") ? refusal(400, "Bad Request: too odd") : null);
  const turns = await makeTurns({
    telegram({ text }) {
      const failure = fail(text);
      if (failure) throw failure;
    },
  });
  await turns.write("/help", "salom");
  for (const failures of [1, 2]) {
    await turns.turn();
    const [first, second] = await turns.updates();
    assert.deepEqual([first?.state, first?.failures, second?.failures], ["waiting", failures, 0]);
    assert.match(first?.error ?? "", /too odd/);
    assert.equal(turns.said().length, failures);
  }
  await turns.turn();
  assert.deepEqual(await statesOf(turns), ["dead", "waiting"]);
  assert.deepEqual(turns.said().slice(2), [english("help"), english("apology")]);
  await turns.turn();
  assert.deepEqual(turns.said().at(-1), "Salom");
});

test("the apology is in the person's language; a button that failed gets none, nor does a failed apology fail", async () => {
  const turns = await makeTurns({
    telegram({ text }) {
      if (text !== say("ru")("apology")) throw refusal(400, "Bad Request: too odd");
    },
  });
  const from = { id: 7, is_bot: false, first_name: "Dilnoza", language_code: "ru" };
  await turns.write({ text: "/help", from, entities: [{ type: "bot_command", offset: 0, length: 5 }] });
  for (let i = 0; i < 3; i++) await turns.turn();
  assert.equal(turns.said().at(-1), say("ru")("apology"));
  assert.deepEqual(await statesOf(turns), ["dead"]);

  const silent = await makeTurns({
    telegram() {
      throw refusal(400, "Bad Request: too odd");
    },
  });
  await silent.write("/help");
  for (let i = 0; i < 3; i++) await silent.turn();
  assert.deepEqual(await statesOf(silent), ["dead"]);
  await db.update.updateMany({
    where: { botId: silent.config.id },
    data: {
      ...{ state: "waiting", failures: 2 },
      payload: {
        update_id: 1,
        callback_query: {
          ...{ id: "q", from, chat_instance: "", data: "language:ru" },
          message: { message_id: 1, date: 0, chat: { id: 7, type: "private" } },
        },
      },
    },
  });
  const before = silent.said().length;
  await silent.turn();
  assert.deepEqual(silent.said().slice(before), [say("ru")("languageChosen")]);
  assert.deepEqual(await statesOf(silent), ["dead"]);
});

test("an update that killed its workers is not handled: the person gets an apology, after it is settled", async () => {
  let settled: string[] = [];
  const turns = await makeTurns({
    async telegram({ text }) {
      if (text === english("apology")) settled = await statesOf(turns);
    },
  });
  await turns.write("/help", "salom");
  await db.update.updateMany({
    where: { botId: turns.config.id, updateId: 1 },
    data: { tries: 9, lone: MAX_LONE_DEATHS },
  });
  await turns.turn();
  assert.deepEqual(turns.said(), [english("apology")]);
  assert.deepEqual(settled, ["dead", "waiting"]);
  const [poison] = await turns.updates();
  assert.equal(poison?.cause, "crashed");
  await turns.turn();
  assert.deepEqual(turns.said().at(-1), "Salom");
});

test("a chat that refuses for good costs one walk and one send; its reason is kept, and its conversation is closed", async () => {
  for (const [code, words] of [
    [403, "Forbidden: bot was blocked by the user"],
    [403, "Forbidden: user is deactivated"],
    [400, "Bad Request: chat not found"],
    [400, "Bad Request: TOPIC_CLOSED"],
    [400, "Bad Request: message thread not found"],
    [400, "Bad Request: not enough rights to send text messages to the chat"],
  ] as const) {
    const turns = await makeTurns({
      telegram({ method }) {
        if (method === "sendMessage") throw refusal(code, words);
      },
    });
    await turns.write("salom");
    await turns.turn();
    const [update] = await turns.updates();
    assert.deepEqual(
      [update?.state, update?.cause, update?.error, update?.failures],
      ["dead", "chat_refused", words, 0],
    );
    const { closedAt, refusal: kept } = await turns.conversation();
    assert.ok(closedAt);
    assert.equal(
      kept,
      words.includes("blocked") ? null : words,
      "a block is the one reason that needs no words",
    );
    assert.equal(turns.requests.length, 1, words);
    assert.equal(turns.said().length, 1, words);
    assert.equal((await turns.lane()).readyAt, null, "it is not retried");
  }
});

test("a refused token uses up no try of a message: it waits, and nothing is asked or sent until Telegram accepts the token", async () => {
  let revoked = true;
  const turns = await makeTurns({
    telegram({ method }) {
      if (revoked && method !== "sendChatAction") throw refusal(401, "Unauthorized");
    },
  });
  await turns.write("bir", "/help");
  const from = Date.now();
  for (let i = 0; i < 4; i++) await turns.turn();
  const waiting = await turns.updates();
  assert.deepEqual(
    waiting.map(({ state, tries, failures }) => [state, tries, failures]),
    [
      ["waiting", 0, 0],
      ["waiting", 0, 0],
    ],
  );
  assert.deepEqual([turns.requests.length, turns.said().length], [1, 0]);
  const { readyAt } = await turns.lane();
  assert.ok(readyAt && readyAt.getTime() > from + REFUSED_MS - 5_000);
  revoked = false;
  noteToken(clientOf(turns.config), false);
  await turns.turn();
  assert.deepEqual(await statesOf(turns), ["done", "done"]);
  assert.deepEqual(turns.said(), ["Salom", english("help")]);
});

test("a turn that is interrupted gives everything back, to be claimed at once", async () => {
  const stopping = new AbortController();
  const turns = await makeTurns({
    telegram({ method }) {
      if (method === "sendMessage") stopping.abort(new Error("stopping"));
    },
  });
  await turns.write("/help", "/start");
  await turns.turn(undefined, stopping.signal);
  const [first, second] = await turns.updates();
  assert.deepEqual([first?.state, first?.failures, first?.tries, second?.tries], ["done", 0, 1, 0]);
  const { readyAt } = await turns.lane();
  assert.ok(readyAt && readyAt.getTime() <= Date.now());
});

test("a worker that lost the lane in the middle of a claim stops there", async () => {
  const turns = await makeTurns({
    async telegram() {
      await db.lane.updateMany({ where: { botId: turns.config.id }, data: { fence: { increment: 1 } } });
    },
  });
  await turns.write("/help", "/start");
  await turns.turn();
  assert.equal(turns.said().length, 1);
  assert.deepEqual(await statesOf(turns), ["waiting", "waiting"]);
});

test("an answer whose record Postgres refuses for its values is a dead letter, and the lane goes on", async () => {
  const turns = await makeTurns();
  await turns.write("/help", "salom", "/help");
  // This message's id does not fit its column.
  await turns.write({ text: "katta", message_id: 2 ** 40 });
  await turns.turn();
  const states = (await turns.updates()).map(({ state, cause, error }) => [state, cause, error]);
  assert.deepEqual(
    states.slice(0, 3),
    [1, 2, 3].map(() => ["done", null, null]),
  );
  assert.deepEqual(states[3], ["dead", "failed", "Its record could not be stored (SQLSTATE 22003)."]);
  await turns.turn();
  assert.equal((await turns.lane()).readyAt, null);
});

/** A group's member asks. */
const asks = (id: number, text: string) => ({
  text,
  from: { id, is_bot: false, first_name: `Member ${id}`, language_code: "en" },
  reply_to_message: {
    message_id: 1,
    date: 0,
    chat: { id: -1, type: "group" },
    from: { id: 100 },
    text: "Salom",
  },
});
const group = { type: "supergroup", title: "Do‘kon" };

test("in a group nobody waits for another person's answer; each person's own are in order, the lane is released once", async () => {
  const slow = Promise.withResolvers<void>();
  const turns = await makeTurns({
    chat: group,
    script: () => answers(),
    telegram: ({ method }) => (method === "getFile" ? slow.promise.then(() => ({})) : null),
  });
  const photo = { ...asks(1, ""), text: undefined, caption: "bir", photo: [{ file_id: "f", file_size: 1 }] };
  await turns.write(photo, asks(1, "ikki"), asks(2, "uch"), asks(3, "toʻrt"));
  const turn = turns.turn();
  const others = ["waiting", "waiting", "done", "done"].join();
  await until("the others are answered", async () => (await statesOf(turns)).join() === others);
  assert.notEqual((await turns.lane()).workerId, null);
  slow.reject(refusal(400, "Bad Request: file is too big"));
  await turn;
  assert.deepEqual(await statesOf(turns), ["done", "done", "done", "done"]);
  const questions = (await turns.answers()).map(({ question }) => question);
  assert.deepEqual(questions, ["ikki", "uch", "toʻrt"]);
  const { readyAt, workerId } = await turns.lane();
  assert.deepEqual([readyAt, workerId], [null, null]);
});

test("who asks in a group while others are answered is answered meanwhile", async () => {
  const slow = Promise.withResolvers<void>();
  const turns = await makeTurns({
    chat: group,
    telegram: ({ method }) => (method === "getFile" ? slow.promise.then(() => ({})) : null),
  });
  const photo = { ...asks(1, ""), text: undefined, caption: "bir", photo: [{ file_id: "f", file_size: 1 }] };
  await turns.write(photo);
  let handled!: Claim;
  const turn = turns.turn((claim) => {
    handled = claim;
    return turns.config;
  });
  await until("the first is in work", () => turns.calls.some(({ method }) => method === "getFile"));
  await turns.write(asks(1, "ikki"), asks(2, "uch"));
  handled.grew?.();
  await until("the newcomer is answered", async () => turns.said().length === 1);
  slow.reject(refusal(400, "Bad Request: file is too big"));
  await turn;
  assert.deepEqual(
    (await turns.answers()).map(({ question, state }) => [question, state]),
    [
      ["ikki", "answered"],
      ["uch", "answered"],
    ],
  );
  assert.deepEqual(await statesOf(turns), ["done", "done", "done"]);
  assert.equal((await turns.lane()).readyAt, null);
});

test("a turn that fails in a group hands back what has not begun, with its pause; the others under way end", async () => {
  const turns = await makeTurns({
    chat: group,
    telegram({ method, text }) {
      if (method === "sendMessage" && String(text).startsWith(english("help")))
        throw refusal(400, "Bad Request: too odd");
    },
  });
  const help = { ...asks(1, "/help"), entities: [{ type: "bot_command", offset: 0, length: 5 }] };
  await turns.write(help, asks(1, "ikki"), asks(2, "uch"));
  const from = Date.now();
  await turns.turn();
  assert.deepEqual(await statesOf(turns), ["waiting", "waiting", "done"]);
  const updates = await turns.updates();
  assert.deepEqual(updates.map(({ failures, tries }) => [failures, tries]).slice(0, 2), [
    [1, 0],
    [0, 0],
  ]);
  const { readyAt, workerId } = await turns.lane();
  assert.ok(readyAt && readyAt.getTime() > from + 900);
  assert.equal(workerId, null);
});
