// From a question to its answer, with a scripted chain and a fake Telegram.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { TelegramError } from "telegraf";
import type { Update } from "telegraf/types";
import { db } from "#lib/db.ts";
import { answers, google, type Step } from "#lib/fallback/fixtures/world.ts";
import { ABOUT_REMEMBERING } from "#lib/memory/notes.ts";
import { say } from "#lib/messages/translate.ts";
import { makeTurns } from "../fixtures/turns.ts";
import type { Claim } from "../queue/claims.ts";
import { store } from "../queue/inbox.ts";
import { systemOf } from "./words.ts";

const english = say("en");
type Turns = Awaited<ReturnType<typeof makeTurns>>;
const only = async (turns: Turns) => (await turns.answers())[0]!; // asked one question
const group = { type: "supergroup", title: "Sinf" };
const HOUR_MS = 3_600_000;
const spent = () => google.minuteSpent(3_600);

/** The questions of the chat wait again, as when a promise is due or a worker died. */
async function askAgain(turns: Turns, sent: number[] = []) {
  const { id: botId } = turns.config;
  await db.answer.updateMany({ where: { botId }, data: { sent } });
  await db.update.updateMany({ where: { botId }, data: { state: "waiting" } });
}

test("the model gets the bot's instruction, what was said before, and the question", async () => {
  const turns = await makeTurns();
  await turns.write("bir");
  await turns.turn();
  await turns.write("ikki");
  await turns.turn();
  assert.deepEqual(turns.requests[1], {
    system: systemOf("Be kind.", "en", [ABOUT_REMEMBERING]),
    history: [
      { role: "user", parts: [{ text: "bir" }] },
      { role: "model", parts: [{ text: "Salom" }] },
      { role: "user", parts: [{ text: "ikki" }] },
    ],
  });
});

test("the record tells who answered, at what cost, and what was tried before; the message keeps count", async () => {
  const turns = await makeTurns({ script: (call) => (call === 0 ? google.odd() : answers()) });
  await turns.write("bir", "ikki");
  await turns.turn();
  const { attempts, ...answer } = await only(turns);
  assert.partialDeepStrictEqual(answer, {
    ...{ state: "answered", question: "bir\nikki", asked: [1, 2], text: "Salom", cut: false, sent: [101] },
    ...{
      model: "m1",
      keyName: "Key 2 …9f3c",
      inputTokens: 1,
      outputTokens: 1,
      apologisedAt: null,
      againAt: null,
    },
  });
  assert.ok(answer.firstTextAt && answer.finishedAt);
  assert.deepEqual(
    attempts.map((each) => [each.position, each.keyLabel, each.class, each.httpStatus]),
    [
      [0, "Key 1", "unknown", 418],
      [1, "Key 2", "ok", 200],
    ],
  );
  assert.deepEqual(await turns.history(), ["bir\nikki", "Salom"]);
  assert.deepEqual(
    (await turns.updates()).map(({ walks, calls }) => [walks, calls]),
    [
      [1, 2],
      [0, 0],
    ],
  );
});

test("in a group the bot answers who addresses it, as a reply; what addresses nobody is done without a word", async () => {
  const turns = await makeTurns({ chat: group });
  await turns.write("salom", {
    text: "@shop_bot qani",
    entities: [{ type: "mention", offset: 0, length: 9 }],
  });
  await turns.turn();
  const [call, ...others] = turns.calls.filter(({ method }) => method === "sendMessage");
  assert.deepEqual(call?.reply_parameters, { message_id: 2, allow_sending_without_reply: true });
  assert.deepEqual(others, []);
  assert.equal((await turns.conversation()).title, "Sinf");
});

