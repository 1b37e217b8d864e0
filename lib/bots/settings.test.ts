// What an owner sets for a bot beside its prompt: that it is kept, that the workers get it, and what is refused.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { setKnowledge } from "../knowledge/settings.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { usualMemory } from "../memory/usual.ts";
import { commandIn, OWN_COMMANDS_MAX, type OwnCommand } from "./own-commands.ts";
import { defaultSettings, settingsFrom } from "./settings.ts";
import {
  orderCommands,
  removeCommand,
  renewWebhook,
  saveCommand,
  setAtLimit,
  setGroups,
  setIntake,
  setLanguages,
  setManner,
  setMemory,
  setWelcome,
} from "./settings-edit.ts";
import { getBotSettings } from "./settings-view.ts";
import { usesWebhook, webhookFault } from "./webhooks.ts";
import { filled, textInAny } from "./words.ts";

const command = (name: string, text = "Ming soʻm"): OwnCommand => ({
  ...{ name, kind: "text", description: { uz: `${name} haqida` }, text: { uz: text } },
});

async function makeBot() {
  const context = await createTenant();
  const id = await createBot(context);
  const live = async () => {
    const bot = (await loadTenant(context.tenantId))?.bots.get(id);
    assert.ok(bot);
    return bot;
  };
  const names = async () => (await live()).commands.map(({ name }) => name);
  return { context, id, live, names };
}

test("what is not set is the default, and a column that cannot be read counts as not set", () => {
  const row = {
    speech: {},
    commands: [],
    groups: "mention",
    intake: "automatic",
    memory: {},
    knowledge: {},
  } as const;
  assert.deepEqual(settingsFrom(row), defaultSettings);
  for (const speech of [null, "odd", 7]) assert.deepEqual(settingsFrom({ ...row, speech }), defaultSettings);
  const half = settingsFrom({ ...row, speech: { welcome: { uz: "Salom" }, languages: ["xx"] } }).speech;
  assert.deepEqual([half.welcome, half.languages], [{ uz: "Salom" }, ["uz", "ru", "en"]]);
  assert.deepEqual(settingsFrom({ ...row, commands: [{ name: 1 }] }).commands, []);
  assert.deepEqual(settingsFrom({ ...row, memory: { tokens: -1, facts: false } }).memory, {
    ...usualMemory,
    facts: false,
  });
  assert.deepEqual(settingsFrom({ ...row, memory: "odd" }).memory, usualMemory);
  assert.deepEqual(settingsFrom({ ...row, knowledge: { only: true, named: 7 } }).knowledge, {
    only: true,
    named: false,
  });
});

test("each setting reaches the workers' snapshot, the page and the record, and leaves the others alone", async () => {
  const { context, id, live } = await makeBot();
  const other = await createBot(context);
  await setWelcome(context, id, { uz: "Salom, {name}!", ru: "  " });
  await setAtLimit(context, id, { en: "Enough until {when}." });
  await setLanguages(context, id, { languages: ["ru", "uz"], locale: "ru" });
  await setManner(context, id, { voice: true, rich: false });
  await setGroups(context, id, "all");
  await setMemory(context, id, { ...usualMemory, tokens: 1_000 });
  await setKnowledge(context, id, { only: true, named: true });
  const version = await setIntake(context, id, "polling");
  const bot = await live();
  assert.deepEqual(bot.speech, {
    welcome: { uz: "Salom, {name}!" },
    atLimit: { en: "Enough until {when}." },
    languages: ["ru", "uz"],
    locale: "ru",
    voice: true,
    rich: false,
  });
  assert.deepEqual([bot.groups, bot.intake, bot.locale], ["all", "polling", "ru"]);
  assert.deepEqual(bot.memory, { ...usualMemory, tokens: 1_000 });
  assert.deepEqual(bot.knowledge, { only: true, named: true, sources: [] });
  assert.equal((await loadTenant(context.tenantId))?.version, version);
  assert.deepEqual((await getBotSettings(context, other))?.speech, defaultSettings.speech);
  const { after } = await db.audit.findFirstOrThrow({ where: { action: "bot.groups", target: id } });
  assert.deepEqual(after, { groups: '"all"' });
});

test("the default language is the tenant's where the bot speaks it, else the first that it speaks", async () => {
  const { context, id, live } = await makeBot();
  await db.tenant.update({ where: { id: context.tenantId }, data: { locale: "ru" } });
  assert.equal((await live()).locale, "ru");
  await setLanguages(context, id, { languages: ["en", "uz"], locale: null });
  assert.equal((await live()).locale, "en");
  for (const [languages, locale] of [
    [[], null],
    [["uz", "uz"], null],
    [["uz"], "ru"],
  ] as const)
    await assert.rejects(setLanguages(context, id, { languages, locale }), { code: "invalid" });
});

test("commands are added at the end, changed in their place, ordered and removed", async () => {
  const { context, id, live, names } = await makeBot();
  for (const name of ["narx", "manzil", "ish_vaqti"])
    await saveCommand(context, id, { command: command(name), was: null });
  await saveCommand(context, id, { command: command("joy", "Chilonzor"), was: "manzil" });
  assert.deepEqual(await names(), ["narx", "joy", "ish_vaqti"]);
  assert.deepEqual((await live()).commands[1]?.text, { uz: "Chilonzor" });
  // A colleague has added the last one meanwhile.
  await orderCommands(context, id, ["joy", "narx", "gone"]);
  assert.deepEqual(await names(), ["joy", "narx", "ish_vaqti"]);
  await removeCommand(context, id, "narx");
  await removeCommand(context, id, "narx");
  assert.deepEqual(await names(), ["joy", "ish_vaqti"]);
});

