// What people do in a chat and what they see.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
const echo = (text: string) => `${models.first}: ${text}`;
const group = { id: -500, type: "supergroup", title: "Sinf" };
const answersIn = (chatId: number) =>
  db.answer.findMany({ where: { conversation: { chatId } }, orderBy: { startedAt: "asc" } });

test("/start welcomes with a choice of language, and the choice is kept", async () => {
  assert.match((await world.ask(1, "/start"))[0]!, /^Assalomu alaykum! Men Test/);
  const [welcome] = await world.shown(1);
  const button = welcome!.reply_markup!.inline_keyboard.flat().find(({ text }) => text === "Русский")!;
  await world.press(1, welcome!.message_id, button.callback_data);
  assert.deepEqual((await world.answers(1, 2)).slice(1), ["Теперь я говорю по-русски."]);
  await world.settled();
  assert.match((await world.ask(1, "/help"))[0]!, /^Просто напишите/);
});

test("/new forgets earlier messages", async () => {
  await world.ask(2, "birinchi");
  await world.ask(2, "/new");
  await world.ask(2, "ikkinchi");
  const { calls } = await world.sandbox.control<{ calls: { contents: number }[] }>(
    "GET",
    "/gemini/calls?text=ikkinchi",
  );
  assert.equal(calls[0]!.contents, 1);
});

test("messages sent in a row are answered as one question, which the record shows", async () => {
  const ids = await world.writeAtOnce(3, "bir", "ikki", "uch");
  await world.answers(3, 1);
  await world.settled();
  assert.deepEqual(await world.texts(3), [echo("bir\nikki\nuch")]);
  const answers = await answersIn(3);
  assert.deepEqual(
    answers.map(({ asked }) => asked),
    [ids],
  );
});

test("/stop ends the answer under way: its text stays, and Gemini is not called again", async () => {
  await world.keepBack(1);
  await world.write(4, "bir ikki uch tort besh olti yetti sakkiz toqqiz on");
  await world.growing(4);
  await world.write(4, "/stop");
  await world.answers(4, 2);
  await world.settled();
  const [answer, stopped] = await world.texts(4);
  assert.ok(echo("bir ikki uch tort besh olti yetti sakkiz toqqiz on").startsWith(answer!));
  assert.doesNotMatch(answer!, /toqqiz on$/);
  assert.equal(stopped, "Toʻxtatdim.");
  assert.equal((await answersIn(4))[0]!.state, "cancelled");
  await world.letGo();
});

test("the button of the draft ends the answer under way: its text stays, without a word more", async () => {
  await world.keepBack(1);
  const question = "bir ikki uch tort besh olti yetti sakkiz toqqiz on";
  await world.write(44, question);
  await world.growing(44);
  await world.stop(44);
  const [answer, ...more] = await world.answers(44, 1);
  await world.settled();
  assert.ok(echo(question).startsWith(answer!));
  assert.doesNotMatch(answer!, /toqqiz on$/);
  assert.deepEqual([more, (await world.texts(44)).length], [[], 1]);
  assert.equal((await answersIn(44))[0]!.state, "cancelled");
  await world.letGo();
});

test("/privacy says what is stored, and its button deletes all of it", async () => {
  await world.ask(5, "sirim bor");
  await world.ask(5, "/privacy");
  const shown = await world.shown(5);
  const [, remove] = shown[1]!.reply_markup!.inline_keyboard;
  await world.press(5, shown[1]!.message_id, remove![0]!.callback_data);
  await world.answers(5, 3);
  assert.equal(await db.answer.count({ where: { question: "sirim bor" } }), 1, "it asks once more");
  const asked = (await world.shown(5))[2]!;
  await world.press(5, asked.message_id, asked.reply_markup!.inline_keyboard[0]![0]!.callback_data);
  await world.answers(5, 4);
  await world.settled();
  assert.equal(await db.conversation.count({ where: { chatId: 5 } }), 0);
  assert.equal(await db.answer.count({ where: { question: "sirim bor" } }), 0);
  const kept = await db.update.findMany({ where: { lane: { chatId: 5 } } });
  assert.ok(kept.every(({ payload }) => !JSON.stringify(payload).includes("sirim")));
  assert.deepEqual(await world.ask(5, "yana men"), [echo("yana men")]);
});