test("kinds that no model reads, and too large ones, get a sentence; service messages get none", async () => {
  const turns = await makeTurns();
  const huge = {
    file_id: "f",
    file_name: "a.pdf",
    mime_type: "application/pdf",
    file_size: 15 * 1024 * 1024,
  };
  for (const [message, texts] of [
    [{ story: {} }, [english("unsupported")]],
    [{ document: huge }, [english("tooLarge")]],
    [{ document: { ...huge, file_size: 21 * 1024 * 1024 } }, [english("files.over20")]],
    [{ document: { file_id: "f", file_name: "a.zip" } }, [english("files.kind", { name: "a.zip" })]],
    [{ document: { file_id: "f", mime_type: "font/ttf" } }, [english("unsupported")]],
    [{ pinned_message: {} }, []],
    [{ new_chat_members: [] }, []],
  ] as const) {
    const before = turns.said().length;
    await turns.write(message);
    await turns.turn();
    assert.deepEqual(turns.said().slice(before), texts);
  }
  assert.deepEqual(turns.requests, []);
});

test("the person's chosen language outweighs the one that Telegram names, which outweighs the bot's", async () => {
  const turns = await makeTurns({ bot: { locale: "uz" } });
  const helpIn = async (language_code?: string) => {
    const from = { id: 7, is_bot: false, first_name: "Dilnoza", language_code };
    await turns.write({ text: "/help", from, entities: [{ type: "bot_command", offset: 0, length: 5 }] });
    await turns.turn();
    return turns.said().at(-1);
  };
  assert.equal(await helpIn(), say("uz")("help"));
  assert.equal(await helpIn("ru"), say("ru")("help"));
  await db.conversation.updateMany({ where: { botId: turns.config.id }, data: { locale: "en" } });
  assert.equal(await helpIn("ru"), english("help"));
});

/** Text, and then something arrives in the chat, as the turn hears of it. */
const meanwhile =
  (message: string | object, shown: string | null = null) =>
  (_: number, claim: Claim): Step[] =>
    meanwhileHeard(() => arriving(message), shown)(_, claim);
const meanwhileHeard =
  (update: () => Update, shown: string | null = null) =>
  (_: number, claim: Claim): Step[] => {
    const steps: Step[] = shown ? [{ text: shown }, { wait: 50 }] : [];
    const late: Step = {
      get text() {
        for (const hear of claim.listeners) hear(update());
        return " davomi";
      },
    };
    return [...steps, late, { wait: 1 }, ...answers(" oxiri")];
  };
let arriving: Turns["update"];
/** The button of a draft. */
const stopOf = (draft_id: number) =>
  ({
    update_id: 99,
    stopped_message_generation: { chat: { id: 1, type: "private" }, draft_id },
  }) as unknown as Update;

test("/stop ends the answer: what is shown stays and is remembered; before any text it ends silently", async () => {
  const turns = await makeTurns({ script: meanwhile("/stop", "boshi") });
  arriving = turns.update;
  await turns.write("uzun");
  await turns.turn();
  const answer = await only(turns);
  assert.equal(answer.state, "cancelled");
  assert.match(answer.text, /^boshi/);
  assert.doesNotMatch(answer.text, /oxiri/);
  assert.deepEqual(await turns.history(), ["uzun", answer.text]);

  const waiting = await makeTurns();
  await waiting.write("uzun", "/stop");
  await waiting.turn();
  assert.deepEqual(waiting.said(), [english("stopped")]);
  assert.deepEqual(waiting.requests, []);
  assert.equal((await only(waiting)).state, "cancelled");
  assert.deepEqual(await waiting.history(), []);
});

test("the button of a draft ends its answer like /stop, without a word more; of another answer's draft it ends nothing", async () => {
  const turns = await makeTurns({ script: meanwhileHeard(() => stopOf(1), "boshi") });
  await turns.write("uzun");
  await turns.turn();
  const answer = await only(turns);
  assert.equal(answer.state, "cancelled");
  assert.match(answer.text, /^boshi/);
  assert.doesNotMatch(answer.text, /oxiri/);
  assert.deepEqual(turns.said(), [answer.text]);
  assert.deepEqual(await turns.history(), ["uzun", answer.text]);
  const drafts = turns.calls.filter(({ method }) => method === "sendMessageDraft");
  assert.ok(drafts.every(({ draft_id, can_stop }) => draft_id === 1 && can_stop === true));

  const others = await makeTurns({ script: meanwhileHeard(() => stopOf(77), "boshi") });
  await others.write("uzun");
  await others.turn();
  assert.equal((await only(others)).state, "answered");
});

