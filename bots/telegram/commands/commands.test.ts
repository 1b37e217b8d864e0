// What commands and buttons do, against a fake Telegram: through Telegraf's own dispatch.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import test from "node:test";
import type { Update } from "telegraf/types";
import { nameFault, type OwnCommand } from "#lib/bots/own-commands.ts";
import { type BotSettings, defaultSettings } from "#lib/bots/settings.ts";
import { openConversation } from "#lib/conversations/conversations.ts";
import { db } from "#lib/db.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { locales, type Tongue } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";
import { createAnswer, createBot, createKey, createTenant } from "#test/builders.ts";
import { type Called, fakeTelegram } from "../../fixtures/updates.ts";
import { Hold } from "../../queue/hold.ts";
import { clientOf } from "../client.ts";
import { bindContext } from "../handler-context.ts";
import { Pacer } from "../pacer.ts";
import { menus } from "./menu.ts";

/** A person's conversation with a bot, or a group's. */
async function chatWith({
  type = "private",
  locale = "en" as Tongue,
  settings = {} as Partial<BotSettings>,
} = {}) {
  const context = await createTenant();
  const { tenantId } = context;
  const id = await createBot(context);
  const identity = { id, tenantId, token: "1:token", username: "shop_bot", name: "Shop" };
  const bot = { ...identity, ...defaultSettings, ...settings } as BotConfig;
  const chatId = (type === "private" ? 1 : -1) * randomInt(2 ** 31);
  const conversation = { tenantId, botId: id, chatId, threadId: 0 };
  await openConversation(conversation, "Dilnoza", 1);
  const { telegram, calls } = fakeTelegram(() => ({ message_id: 1 }));
  const signal = new AbortController().signal;
  const place = { id: chatId, type };
  const questions: (string | undefined)[] = [];

  /** @returns the calls that it led to */
  async function handle(update: object) {
    const before = calls.length;
    const full = { update_id: 1, ...update } as Update;
    const chat = {
      telegram,
      pacer: new Pacer(),
      chatId,
      threadId: 0,
      signal,
      hold: new Hold(Number.POSITIVE_INFINITY),
    };
    const answer = async (instead?: string) => void questions.push(instead);
    const choosePolicy = async () => undefined;
    const bound = { bot, conversation, chat, locale, say: say(locale), answer };
    bindContext(full, { ...bound, ownGroups: bot.groups, choosePolicy });
    await clientOf(bot).telegraf.handleUpdate(full);
    return calls.slice(before);
  }
  const message = { message_id: 5, date: 0, chat: place };
  const from = { id: 7, is_bot: false, first_name: "Dilnoza" };
  return {
    bot,
    stored: () => db.conversation.findFirst({ where: { chatId } }),
    questions: () => questions.length,
    /** What own commands asked; undefined for an ordinary question. */
    asked: () => questions,
    handle,
    say(text: string, length = text.split(/\s/)[0]?.length ?? 0) {
      const entities = text.startsWith("/") ? [{ type: "bot_command", offset: 0, length }] : [];
      return handle({ message: { ...message, from, text, entities } });
    },
    press: (data: string) => handle({ callback_query: { id: "q1", from, chat_instance: "", data, message } }),
    becomes: (status: string) =>
      handle({
        my_chat_member: {
          ...{ chat: place, from, date: 0 },
          ...{ old_chat_member: { status: "member", user: from }, new_chat_member: { status, user: from } },
        },
      }),
  };
}
type Markup = { inline_keyboard: { text: string; callback_data: string }[][] };
const buttonsOf = (call?: Called) =>
  (call?.reply_markup as Markup | undefined)?.inline_keyboard.flat().map((button) => button.callback_data);
const sent = (calls: Called[]) =>
  calls.filter(({ method }) => method === "sendMessage").map(({ text }) => text);
const languages = ["language:uz", "language:uz-Cyrl", "language:ru", "language:en"];

test("the menu lists every command, described in each language; without a language in the bot's", () => {
  const all = menus({ ...defaultSettings, locale: "ru", staff: null });
  assert.deepEqual(
    all.map((menu) => ("language_code" in menu ? menu.language_code : null)),
    [null, ...locales],
  );
  for (const [i, locale] of (["ru", ...locales] as const).entries()) {
    assert.deepEqual(
      all[i]?.commands,
      (["start", "help", "new", "stop", "language", "privacy"] as const).map((command) => ({
        command,
        description: say(locale)(`commands.${command}`),
      })),
    );
  }
});

