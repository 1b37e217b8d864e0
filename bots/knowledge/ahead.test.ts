// Searches that begin before their turn: used once, bounded, and never in another's way.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { mock } from "node:test";
import type { Update } from "telegraf/types";
import { defaultSettings } from "#lib/bots/settings.ts";
import type { Found } from "#lib/knowledge/search.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { expectQuestion } from "../turn/expect-question.ts";
import { Ahead } from "./ahead.ts";

const nothing: Found = { pieces: [], whole: null, enough: false };

/** A bot that knows so much, and what was searched of it. */
function botOf(tenantId: string, tokens = 100_000) {
  const source = {
    ...{ id: randomUUID(), versionId: randomUUID(), revision: 0, name: "Narxlar", kind: "file" as const },
  };
  const sources = [{ ...source, pieces: 1_000, tokens, embedded: 0 }];
  const knowledge = { ...defaultSettings.knowledge, sources };
  return { id: randomUUID(), tenantId, knowledge } as unknown as BotConfig;
}
const ask = (n: number) => `qizil choynak sopol kosa ${n}`;

function counting(found: () => Promise<Found> = async () => nothing) {
  const asked: string[] = [];
  const ahead = new Ahead(async (_, { question }) => {
    asked.push(question);
    return found();
  });
  return { asked, ahead };
}

test("what was begun is taken once, for the same question to the same knowledge alone", async () => {
  const { asked, ahead } = counting();
  const bot = botOf("a");
  ahead.begin(bot, ask(1));
  ahead.begin(bot, ask(1));
  assert.deepEqual(asked, [ask(1)]);
  assert.equal(ahead.take(bot, ask(2)), null);
  const changed = {
    ...bot,
    knowledge: { ...bot.knowledge, sources: bot.knowledge.sources.map((each) => ({ ...each, revision: 1 })) },
  };
  assert.equal(ahead.take(changed, ask(1)), null);
  assert.equal(await ahead.take(bot, ask(1)), nothing);
  assert.equal(ahead.take(bot, ask(1)), null);
});

test("nothing is begun for a bot that is asked with all it knows, for who greets, and for what goes on with the talk", () => {
  const { asked, ahead } = counting();
  ahead.begin(botOf("a", 100), ask(1));
  ahead.begin(botOf("a"), "Assalomu alaykum!");
  ahead.begin(botOf("a"), "u qancha?");
  assert.deepEqual(asked, []);
});

test("a tenant's flood begins few searches, and none of another tenant's is left out for it", () => {
  const { asked, ahead } = counting(() => new Promise(() => undefined));
  const [flood, other] = [botOf("a"), botOf("b")];
  for (let n = 0; n < 50; n++) ahead.begin(flood, ask(n));
  assert.equal(asked.length, 2);
  ahead.begin(other, ask(100));
  assert.equal(asked.length, 3);
  for (let n = 0; n < 50; n++) ahead.begin(botOf(`tenant ${n}`), ask(n));
  assert.equal(asked.length, 8, "of all");
});

test("a search that fails, or that nobody takes in time, leaves its place", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const failing = counting(() => Promise.reject(new Error("away")));
  const bot = botOf("a");
  for (let n = 0; n < 3; n++) {
    failing.ahead.begin(bot, ask(n));
    await new Promise((done) => setImmediate(done));
  }
  assert.equal(failing.asked.length, 3);
  const { asked, ahead } = counting();
  for (let n = 0; n < 3; n++) ahead.begin(bot, ask(n));
  assert.equal(asked.length, 2);
  mock.timers.tick(2_000);
  ahead.begin(bot, ask(3));
  assert.equal(asked.length, 3);
  assert.equal(ahead.take(bot, ask(0)), null);
  mock.timers.reset();
});

test("of messages, a question that stands alone is expected: no command, no update that is no message, none for others", () => {
  const expected: string[] = [];
  const knowledge = { expect: (_: unknown, question: string) => void expected.push(question) };
  const bot = {
    ...botOf("a"),
    enabled: true,
    telegramId: 100,
    username: "shop_bot",
    groups: "mention",
  } as BotConfig;
  const of = (message: object) =>
    ({ update_id: 1, message: { message_id: 1, date: 0, ...message } }) as unknown as Update;
  const chat = { id: 5, type: "private" };
  expectQuestion(bot, [of({ chat, text: "Choynak bormi?" })], knowledge);
  for (const updates of [
    [of({ chat, text: "/start" })],
    [of({ chat, photo: [] })],
    [of({ chat, text: "Bir" }), of({ chat, text: "ikki" })],
    [of({ chat: { id: -5, type: "group" }, text: "Choynak bormi?" })],
    [of({ text: "no chat" })],
    [{ update_id: 1 } as Update],
    [],
  ])
    expectQuestion(bot, updates, knowledge);
  expectQuestion({ ...bot, enabled: false }, [of({ chat, text: "Choynak bormi?" })], knowledge);
  expectQuestion(undefined, [of({ chat, text: "Choynak bormi?" })], knowledge);
  assert.deepEqual(expected, ["Choynak bormi?"]);
});