test("a stop that waits behind its question ends it before it is asked; one that comes late is done without a word", async () => {
  const turns = await makeTurns();
  await turns.write("uzun");
  await store(turns.config.id, [inChatOf(await turns.lane(), stopOf(1))], null);
  await turns.turn();
  assert.deepEqual([turns.said(), turns.requests], [[], []]);
  assert.equal((await only(turns)).state, "cancelled");
  assert.deepEqual(
    (await turns.updates()).map(({ state }) => state),
    ["done", "done"],
  );
});

/** The stop as it comes in the chat of the lane. */
function inChatOf({ chatId }: { chatId: bigint }, update: Update): Update {
  const { stopped_message_generation: stopped } = update as unknown as { stopped_message_generation: object };
  const chat = { id: Number(chatId), type: "private" };
  return { ...update, stopped_message_generation: { ...stopped, chat } } as unknown as Update;
}

test("/stop that arrived before the turn began counts too; another bot's does not", async () => {
  for (const [text, state] of [
    ["/stop", "cancelled"],
    ["/stop@other_bot", "answered"],
  ] as const) {
    const turns = await makeTurns();
    await turns.write("uzun");
    const arrived = turns.update(text);
    let reads = 0;
    // The claim's list is filled by the lanes while it waits for its turn.
    await turns.turn((claim) => {
      if (reads++ === 0) claim.arrived.push(arrived);
      return turns.config;
    });
    assert.equal((await only(turns)).state, state, text);
  }
});

test("more of the question before anything is shown: it is asked again as a whole, at no failure", async (t) => {
  const turns = await makeTurns({
    script: (call, claim) => (call === 0 ? meanwhile("ikki")(call, claim) : answers()),
  });
  arriving = turns.update;
  await turns.write("bir");
  // It arrives within the second, however long the machine takes.
  const at = performance.now();
  t.mock.method(performance, "now", () => at);
  await turns.turn();
  t.mock.restoreAll();
  assert.deepEqual(turns.said(), []);
  const [update] = await turns.updates();
  assert.deepEqual([update?.state, update?.tries, update?.failures, update?.walks], ["waiting", 0, 0, 0]);
  assert.equal(update?.calls, 1);
  await turns.write("ikki");
  await turns.turn();
  assert.deepEqual(turns.requests.at(-1)?.history.at(-1)?.parts, [{ text: "bir\nikki" }]);
});

test("what does not continue the question, or comes after the first text, does not interrupt it", async () => {
  for (const [message, shown] of [
    ["/help", null],
    [{ photo: [], date: 60 }, null],
    ["ikki", "boshi"],
  ] as const) {
    const turns = await makeTurns({ script: meanwhile(message, shown) });
    arriving = turns.update;
    await turns.write("bir");
    await turns.turn();
    assert.equal((await only(turns)).state, "answered", String(message));
  }
});

test("what arrives a second after the question is one of its own", async (t) => {
  const real = performance.now.bind(performance);
  let passed = 0;
  t.mock.method(performance, "now", () => real() + passed);
  const turns = await makeTurns({
    script(call, claim) {
      passed = 1_000;
      return meanwhile("ikki")(call, claim);
    },
  });
  arriving = turns.update;
  await turns.write("bir");
  await turns.turn();
  assert.equal((await only(turns)).state, "answered");
});

test("a file that cannot be downloaded fails the turn: it is tried again, and nothing is said", async () => {
  const turns = await makeTurns({
    telegram({ method }) {
      if (method === "getFile")
        throw new TelegramError({ error_code: 400, description: "Bad Request: wrong file_id" });
    },
  });
  await turns.write({ document: { file_id: "f", mime_type: "application/pdf" } });
  await turns.turn();
  const [update] = await turns.updates();
  assert.deepEqual([update?.state, update?.failures], ["waiting", 1]);
  assert.deepEqual(turns.said(), []);
});

test("a question that failed before is asked alone, whatever arrives", async () => {
  const turns = await makeTurns({ script: meanwhile("ikki") });
  arriving = turns.update;
  await turns.write("bir");
  await db.update.updateMany({ where: { botId: turns.config.id }, data: { failures: 1 } });
  await turns.turn();
  assert.equal((await only(turns)).state, "answered");
});

