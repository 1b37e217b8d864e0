// A member's chat with a bot in a page: the same turn as in Telegram, streamed to whoever follows it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { askInPage, ownPageChat } from "#lib/page-chat/ask.ts";
import { pageExchanges } from "#lib/page-chat/exchange.ts";
import { followPage, type PageEvent } from "#lib/page-chat/follow.ts";
import { triedPromptOf } from "#lib/page-chat/place.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { addNeighbour, neighbour } from "./fixtures/neighbour.ts";
import { BOT, keys, makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
/** A chat of Telegram. */
const BOT_CHAT = 4_711;
const member = (): Context => ({ ...world.context, actorId: randomUUID() });

async function ask(context: Context, text: string): Promise<void> {
  await askInPage(context, { botId: world.botId, text, locale: "uz", name: "Dilnoza" });
}

/** Asks once the page follows. @param text null: nothing is asked @param onText called with the number of texts so far */
async function eventsOf(
  context: Context,
  text: string | null,
  signal = new AbortController().signal,
  onText: (count: number) => unknown = () => undefined,
): Promise<PageEvent[]> {
  let texts = 0;
  const events: PageEvent[] = [];
  const chat = ownPageChat(context, world.botId);
  for await (const event of followPage(context, chat, { waits: text !== null, signal })) {
    if (event.kind !== "ready") events.push(event);
    else if (text !== null) await ask(context, text);
    if (event.kind === "text") await onText(++texts);
  }
  return events;
}

async function answerTo(context: Context, text: string, onText?: (count: number) => unknown) {
  const events = await eventsOf(context, text, undefined, onText);
  const last = events.at(-1);
  assert.ok(last?.kind === "over" && last.state.kind === "answered", JSON.stringify(last));
  return { events, answer: last.state.answer };
}

const calls = async (text: string) => {
  const query = `/gemini/calls?text=${encodeURIComponent(text)}`;
  const got = await world.sandbox.control<{
    calls: { model: string; system: string; contents: number; aborted: string | null; status: number }[];
  }>("GET", query);
  return got.calls;
};

test("the answer grows piece by piece, and its end names model and key", async () => {
  // Pieces of three words, four, five: the next one comes when the page has shown the one before.
  await world.gemini("faults", { tokenMs: 1 });
  await world.keepBack(1);
  const upTo = [4, 8, 13];
  const next = (count: number) => {
    const words = upTo[count - 1];
    return words === undefined ? world.letGo() : world.keepBack(words);
  };
  const { events, answer } = await answerTo(member(), `salom ${"juda ".repeat(30)}uzun`, next);
  const texts = events.flatMap((event) => (event.kind === "text" ? [event.text] : []));
  assert.ok(texts.length >= 4, `only ${texts.length} pieces`);
  for (const [i, text] of texts.entries()) assert.ok(text.startsWith(texts[i - 1] ?? ""));
  assert.equal(answer.state, "answered");
  assert.equal(answer.exchange?.text, texts.at(-1));
  assert.deepEqual(
    [answer.attempts.at(-1)?.model, answer.attempts.at(-1)?.key?.last4],
    [models.first, "-one"],
  );
  await world.gemini("faults", { tokenMs: null });
});

test("a long answer arrives whole although no announcement holds it", async () => {
  const { events, answer } = await answerTo(member(), "[[reply:9000]] yoz");
  const last = events.findLast((event) => event.kind === "text");
  assert.ok(last?.kind === "text" && last.text === answer.exchange?.text);
});

test("a prompt that is tried holds for that question alone: neither for the next, nor for anybody in Telegram", async () => {
  const context = member();
  const systemOf = async (word: string) => (await calls(word))[0]?.system ?? "";
  const prompt = "You are Sinov, who is only tried.";
  for await (const event of followPage(context, ownPageChat(context, world.botId), {
    waits: true,
    signal: new AbortController().signal,
  }))
    if (event.kind === "ready")
      await askInPage(context, {
        ...{ botId: world.botId, text: "sinalgan", locale: "uz", name: "Dilnoza" },
        prompt,
      });
  assert.match(await systemOf("sinalgan"), /^You are Sinov/);
  await answerTo(context, "keyingi");
  await world.ask(BOT_CHAT, "telegramdan");
  for (const word of ["keyingi", "telegramdan"]) {
    assert.notEqual(await systemOf(word), "");
    assert.doesNotMatch(await systemOf(word), /Sinov/);
  }
  assert.equal(triedPromptOf(BOT_CHAT, { tried_prompt: prompt }), null, "from Telegram");
});

test("it is the bot's own turn: its prompt, the history, and the park of a key that Google refuses", async () => {
  const context = member();
  await db.bot.updateMany({ data: { prompt: "You are Baraka." } });
  await db.$transaction(async (tx) => {
    const { announce } = await import("#lib/audit.ts");
    await announce(tx, context.tenantId);
  });
  await until("the prompt is live", async () => {
    const { answer } = await answerTo(context, `kimsan ${randomUUID()}`);
    const [call] = await calls(answer.exchange?.question ?? "");
    return call?.system.startsWith("You are Baraka.") && call.system.includes("Uzbek");
  });
  await answerTo(context, "birinchi savol");
  await answerTo(context, "ikkinchi savol");
  const [second] = await calls("ikkinchi savol");
  assert.ok((second?.contents ?? 0) >= 5, "the earlier exchanges are sent too");
  assert.deepEqual(
    (await pageExchanges(context, ownPageChat(context, world.botId)))
      .map(({ question }) => question)
      .slice(-2),
    ["birinchi savol", "ikkinchi savol"],
  );

  await world.gemini("keys", { [keys.one]: { state: "leaked" } });
  const { answer } = await answerTo(context, "uchinchi savol");
  assert.deepEqual(
    answer.attempts.map((attempt) => attempt.class),
    ["key_blocked", "ok"],
  );
  await until("the park is stored", async () => (await db.park.count({ where: { scope: "key" } })) === 1);
  await world.gemini("keys", { [keys.one]: { state: "ok" } });
  await world.forgive();
});

test("a page that closes ends the call to Google", async () => {
  await world.gemini("faults", { hang: true });
  const context = member();
  const closing = new AbortController();
  const following = eventsOf(context, "yopildi", closing.signal);
  await until("Google is asked", async () => (await calls("yopildi")).length === 1);
  closing.abort();
  await following;
  await until(
    "the call is hung up",
    async () => (await calls("yopildi")).every(({ aborted }) => aborted),
    within(2_000) / 1_000,
  );
  await world.gemini("faults", { hang: null });
  await world.settled();
  assert.equal((await calls("yopildi")).length, 1);
});

test("when nothing answers, the end carries the attempts and their class", async () => {
  const states = Object.fromEntries(Object.values(keys).map((key) => [key, { state: "expired" }]));
  await world.gemini("keys", states);
  const { answer } = await answerTo(member(), "hech kim");
  assert.equal(answer.state, "apologised");
  assert.deepEqual([...new Set(answer.attempts.map((attempt) => attempt.class))], ["key_invalid"]);
  await world.gemini("keys", Object.fromEntries(Object.values(keys).map((key) => [key, { state: "ok" }])));
  await world.forgive();
});

test("nobody sees another member's chat, nor another tenant the bot", async () => {
  const [one, other] = [member(), member()];
  const closing = new AbortController();
  const watching = (async () => {
    const events: PageEvent[] = [];
    const chat = ownPageChat(other, world.botId);
    const follow = { waits: true, signal: closing.signal };
    for await (const event of followPage(other, chat, follow)) events.push(event);
    return events;
  })();
  const mine = await eventsOf(one, "meniki");
  closing.abort();
  assert.ok(mine.some(({ kind }) => kind === "text"));
  const nothing = [{ kind: "over", state: { kind: "idle", question: null } }];
  // A page that nobody asks in gives up after a while, which a slow machine may take for the answer.
  assert.deepEqual(
    (await watching).filter((event) => !isDeepStrictEqual(event, nothing[0])),
    [{ kind: "ready" }],
  );
  assert.deepEqual(await eventsOf(other, null), nothing);
  const stranger = { ...one, tenantId: randomUUID() };
  await assert.rejects(
    ask(stranger, "begona"),
    (error) => error instanceof AppError && error.code === "not_found",
  );
  assert.deepEqual(await eventsOf(stranger, null), nothing);
});

test("a viewer may not ask", async () => {
  const viewer: Context = { ...member(), role: "viewer" };
  await assert.rejects(
    ask(viewer, "qani"),
    (error) => error instanceof AppError && error.code === "forbidden",
  );
});

const sentByTelegram = async (): Promise<unknown[]> =>
  (await world.telegram<{ calls: unknown[] }>("GET", `/calls?bot=${BOT}&method=sendMessage`)).calls;

test("a command answers in the page, and Telegram hears nothing of it", async () => {
  const context = member();
  const before = (await sentByTelegram()).length;
  const events = await eventsOf(context, "/help");
  assert.deepEqual(events.map(({ kind }) => kind).sort(), ["note", "over"]);
  assert.equal((await sentByTelegram()).length, before);
});

test("a tenant whose page chats all hang is neither seen nor felt by its neighbour, also where one person is in both", async () => {
  await addNeighbour(world);
  const theirs = await db.bot.findFirstOrThrow({ where: { username: neighbour.username } });
  const { tenantId } = theirs;
  const mine = member();
  const closing = new AbortController();
  /** Follows the neighbour's bot as this member. @param text null: it asks nothing */
  async function hears(context: Context, text: string | null): Promise<PageEvent[]> {
    const events: PageEvent[] = [];
    const chat = ownPageChat(context, theirs.id);
    for await (const event of followPage(context, chat, { waits: true, signal: closing.signal })) {
      events.push(event);
      if (event.kind === "ready" && text !== null)
        await askInPage(context, { botId: theirs.id, text, locale: "uz", name: "Dilnoza" });
    }
    return events;
  }
  const asking = Array.from({ length: 40 }, () =>
    hears({ tenantId, role: "owner", actorId: randomUUID() }, "[[hang]]"),
  );
  // The same number of a chat, with another bot.
  const silent = hears({ ...mine, tenantId }, null);
  await until("all are being answered", async () => {
    const held = await db.lane.count({ where: { tenantId, workerId: { not: null } } });
    return held === asking.length;
  });
  const { events, answer } = await answerTo(mine, "meniki");
  assert.equal(answer.exchange?.text, `${models.first}: meniki`);
  for (const event of events)
    if (event.kind === "text") assert.ok(answer.exchange.text.startsWith(event.text));
  const nothing = [{ kind: "over", state: { kind: "idle", question: null } }];
  assert.deepEqual(await eventsOf({ ...mine, tenantId }, null), nothing);
  closing.abort();
  for (const heard of await Promise.all([silent, ...asking]))
    assert.deepEqual(
      heard.filter(({ kind }) => kind === "text"),
      [],
    );
});