const price: OwnCommand = {
  name: "narx",
  kind: "text",
  description: { uz: "Narxlar", ru: "Цены" },
  text: { uz: "Narxi **1 000**, {name}", ru: "Цена **1 000**, {name}" },
};

test("the owner's commands stand first in the menu, described in its language or else in another one", () => {
  const { speech } = defaultSettings;
  const all = menus({
    speech: { ...speech, languages: ["ru", "en"] },
    commands: [price],
    locale: "en",
    staff: null,
  });
  assert.deepEqual(
    all.map((menu) => ["language_code" in menu ? menu.language_code : null, menu.commands[0]]),
    [null, "ru", "en"].map((language) => [language, { command: "narx", description: "Цены" }]),
  );
  const one = menus({
    speech: { ...speech, languages: ["uz"] },
    commands: [price],
    locale: "uz",
    staff: null,
  });
  assert.deepEqual(
    one[0]?.commands.map(({ command }) => command),
    ["narx", "start", "help", "new", "stop", "language", "privacy"],
    "Uzbek has two scripts",
  );
  const english = menus({
    speech: { ...speech, languages: ["en"] },
    commands: [],
    locale: "en",
    staff: null,
  });
  assert.deepEqual(
    english[0]?.commands.map(({ command }) => command),
    ["start", "help", "new", "stop", "privacy"],
    "no choice of language where there is one",
  );
  const cyrillic = menus({ speech, commands: [price], locale: "uz-Cyrl", staff: null });
  assert.deepEqual(
    cyrillic.map(({ commands: [first] }) => first?.description),
    ["Нархлар", "Нархлар", "Цены", "Narxlar"],
    "Telegram has one Uzbek: it is the script of the bot",
  );
});

test("/operator stands in the menu of a bot whose staff has a group, and in no other's; no own command is called so", () => {
  const of = { ...defaultSettings, locale: "uz" as const };
  const namesOf = (staff: BotConfig["staff"], commands: OwnCommand[] = []) =>
    menus({ ...of, commands, staff }).map((menu) => menu.commands.map(({ command }) => command));
  assert.ok(namesOf(null).every((names) => !names.includes("operator")));
  assert.ok(namesOf({ chatId: -1 }).every((names) => names[0] === "operator"));
  const old = { ...price, name: "operator" };
  assert.ok(
    namesOf({ chatId: -1 }, [old]).every((names) => names.filter((name) => name === "operator").length === 1),
  );
  assert.deepEqual(namesOf(null, [old])[0]?.[0], "operator", "one of before goes on where there is no staff");
  assert.equal(nameFault("operator", []), "command_built_in");
});

test("/start says the owner's greeting in the person's language, with their name; a language without one the usual", async () => {
  const speech = { ...defaultSettings.speech, welcome: { ru: "**Привет**, {name}!" } };
  const chat = await chatWith({ locale: "ru", settings: { speech } });
  const [said] = await chat.say("/start");
  assert.deepEqual(
    [said?.text, said?.entities],
    ["Привет, Dilnoza!", [{ type: "bold", offset: 0, length: 6 }]],
  );
  assert.deepEqual(buttonsOf(said), languages);
  const english = await chatWith({ locale: "en", settings: { speech } });
  assert.deepEqual(sent(await english.say("/start")), [say("en")("start", { name: "Shop" })]);
});

test("a greeting that is too long once the name is in it arrives in two messages", async () => {
  const speech = { ...defaultSettings.speech, welcome: { en: "{name} ".repeat(570) } };
  const chat = await chatWith({ settings: { speech } });
  const calls = await chat.say("/start");
  assert.equal(calls.length, 2);
  assert.deepEqual(calls.map(buttonsOf), [undefined, languages]);
});

test("an own command sends its text, or asks the model with its words and what follows; another bot's is none", async () => {
  const ask: OwnCommand = { ...price, name: "tavsiya", kind: "prompt", text: { uz: "Tavsiya ber." } };
  const chat = await chatWith({ locale: "ru", settings: { commands: [price, ask] } });
  const [said] = await chat.say("/narx@shop_bot");
  assert.equal(said?.text, "Цена 1 000, Dilnoza");
  assert.deepEqual(await chat.say("/tavsiya qizil olma"), []);
  assert.deepEqual(chat.asked(), ["Tavsiya ber.\n\nqizil olma"]);
  await chat.say("/narx@other_bot");
  await chat.say("/boshqa");
  assert.deepEqual(chat.asked().slice(1), [undefined, undefined], "a message like any other");
});