test("nobody can answer: the apology says when; put off again, the person is not told twice, and then is answered", async () => {
  let free = false;
  const turns = await makeTurns({ script: () => (free ? answers() : spent()) });
  await turns.write("qachon?");
  await turns.turn();
  const first = await only(turns);
  assert.equal(first.state, "apologised");
  assert.match(turns.said().join(), /I will answer this question by myself (tomorrow )?at \d\d:\d\d\./);
  assert.ok(first.againAt && Math.abs(first.againAt.getTime() - Date.now() - HOUR_MS) < 60_000);

  await askAgain(turns);
  await turns.turn();
  assert.equal(turns.said().length, 1);
  const second = await only(turns);
  assert.deepEqual([second.state, second.apologisedAt], ["apologised", first.apologisedAt]);
  assert.ok(second.againAt);

  free = true;
  await askAgain(turns);
  await turns.turn(() => ({ ...turns.config, chain: turns.rested() }));
  const reply = turns.calls.findLast(({ method }) => method === "sendMessage");
  assert.equal(reply?.text, "Salom");
  assert.partialDeepStrictEqual(reply?.reply_parameters, { message_id: 1 });
  const third = await only(turns);
  assert.deepEqual([third.state, third.againAt], ["answered", null]);
});

test("a promised question makes way for whatever the person writes, ten seconds each time, and is still answered", async () => {
  const turns = await makeTurns({
    script: (call, claim) =>
      call < 2 ? spent() : call < 5 ? meanwhile("boshqa")(call, claim) : answers("Kechiktim."),
  });
  arriving = turns.update;
  const rested = turns.rested();
  await turns.write("qachon?");
  await turns.turn();
  for (let times = 1; times <= 3; times++) {
    await askAgain(turns);
    await turns.turn(() => ({ ...turns.config, chain: rested }));
    const { state, againAt } = await only(turns);
    assert.equal(state, "apologised");
    assert.equal(turns.said().length, 1);
    const inMs = (againAt?.getTime() ?? 0) - Date.now();
    assert.ok(inMs <= 10_000, `${inMs} ms`);
    const [update] = await turns.updates();
    assert.deepEqual([update?.walks, update?.calls], [1, 2 + times], "its calls count, its walks do not");
  }
  await askAgain(turns);
  await turns.turn(() => ({ ...turns.config, chain: rested }));
  assert.equal((await only(turns)).text, "Kechiktim.");
});

test("a promised question that made way until its calls were used up gets an apology, and no promise", async () => {
  const turns = await makeTurns({
    script: (call, claim) => (call < 2 ? spent() : meanwhile("boshqa")(call, claim)),
  });
  arriving = turns.update;
  await turns.write("qachon?");
  await turns.turn();
  await askAgain(turns);
  await db.update.updateMany({ where: { botId: turns.config.id }, data: { calls: 23 } });
  await turns.turn(() => ({ ...turns.config, chain: turns.rested() }));
  assert.equal(turns.said().at(-1), english("apology"));
  assert.equal((await only(turns)).againAt, null);
});

test("a message that has cost its walks is not asked of anybody: it gets an apology without a promise", async () => {
  const turns = await makeTurns();
  await turns.write("yana");
  await db.update.updateMany({ where: { botId: turns.config.id }, data: { walks: 3, calls: 9 } });
  await turns.turn();
  assert.deepEqual(turns.said(), [english("apology")]);
  assert.deepEqual(turns.requests, []);
  assert.equal((await only(turns)).againAt, null);
});

test("a refused question gets its sentence, which is not remembered", async () => {
  const turns = await makeTurns({ script: () => [{ finish: null, block: "SAFETY" }] });
  await turns.write("yomon");
  await turns.turn();
  assert.deepEqual(turns.said(), [english("refusal")]);
  assert.equal((await only(turns)).state, "refused");
  assert.deepEqual(await turns.history(), []);
});

