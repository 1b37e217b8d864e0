// What people send besides text, through a worker to Gemini and back: the sandbox's model repeats what it was given.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { setManner } from "#lib/bots/settings-edit.ts";
import { db } from "#lib/db.ts";
import { saveModels } from "#lib/models/save.ts";
import { cellOf, docxOf, paragraphOf, xlsxOf } from "./fixtures/office.ts";
import { BOT, makeWorld } from "./fixtures/world.ts";

interface InChat {
  message_id: number;
  out: boolean;
  text?: string;
  voice?: { file_id: string; duration: number; mime_type: string };
  rich_message?: { blocks: { type: string }[] };
}

const SPEAKER = "gemini-2.5-flash-preview-tts";
const world = makeWorld({ workers: 1 });
let people = 500;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const said = (text: string) => text.replace(/^gemini-[\w.-]+: /, "");
const chatOf = async (chat: number) =>
  (await world.telegram<{ messages: InChat[] }>("GET", `/chats/${BOT}/${chat}`)).messages.filter(
    ({ out }) => out,
  );
/** The bot's answer to a message of a new person. */
const answerTo = async (...messages: object[]) => {
  const chat = ++people;
  await world.writeAtOnce(chat, ...messages);
  await world.answers(chat, 1);
  await world.settled();
  return (await world.texts(chat)).map((text) => said(text ?? ""));
};
const file = (name: string, bytes: Uint8Array, mime_type = "application/octet-stream") => ({
  document: { data: base64(bytes), file_name: name, mime_type },
});

test("office files and texts come to the model as text, pictures and videos as they are, the rest in words", async () => {
  const row = `<row r="1">${cellOf("A1", "non")}<c r="B1"><v>5000</v></c></row>`;
  assert.deepEqual(await answerTo({ ...file("narx.xlsx", xlsxOf(row)), caption: "qimmati?" }), [
    "The file “narx.xlsx”:\n\nNarxlar\n\nnon 5000qimmati?",
  ]);
  assert.deepEqual(await answerTo(file("a.docx", docxOf(paragraphOf("salom")))), [
    "The file “a.docx”:\nsalom[a.docx]",
  ]);
  assert.deepEqual(await answerTo({ video_note: base64(Buffer.from("mp4")) }), ["[video_note]"]);
  assert.deepEqual(await answerTo({ sticker: "😂" }), ["😂"]);
  assert.deepEqual(await answerTo({ location: { latitude: 41.3, longitude: 69.2 } }), [
    "[location: 41.30000, 69.20000]",
  ]);
  const forwarded = { text: "narx 5 ming", forward_origin: { type: "hidden_user", sender_user_name: "Ali" } };
  assert.deepEqual(await answerTo({ text: "rostmi?" }, forwarded), [
    "rostmi?\n[Forwarded from Ali]\nnarx 5 ming",
  ]);
  const album = ["bir", "ikki"].map((name) => ({ photo: base64(Buffer.from(name)), media_group_id: "a" }));
  assert.deepEqual(await answerTo({ ...album[0], caption: "qaysi?" }, album[1] ?? {}), ["qaysi?\n[photo]"]);
});

test("what cannot be read gets one sentence in the person's language, and no model is asked", async () => {
  const before = await db.answer.count();
  assert.match(
    (await answerTo(file("a.zip", Buffer.from("PK"), "application/zip")))[0] ?? "",
    /a\.zip.*oʻqiy olmayman/,
  );
  assert.match((await answerTo(file("b.docx", Buffer.from("PK"))))[0] ?? "", /b\.docx.*ochilmadi/);
  assert.match((await answerTo(file("c.csv", Buffer.from(" "))))[0] ?? "", /c\.csv.*boʻsh/);
  assert.match((await answerTo(file("d.csv", Buffer.alloc(20 * 1024 * 1024 + 1, "a"))))[0] ?? "", /20 MB/);
  assert.match((await answerTo({ extra: { story: { id: 1 } } }))[0] ?? "", /tushunmayman/);
  assert.equal(await db.answer.count(), before);
});

test("an edited question's answer changes where it stands; a reply brings what it points at", async () => {
  const chat = ++people;
  const id = await world.write(chat, "bir");
  await world.answers(chat, 1);
  await world.settled();
  await world.telegram("POST", "/edits", { bot: BOT, chat: { id: chat }, message_id: id, text: "ikki" });
  await world.telegram("GET", `/wait?bot=${BOT}&chat=${chat}&contains=ikki&timeout=60000`);
  await world.settled();
  assert.deepEqual((await world.texts(chat)).map(said), ["ikki"]);
  const [answer] = await chatOf(chat);
  await world.write(chat, { text: "nega?", reply_to_message_id: answer?.message_id, quote: "ikki" });
  await world.answers(chat, 2);
  await world.settled();
  const [, second = ""] = await world.texts(chat);
  assert.match(second, /replies to this one of yours:\n.*It quotes this part of it:\nikkinega\?$/s);
});

test("a question by voice is answered in text and by voice, if the owner wants it and a model speaks", async () => {
  const voice = { voice: base64(Buffer.from("ogg")) };
  assert.deepEqual(await answerTo(voice), ["[voice]"]);
  const { context, botId } = world;
  await setManner(context, botId, { voice: true, rich: true });
  const entries = [
    { model: "gemini-2.5-flash", enabled: true },
    { model: SPEAKER, enabled: true },
  ];
  const saved = await saveModels(context, { botId, version: 0, entries });
  assert.ok(saved.kind === "saved");
  await world.live(saved.version);
  await answerTo(voice);
  const [text, sound, ...others] = await chatOf(people);
  assert.deepEqual([said(text?.text ?? ""), others], ["[voice]", []]);
  assert.ok(sound?.voice && sound.voice.duration >= 1, JSON.stringify(sound));
  const bytes = await fetch(`${world.sandbox.url}/control/telegram/files/${sound.voice.file_id}`);
  assert.equal(Buffer.from(await bytes.arrayBuffer()).toString("latin1", 0, 4), "OggS");
  const { attempts, sent } = await db.answer.findFirstOrThrow({
    where: { question: "[voice]" },
    orderBy: { startedAt: "desc" },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  assert.deepEqual(
    [attempts.map(({ model, class: kind }) => [model, kind]), sent],
    [
      [
        ["gemini-2.5-flash", "ok"],
        [SPEAKER, "ok"],
      ],
      [text?.message_id, sound.message_id],
    ],
  );
  await world.gemini("models", { [SPEAKER]: { state: "overloaded" } });
  assert.deepEqual(await answerTo(voice), ["[voice]"], "text alone, where nobody can speak");
});

test("a table is Telegram's own where the owner wants it; where Telegram refuses that, it is text", async () => {
  const table = "| a | b |\n|---|---|\n| 1 | 2 |";
  await world.gemini("reply", { mode: "fixed", text: table });
  await answerTo({ text: "jadval" });
  const [rich] = await chatOf(people);
  assert.deepEqual([rich?.text, rich?.rich_message?.blocks.map(({ type }) => type)], [undefined, ["table"]]);
  const refused = { error_code: 400, description: "Bad Request: RICH_MESSAGE_INVALID", times: 1 };
  await world.faults({
    errors: [
      { ...refused, method: "sendRichMessage" },
      { ...refused, method: "editMessageText" },
    ],
  });
  assert.deepEqual(await answerTo({ text: "jadval" }), ["a | b\n1 | 2"]);
  await world.faults({ errors: [] });
});