test("a bot of one language offers no choice, and an old button for another one changes nothing", async () => {
  const speech = { ...defaultSettings.speech, languages: ["en" as const] };
  const chat = await chatWith({ settings: { speech } });
  assert.deepEqual((await chat.say("/start")).map(buttonsOf), [undefined]);
  assert.deepEqual(sent(await chat.say("/language")), [say("en")("languageChosen")]);
  await chat.press("language:ru");
  assert.equal((await chat.stored())?.locale, null);
});

test("each command is answered in the person's language and is no question; anything else is one", async () => {
  for (const locale of ["en", "ru"] as const) {
    const chat = await chatWith({ locale });
    const speak = say(locale);
    for (const [command, text] of [
      ["/start", speak("start", { name: "Shop" })],
      ["/help", speak("help")],
      ["/new", speak("forgotten")],
      ["/stop@shop_bot hozir", speak("stopped")],
      ["/language", speak("chooseLanguage")],
      ["/privacy", `${speak("privacy")}\n\n${speak("googlePlan.unknown")}`],
    ] as const)
      assert.deepEqual(sent(await chat.say(command)), [text]);
    assert.equal(chat.questions(), 0);
    for (const text of ["salom", "/price", "/help@other_bot"]) assert.deepEqual(await chat.say(text), []);
    assert.equal(chat.questions(), 3);
  }
});

test("/start and /language offer every language, each named in itself; the choice is kept and confirmed in it", async () => {
  const chat = await chatWith();
  for (const command of ["/start", "/language"]) {
    const [call] = await chat.say(command);
    assert.deepEqual(buttonsOf(call), languages);
    assert.match(JSON.stringify(call), /Oʻzbekcha.*Ўзбекча.*Русский.*English/);
  }
  const calls = await chat.press("language:ru");
  assert.partialDeepStrictEqual(calls[0], { method: "answerCallbackQuery", callback_query_id: "q1" });
  assert.deepEqual(sent(calls), [say("ru")("languageChosen")]);
  assert.equal((await chat.stored())?.locale, "ru");
});

test("a button of a language that is not ours, or of something unknown, does nothing", async () => {
  const chat = await chatWith();
  for (const data of [
    "language:de",
    "language:uz-Latn",
    "language:",
    "x language:ru",
    "language:ru x",
    "privacy",
  ])
    assert.deepEqual(await chat.press(data), [], data);
  assert.equal((await chat.stored())?.locale, null);
});

test("/new forgets what was said before", async () => {
  const chat = await chatWith();
  const before = await chat.stored();
  await chat.say("/new");
  const after = await chat.stored();
  assert.ok(before && after && after.since > before.since);
  const { tenantId, id: botId } = chat.bot;
  await db.personFact.create({
    data: { id: randomUUID(), tenantId, botId, personId: before.chatId, text: "Ismi Aziz" },
  });
  assert.deepEqual(sent(await chat.say("/new")), [`${say("en")("forgotten")}\n\n${say("en")("factsStay")}`]);
});

test("Uzbek in Cyrillic is a choice of its own: kept, confirmed in it, and in the menu of that chat", async () => {
  const speech = { ...defaultSettings.speech, welcome: { uz: "Xush kelibsiz, {name}!" } };
  const chat = await chatWith({ locale: "uz-Cyrl", settings: { speech } });
  assert.deepEqual(sent(await chat.say("/start")), ["Хуш келибсиз, Dilnoza!"]);
  const calls = await chat.press("language:uz-Cyrl");
  assert.deepEqual(sent(calls), ["Энди ўзбекча гапираман."]);
  assert.equal((await chat.stored())?.locale, "uz-Cyrl");
  const menu = calls.find(({ method }) => method === "setMyCommands");
  assert.deepEqual(menu?.scope, { type: "chat", chat_id: Number((await chat.stored())?.chatId) });
  assert.equal("language_code" in (menu ?? {}), false, "Telegram has no code for it");
  assert.match(JSON.stringify(menu?.commands), /Бошлаш/);
});