test("messages that a dead worker had sent are edited, under the same answer", async () => {
  const turns = await makeTurns();
  await turns.write("salom");
  await turns.turn();
  const { id } = await only(turns);
  await askAgain(turns, [101]);
  await db.answer.update({
    where: { tenantId_id: { tenantId: turns.config.tenantId, id } },
    data: { state: "running" },
  });
  await turns.turn();
  assert.deepEqual(turns.said(), ["Salom", "101: Salom"]);
  assert.equal((await only(turns)).id, id);
});

test("a worker that lost the lane at its first text sends no other message and records nothing", async () => {
  const turns = await makeTurns({
    async telegram({ method }) {
      if (method === "sendMessage")
        await db.lane.updateMany({ where: { botId: turns.config.id }, data: { fence: { increment: 1 } } });
    },
  });
  await turns.write("salom", "/help");
  await turns.turn();
  assert.equal(turns.calls.filter(({ method }) => method === "sendMessage").length, 1);
  assert.deepEqual(await turns.answers(), []);
});

/** Counts the statements that write an answer. */
async function writesOf(work: () => Promise<unknown>): Promise<string[]> {
  const { query } = pg.Client.prototype;
  const seen: string[] = [];
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const { name } = args[0] as { name?: string };
    if (name === "record sent" || name?.startsWith("settle")) seen.push(name);
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return seen;
}

test("the settlement records an answer's last message; what is sent before, or may be changed, is recorded at once", async () => {
  const whole = await makeTurns();
  await whole.write("salom");
  assert.deepEqual(await writesOf(() => whole.turn()), ["settle done"]);
  const { id, sent } = await only(whole);
  assert.deepEqual(sent, [101]);
  assert.equal(id[14], "7", "a random id would touch another page of each index");

  const long = await makeTurns({ script: () => answers("a".repeat(6_000)) });
  await long.write("salom");
  assert.deepEqual(await writesOf(() => long.turn()), ["record sent", "settle done"]);
  assert.deepEqual((await only(long)).sent, [101, 102]);

  const growing = await makeTurns({
    chat: group,
    bot: { groups: "all" },
    script: () => [{ text: "boshi" }, { wait: 50 }, ...answers(" oxiri")],
  });
  await growing.write("salom");
  assert.deepEqual(await writesOf(() => growing.turn()), ["record sent", "settle done"]);
  assert.deepEqual(growing.said(), ["boshi", "101: boshi oxiri"]);
});

test("a worker that lost the lane while it sent the whole answer takes it back; one that only heard nothing of its settlement does not", async () => {
  const lost = await makeTurns({
    async telegram({ method }) {
      if (method === "sendMessage")
        await db.lane.updateMany({ where: { botId: lost.config.id }, data: { fence: { increment: 1 } } });
    },
  });
  await lost.write("salom");
  await lost.turn();
  const deleted = ({ calls }: Turns) =>
    calls.flatMap(({ method, message_id }) => (method === "deleteMessage" ? [message_id] : []));
  assert.deepEqual(deleted(lost), [101]);
  assert.deepEqual(await lost.answers(), []);

  const unheard = await makeTurns();
  await unheard.write("salom");
  const { query } = pg.Client.prototype;
  let cut = 0;
  // Committed, and the reply is lost.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked, values, callback] = args as [{ name?: string }, unknown, unknown];
    const done = (typeof values === "function" ? values : callback) as ((error: Error) => void) | undefined;
    if (asked.name !== "settle done" || cut > 0 || !done) return Reflect.apply(query, this, args);
    cut++;
    const late = () => done(Object.assign(new Error("Connection terminated"), { code: "ECONNRESET" }));
    return Reflect.apply(query, this, typeof values === "function" ? [asked, late] : [asked, values, late]);
  } as typeof query;
  try {
    await unheard.turn();
  } finally {
    pg.Client.prototype.query = query;
  }
  assert.equal(cut, 1);
  assert.deepEqual(deleted(unheard), []);
  assert.deepEqual([(await only(unheard)).state, (await only(unheard)).sent], ["answered", [101]]);
  assert.deepEqual([(await unheard.lane()).until, (await unheard.lane()).workerId], [null, null]);
});
