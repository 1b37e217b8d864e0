import "#test/environment.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { TelegramError } from "telegraf";
import { defaultSettings } from "#lib/bots/settings.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { say } from "#lib/messages/translate.ts";
import { clientOf, forgetClient, introduce, noteToken, refusesToken } from "./client.ts";

const bot = {
  id: "b",
  telegramId: 5,
  token: "1:a",
  username: "shop_bot",
  name: "Shop",
  locale: "ru",
  staff: null,
  ...defaultSettings,
} as BotConfig;
const quiet = new AbortController().signal;

test("a bot keeps its client until its token or name changes, and its pace for as long as it is there", () => {
  const first = clientOf(bot);
  assert.equal(clientOf({ ...bot, prompt: "new" }), first);
  const renamed = clientOf({ ...bot, username: "market_bot" });
  const replaced = clientOf({ ...bot, token: "1:b" });
  assert.equal(new Set([first, renamed, replaced, clientOf({ ...bot, id: "c" })]).size, 4);
  assert.equal(replaced.telegraf.telegram.token, "1:b");
  assert.equal(renamed.telegraf.botInfo?.username, "market_bot");
  assert.ok(renamed.pacer === first.pacer && replaced.pacer === first.pacer);
  assert.notEqual(clientOf({ ...bot, id: "c" }).pacer, first.pacer);
  forgetClient(bot.id);
  assert.notEqual(clientOf(bot).pacer, first.pacer);
});

test("a refused token is tried again every 10 seconds, once for all who ask; a new token is not refused", async (t) => {
  t.mock.method(performance, "now", () => now);
  let now = 1_000;
  const client = clientOf({ ...bot, id: "refused" });
  let answer: () => unknown = () => {
    throw new TelegramError({ error_code: 401, description: "Unauthorized" });
  };
  const call = t.mock.method(client.telegraf.telegram, "callApi", async () => answer());
  assert.equal(await refusesToken(client), false);
  noteToken(client, true);
  assert.equal(await refusesToken(client), true);
  assert.equal(call.mock.callCount(), 0);
  now += 10_000;
  assert.deepEqual(await Promise.all([refusesToken(client), refusesToken(client)]), [true, true]);
  assert.equal(call.mock.callCount(), 1);
  assert.equal(await refusesToken(clientOf({ ...bot, id: "refused", token: "1:new" })), false);
  now += 10_000;
  answer = () => true;
  assert.equal(await refusesToken(client), false);
  assert.equal(await refusesToken(client), false);
  assert.equal(call.mock.callCount(), 2);
});

test("the menu is set once per client: the default one in the bot's language, and one for each language", async (t) => {
  const { telegram } = clientOf(bot).telegraf;
  const call = t.mock.method(telegram, "callApi", async () => true);
  await introduce(bot, quiet);
  await introduce(bot, quiet);
  const menus = call.mock.calls.map(
    ({ arguments: [method, menu] }) => [method, menu] as unknown as [string, Menu],
  );
  assert.deepEqual(
    menus.map(([method, menu]) => [method, menu.language_code]),
    [undefined, "uz", "ru", "en"].map((language) => ["setMyCommands", language]),
  );
  assert.equal(menus[0]?.[1].commands?.[0]?.description, say("ru")("commands.start"));
});

test("a changed menu is set again, and a language that the bot no longer speaks loses its own", async (t) => {
  const own = { ...bot, id: "menu" };
  const { telegram } = clientOf(own).telegraf;
  const call = t.mock.method(telegram, "callApi", async () => true);
  await introduce(own, quiet);
  const before = call.mock.callCount();
  await introduce({ ...own, prompt: "new" }, quiet);
  assert.equal(call.mock.callCount(), before, "what is not in the menu changes nothing");
  const speech = { ...own.speech, languages: ["ru" as const] };
  const narx = { name: "narx", kind: "text", description: { ru: "Цены" }, text: { ru: "Тысяча" } } as const;
  // The newest is the last, whatever is under way.
  void introduce({ ...own, speech }, quiet);
  await introduce({ ...own, speech, commands: [narx] }, quiet);
  const calls = call.mock.calls
    .slice(before)
    .map(({ arguments: [method, menu] }) => [method, menu] as unknown as [string, Menu]);
  assert.deepEqual(
    calls.map(([method, menu]) => [method, menu.language_code, menu.commands?.[0]?.description]),
    [
      ["setMyCommands", undefined, "Цены"],
      ["setMyCommands", "ru", "Цены"],
      ["deleteMyCommands", "uz", undefined],
      ["deleteMyCommands", "en", undefined],
    ],
  );
});

test("a menu that Telegram refused is set again after a while, without any message; a newer one takes its place", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const own = { ...bot, id: "refused menu" };
  const { telegram } = clientOf(own).telegraf;
  let refusals = 2;
  const call = t.mock.method(telegram, "callApi", async () => {
    if (refusals-- > 0) throw new TelegramError({ error_code: 429, description: "Too Many Requests" });
    return true;
  });
  let isSet = false;
  const set = introduce(own, quiet).then(() => {
    isSet = true;
  });
  for (let round = 0; round < 20 && !isSet; round++) {
    await new Promise((done) => setImmediate(done));
    t.mock.timers.tick(2_000);
  }
  await set;
  assert.equal(call.mock.callCount(), 2 + 4, "the default menu twice in vain, then all of them");
  await introduce(own, quiet);
  assert.equal(call.mock.callCount(), 6);

  refusals = Number.POSITIVE_INFINITY;
  const waiting = introduce({ ...own, locale: "uz" }, quiet);
  await new Promise((done) => setImmediate(done));
  refusals = 0;
  await Promise.all([waiting, introduce({ ...own, locale: "en" }, quiet)]);
  assert.equal(call.mock.calls.length, 6 + 1 + 4, "what nobody wants any more is not tried again");
});

interface Menu {
  language_code?: string;
  commands?: { description: string }[];
}
