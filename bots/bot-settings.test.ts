// What an owner sets for a bot, as people in Telegram meet it: live in a running worker, without a restart.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setAllowances } from "#lib/bots/edit.ts";
import type { OwnCommand } from "#lib/bots/own-commands.ts";
import {
  orderCommands,
  saveCommand,
  setAtLimit,
  setGroups,
  setIntake,
  setLanguages,
  setWelcome,
} from "#lib/bots/settings-edit.ts";
import { readDelivery } from "#lib/bots/settings-view.ts";
import { until } from "#test/until.ts";
import { BOT, makeWorld, models, TOKEN } from "./fixtures/world.ts";

const world = makeWorld();
const from = (language_code: string) => ({ id: 1, first_name: "Dilnoza", language_code });
const live = async (change: Promise<number>) => world.live(await change);

/** The menu at Telegram. */
async function menuOf(language_code: string): Promise<string[]> {
  const response = await fetch(`${world.sandbox.url}/bot${TOKEN}/getMyCommands`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language_code }),
  });
  const { result } = (await response.json()) as { result: { command: string; description: string }[] };
  return result.map(({ command, description }) => `${command}: ${description}`);
}

const command = (name: string, more: Partial<OwnCommand> = {}): OwnCommand => ({
  ...{ name, kind: "text", description: { uz: `${name}lar` }, text: { uz: `${name}: ming` } },
  ...more,
});

test("words, languages, commands, limits and groups are what people meet as soon as they are live", async (t) => {
  await world.startWorker();
  const { context, botId: id } = world;

  await t.test("the greeting answers /start in the person's language, with their name", async () => {
    await live(setWelcome(context, id, { uz: "Doʻkonga xush kelibsiz, **{name}**!" }));
    assert.deepEqual(await world.ask(1, "/start"), ["Doʻkonga xush kelibsiz, Dilnoza!"]);
    await live(setWelcome(context, id, {}));
    assert.match((await world.ask(1, "/start"))[0] ?? "", /^Assalomu alaykum! Men Test/);
  });

  await t.test(
    "a command of one's own stands in Telegram's menu and answers; one asks the model",
    async () => {
      await live(saveCommand(context, id, { command: command("narx"), was: null }));
      const ask = command("tavsiya", { kind: "prompt", text: { uz: "Tavsiya ber." } });
      await live(saveCommand(context, id, { command: ask, was: null }));
      await until("both are in the menu", async () => (await menuOf("uz")).includes("tavsiya: tavsiyalar"));
      assert.deepEqual((await menuOf("uz")).slice(0, 2), ["narx: narxlar", "tavsiya: tavsiyalar"]);
      assert.deepEqual(await world.ask(1, "/narx"), ["narx: ming"]);
      assert.deepEqual(await world.ask(1, "/tavsiya olma"), [`${models.first}: Tavsiya ber.\n\nolma`]);
      await live(orderCommands(context, id, ["tavsiya", "narx"]));
      await until(
        "the menu has the new order",
        async () => (await menuOf("uz"))[0] === "tavsiya: tavsiyalar",
      );
    },
  );

  await t.test("it speaks only its languages, and in no menu any other", async () => {
    await live(setLanguages(context, id, { languages: ["ru"], locale: null }));
    assert.match((await world.ask(1, { text: "/help", from: from("en") }))[0] ?? "", /^Просто напишите/);
    await until("the Uzbek menu is gone", async () => (await menuOf("uz")).length === 0);
    assert.ok(!(await menuOf("ru")).some((each) => each.startsWith("language:")));
    await live(setLanguages(context, id, { languages: ["uz", "ru"], locale: null }));
  });

  await t.test(
    "in groups it answers by its policy, and where it is off it is silent to commands too",
    async () => {
      const group = { id: -700, type: "supergroup", title: "Sinf" };
      await live(setGroups(context, id, "off"));
      await world.write(group, { text: `/narx@${BOT}` });
      await world.write(group, {
        text: `@${BOT} salom`,
        entities: [{ type: "mention", offset: 0, length: 9 }],
      });
      await world.settled();
      assert.deepEqual(await world.texts(group.id), []);
      await live(setGroups(context, id, "mention"));
      await world.write(group, { text: `/narx@${BOT}` });
      assert.deepEqual(await world.answers(group.id, 1), ["narx: ming"]);
    },
  );

  await t.test("at a limit it says the owner's sentence", async () => {
    await setAllowances(context, id, { person: { perDay: 1 } });
    await live(setAtLimit(context, id, { uz: "Bugungi navbat tugadi, {when} keling." }));
    await world.ask(9, "bir");
    assert.match(
      (await world.ask(9, "ikki"))[0] ?? "",
      /^Bugungi navbat tugadi, .*soat \d\d:\d\d da keling\.$/,
    );
    await live(setAllowances(context, id, {}));
  });
  await world.endWorkers("SIGTERM");
});

test("a bot's intake changes between webhook and polling while it runs, and Telegram says so", async () => {
  await world.startWorker({ PUBLIC_URL: "https://bots.example.com" });
  const { context, botId: id } = world;
  const webhook = async () => (await readDelivery(context, id)).webhook;
  await until("the webhook is set", async () => (await webhook()) === "ours");
  assert.equal((await readDelivery(context, id)).host, "bots.example.com");
  await live(setIntake(context, id, "polling"));
  await until("the webhook is gone", async () => (await webhook()) === "none");
  assert.deepEqual(await world.ask(1, "/narx"), ["narx: ming"], "it is polled");
  await live(setIntake(context, id, "webhook"));
  await until("the webhook is set again", async () => (await webhook()) === "ours");
});