test("/privacy shows what is remembered, and in a private chat gives it out and deletes it, once it is confirmed", async () => {
  const chat = await chatWith();
  await createAnswer(chat.bot, chat.bot.id);
  const { chatId } = (await chat.stored()) ?? {};
  assert.ok(chatId);
  const { tenantId, id: botId } = chat.bot;
  const fact = { tenantId, botId, personId: chatId, text: "Ismi Dilnoza" };
  await db.personFact.create({ data: { id: randomUUID(), ...fact } });
  await db.personFact.create({ data: { id: randomUUID(), ...fact, personId: 5, text: "birovniki" } });
  const [call] = await chat.say("/privacy");
  assert.deepEqual(buttonsOf(call), ["privacy:export", "privacy:delete"]);
  assert.match(String(call?.text), /• Ismi Dilnoza$/);

  const [, file] = await chat.press("privacy:export");
  assert.ok(file?.method === "sendDocument");
  const data = JSON.parse(await (file.document as File).text());
  assert.deepEqual(data.conversations[0].remembered, ["Ismi Dilnoza"]);

  const asked = await chat.press("privacy:delete");
  assert.deepEqual(buttonsOf(asked[1]), ["privacy:erase", "privacy:keep"]);
  assert.deepEqual(sent(await chat.press("privacy:keep")), [say("en")("eraseKept")]);
  assert.ok(await chat.stored());
  const calls = await chat.press("privacy:erase");
  assert.partialDeepStrictEqual(calls[0], { method: "answerCallbackQuery", callback_query_id: "q1" });
  assert.deepEqual(sent(calls), [say("en")("erased")]);
  assert.equal(await chat.stored(), null);
  assert.equal(await db.answer.count({ where: { botId } }), 1, "another's answer is kept");
  assert.deepEqual(
    (await db.personFact.findMany({ where: { botId } })).map(({ text }) => text),
    ["birovniki"],
  );

  const group = await chatWith({ type: "supergroup" });
  const [said] = await group.say("/privacy");
  assert.equal(buttonsOf(said), undefined);
  for (const data of ["privacy:export", "privacy:delete", "privacy:erase", "privacy:keep"])
    assert.deepEqual(await group.press(data), []);
  assert.ok(await group.stored());
});

test("/privacy says what Google may do with the texts, as far as its refusals told the plan", async () => {
  for (const [quotas, plan] of [
    [[null, null], "unknown"],
    [["GenerateRequestsPerDayPerProjectPerModel", null], "unknown"],
    [["GenerateRequestsPerDayPerProjectPerModel", "GenerateRequestsPerMinutePerProjectPerModel"], "paid"],
    [
      ["GenerateRequestsPerDayPerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"],
      "free",
    ],
  ] as const) {
    const chat = await chatWith();
    for (const quotaId of quotas) {
      const keyId = await createKey(chat.bot);
      if (quotaId) await createAnswer(chat.bot, chat.bot.id, {}, [{ keyId, class: "rate_day", quotaId }]);
    }
    const [call] = await chat.say("/privacy");
    assert.ok(String(call?.text).endsWith(say("en")(`googlePlan.${plan}`)), plan);
  }
});

test("a bot that is blocked or removed closes the conversation without a word; other changes do not", async () => {
  for (const [status, closes] of [
    ["kicked", true],
    ["left", true],
    ["member", false],
    ["administrator", false],
  ] as const) {
    const chat = await chatWith();
    assert.deepEqual(await chat.becomes(status), []);
    assert.equal((await chat.stored())?.closedAt !== null, closes, status);
  }
});

test("what a handler throws, and an update outside of a turn, fails the turn", async () => {
  const { bot } = await chatWith();
  const { telegraf } = clientOf(bot);
  const update = { update_id: 1, message: { message_id: 1, date: 0, chat: { id: 7, type: "private" } } };
  await assert.rejects(telegraf.handleUpdate({ ...update } as Update), /outside a turn/);
});

test("words, a command and the button below a broadcast end a bot's broadcasts; a button brings them back", async () => {
  for (const text of ["/unsubscribe", "Отписаться", "obunani bekor qilish.", "Unsubscribe"]) {
    const chat = await chatWith();
    const said = await chat.say(text);
    assert.deepEqual(sent(said), [
      "You will get no more news from me. You can still write to me at any time.",
    ]);
    assert.deepEqual(buttonsOf(said[0]), ["broadcasts:on"]);
    assert.ok((await chat.stored())?.unsubscribedAt, text);
    assert.equal(chat.questions(), 0, "no model is asked");
  }
  const chat = await chatWith();
  assert.ok((await chat.press("broadcasts:off")).some(({ method }) => method === "answerCallbackQuery"));
  assert.ok((await chat.stored())?.unsubscribedAt);
  await chat.press("broadcasts:on");
  assert.equal((await chat.stored())?.unsubscribedAt, null);
  await chat.say("How do I unsubscribe?");
  assert.equal(chat.questions(), 1, "a question about it is a question");
  const group = await chatWith({ type: "group" });
  await group.say("/unsubscribe");
  assert.equal((await group.stored())?.unsubscribedAt, null, "in a group it is a message like any other");
});