test("in a group the bot answers only mentions and replies", async () => {
  const from = { id: 70, first_name: "Anvar", language_code: "uz" };
  await world.write(group, { from, text: "hech kimga" });
  await world.write(group, { from, text: "@test_bot nima gap" });
  await world.answers(group.id, 1);
  await world.settled();
  const [answer] = await world.shown(group.id);
  assert.equal(answer!.text, echo("nima gap"));
  await world.write(group, { from, text: "davom et", reply_to_message_id: answer!.message_id });
  await world.answers(group.id, 2);
  await world.settled();
  assert.equal((await world.texts(group.id)).length, 2);
});

test("photos, voice, documents and places reach the model; other kinds get a polite sentence", async () => {
  const data = Buffer.from("%PDF-1.4 salom").toString("base64");
  await world.ask(6, { photo: data, caption: "bu nima" });
  await world.ask(6, { voice: data });
  await world.ask(6, {
    document: { data, file_name: "a.pdf", mime_type: "application/pdf" },
    caption: "oʻqi",
  });
  const questions = (await answersIn(6)).map(({ question, state }) => `${question} ${state}`);
  assert.deepEqual(questions, ["bu nima answered", "[voice] answered", "oʻqi answered"]);
  const archive = { data, file_name: "a.zip", mime_type: "application/zip" };
  assert.match((await world.ask(6, { document: archive }))[0]!, /^“a\.zip”.*PDF, Word, Excel/);
  assert.match((await world.ask(6, { extra: { location: { latitude: 41.5, longitude: 1 } } }))[0]!, /41\.5/);
});

test("an album is one question", async () => {
  const photo = Buffer.from("salom").toString("base64");
  const album = { photo, media_group_id: "a1" };
  await world.writeAtOnce(9, { ...album, caption: "solishtir" }, album);
  await world.answers(9, 1);
  await world.settled();
  assert.deepEqual(
    (await answersIn(9)).map(({ asked }) => asked.length),
    [2],
  );
});

test("a refused question gets a sentence of its own", async () => {
  assert.match((await world.ask(10, "yomon savol [[block]]"))[0]!, /^Kechirasiz, bunga javob bera olmayman/);
  assert.equal((await answersIn(10))[0]!.state, "refused");
});

test("a long answer is sent in parts within Telegram's limit", async () => {
  await world.gemini("reply", { mode: "pleasant" });
  await world.write(34, "uzun [[reply:9000]]");
  await world.answers(34, 2);
  await world.settled();
  const texts = await world.texts(34);
  assert.ok(texts.length >= 2 && texts.every((text) => text.length <= 4096));
  const [answer] = await answersIn(34);
  assert.deepEqual(
    answer!.sent,
    (await world.shown(34)).map(({ message_id }) => message_id),
  );
  await world.gemini("reply", { mode: "echo" });
});

test("after a broken stream the next candidate starts over, and the shown text is replaced", async () => {
  await world.gemini("models", { [models.first]: { tokenMs: 50, cutAfterTokens: 3 } });
  const text = "bir ikki uch tort besh olti yetti sakkiz";
  assert.deepEqual(await world.ask(35, text), [`${models.second}: ${text}`]);
  await world.gemini("models", { [models.first]: { tokenMs: 0, cutAfterTokens: null } });
  await db.park.deleteMany();
});

test("blocking the bot closes the conversation without an error; the person may come back", async () => {
  const shut = (blocked: boolean) =>
    world.telegram("POST", "/block", { bot: "test_bot", chat: { id: 33 }, ...(blocked ? {} : { blocked }) });
  const closed = async () => (await db.conversation.findFirst({ where: { chatId: 33 } }))!.closedAt;
  await world.ask(33, "salom");
  await shut(true);
  await until("the conversation is closed", closed);
  await shut(false);
  await until("the conversation is open", async () => (await closed()) === null);
  assert.equal((await world.ask(33, "men keldim")).length, 1);
});

test("text that Postgres rejects (NUL, a lone surrogate) is answered", async () => {
  assert.equal((await world.ask(36, "a\u0000b \ud83d c")).length, 1);
});