test("of two admins who add a command at the same moment, neither loses theirs", async () => {
  const { context, id, names } = await makeBot();
  const added = ["bir", "ikki", "uch", "tort"];
  await Promise.all(added.map((name) => saveCommand(context, id, { command: command(name), was: null })));
  assert.deepEqual((await names()).toSorted(), added.toSorted());
});

test("a command that Telegram or the bot would refuse is refused with its reason", async () => {
  const { context, id } = await makeBot();
  const save = (given: OwnCommand, was: string | null = null) =>
    saveCommand(context, id, { command: given, was });
  await save(command("narx"));
  for (const name of ["", "Narx", "narx-navo", "нарх"])
    await assert.rejects(save(command(name)), { code: "command_name", field: "name" });
  for (const name of ["start", "language", "stop_alerts"])
    await assert.rejects(save(command(name)), { code: "command_built_in", field: "name" });
  await assert.rejects(save(command("narx")), { code: "command_taken", field: "name" });
  await assert.rejects(save({ ...command("joy"), text: { ru: " " } }), {
    code: "command_empty",
    field: "text",
  });
  await assert.rejects(save({ ...command("joy"), description: {} }), { code: "command_empty" });
  await assert.rejects(save({ ...command("joy"), description: { uz: "x".repeat(257) } }), {
    code: "invalid",
  });
  await assert.rejects(save(command("joy"), "gone"), { code: "not_found" });
  const many = Array.from({ length: OWN_COMMANDS_MAX }, (_, i) => command(`c${i}`));
  await db.bot.update({ where: { id }, data: { commands: JSON.parse(JSON.stringify(many)) } });
  await assert.rejects(save(command("joy")), { code: "commands_full" });
});

test("texts of Telegram's length are kept, longer ones refused", async () => {
  const { context, id } = await makeBot();
  await setWelcome(context, id, { uz: "x".repeat(4_000) });
  for (const set of [setWelcome, setAtLimit])
    await assert.rejects(set(context, id, { uz: "x".repeat(4_001) }), { code: "invalid" });
});

test("a new webhook address replaces path and secret, and the record holds neither", async () => {
  const { context, id, live } = await makeBot();
  const before = await live();
  await renewWebhook(context, id);
  const after = await live();
  assert.notEqual(after.webhookPath, before.webhookPath);
  assert.match(after.webhookSecret, /^[0-9a-f]{64}$/);
  const row = await db.audit.findFirstOrThrow({ where: { action: "bot.webhook", target: id } });
  const told = JSON.stringify([row.target, row.detail, row.before, row.after]);
  assert.ok(!told.includes(after.webhookPath) && !told.includes(after.webhookSecret));
});

test("another tenant's bot is not found, whatever is set", async () => {
  const { id, live } = await makeBot();
  const stranger = await createTenant();
  const before = JSON.stringify(await live());
  for (const call of [
    () => setWelcome(stranger, id, { uz: "Salom" }),
    () => saveCommand(stranger, id, { command: command("narx"), was: null }),
    () => setGroups(stranger, id, "off"),
    () => setManner(stranger, id, { voice: true, rich: true }),
    () => setKnowledge(stranger, id, { only: true, named: true }),
    () => setIntake(stranger, id, "polling"),
    () => renewWebhook(stranger, id),
  ])
    await assert.rejects(call, { code: "not_found" });
  assert.equal(await getBotSettings(stranger, id), null);
  assert.equal(JSON.stringify(await live()), before);
});

test("webhooks need https and one of Telegram's ports, and a bot may refuse them", () => {
  assert.equal(webhookFault("http://bots.example.com"), "not_https");
  assert.equal(webhookFault("https://bots.example.com:3000"), "port");
  for (const url of ["https://bots.example.com", "https://bots.example.com:8443/x"]) {
    assert.equal(webhookFault(url), null);
    assert.deepEqual(
      (["automatic", "webhook", "polling"] as const).map((choice) => usesWebhook(choice, url)),
      [true, true, false],
    );
  }
  assert.equal(usesWebhook("webhook", "http://bots.example.com"), false);
});

test("a person's name stays as it is, whatever Markdown it looks like", () => {
  assert.equal(filled("Salom, {name}! {name}", { name: "_A*\n$&" }), "Salom, \\_A\\* \\$\\&! \\_A\\* \\$\\&");
  assert.equal(textInAny({ uz: " ", ru: "да" }, ["uz", "en", "ru"]), "да");
});

test("a command is read with what follows it; one for another bot is none", () => {
  assert.deepEqual(commandIn("/Narx@Shop_Bot  qizil\nolma ", "shop_bot"), {
    name: "narx",
    rest: "qizil\nolma",
  });
  for (const text of ["/narx@other_bot", "narx", "/", "/на"]) assert.equal(commandIn(text, "shop_bot"), null);
});
