import assert from "node:assert/strict";
import test from "node:test";
import type { GroupPolicy } from "#generated/enums.ts";
import { asksSomething, goesOn, isMeant, isSilentIn, isStop, partsOf, questionOf } from "./question.ts";

type Message = Parameters<typeof isStop>[0];

const me = { telegramId: 100, username: "Shop_bot", groups: "mention" } as const;
const base = { message_id: 1, date: 0, from: { id: 7, is_bot: false, first_name: "Dilnoza" } };
const message = (more: object): Message =>
  ({ ...base, chat: { id: 7, type: "private", first_name: "Dilnoza" }, ...more }) as unknown as Message;
const group = (more: object): Message =>
  message({ chat: { id: -5, type: "supergroup", title: "Sinf" }, ...more });
const said = (text: string) => message({ text });
const mention = (text: string, name: string) => {
  const entity = { type: "mention", offset: text.indexOf(name), length: name.length };
  return { text, entities: [entity] };
};
const mine = {
  reply_to_message: { ...base, from: { id: me.telegramId, is_bot: true, first_name: "Shop" }, text: "alik" },
};

test("/stop in any case and with any text after it stops this bot; another bot's /stop does not", () => {
  for (const text of ["/stop", "/STOP", "/stop@shop_bot", "/stop@SHOP_BOT hozir", "/stop\nhozir"]) {
    assert.ok(isStop(said(text), me), text);
  }
  for (const text of ["/stop@other_bot", "/stop@", "/stopp", "stop", "hozir /stop", ""]) {
    assert.ok(!isStop(said(text), me), text);
  }
  assert.ok(!isStop(message({ photo: [] }), me));
});

test("in a private chat every message addresses the bot", () => {
  assert.ok(isMeant(said("salom"), me));
});

test("in a group a mention by name or id, or a reply, addresses the bot; mentions of others do not", () => {
  assert.ok(isMeant(group(mention("qani @shop_bot", "@shop_bot")), me));
  const caption = {
    caption: "@shop_bot bu nima",
    caption_entities: [{ type: "mention", offset: 0, length: 9 }],
  };
  assert.ok(isMeant(group(caption), me));
  const byId = (id: number) => ({
    text: "Shop",
    entities: [{ type: "text_mention", offset: 0, length: 4, user: { id } }],
  });
  assert.ok(isMeant(group(byId(100)), me));
  assert.ok(isMeant(group({ text: "ha", ...mine }), me));
  assert.ok(!isMeant(group({ text: "salom" }), me));
  assert.ok(!isMeant(group(mention("qani @other_bot", "@other_bot")), me));
  assert.ok(!isMeant(group(byId(101)), me));
  assert.ok(!isMeant(group({ text: "ha", reply_to_message: base }), me));
  // Only the name, which Telegram does not mark as a mention.
  assert.ok(!isMeant(group({ text: "@shop_bot", entities: [{ type: "code", offset: 0, length: 9 }] }), me));
});

test("in a group each policy answers what it says, privately every one answers all", () => {
  const mentioned = group(mention("qani @shop_bot", "@shop_bot"));
  const replied = group({ text: "ha", ...mine });
  const other = group({ text: "salom" });
  const commanded = group({ text: "/narx@other_bot" });
  const answered = (groups: GroupPolicy) =>
    [mentioned, replied, other, commanded].map((message) => isMeant(message, { ...me, groups }));
  assert.deepEqual(answered("mention"), [true, true, false, false]);
  assert.deepEqual(answered("reply"), [false, true, false, false]);
  assert.deepEqual(answered("all"), [true, true, true, false], "a command for somebody else is no question");
  assert.deepEqual(answered("off"), [false, false, false, false]);
  assert.ok(isMeant(said("salom"), { ...me, groups: "off" }));
  assert.ok(isSilentIn(other, { groups: "off" }) && !isSilentIn(said("salom"), { groups: "off" }));
});

test("a question leaves out mentions of the bot and keeps mentions of others", () => {
  const asked = group({
    text: "@shop_bot qani @other_bot @shop_bot",
    entities: [
      { type: "mention", offset: 0, length: 9 },
      { type: "mention", offset: 15, length: 10 },
      { type: "mention", offset: 26, length: 9 },
    ],
  });
  assert.equal(questionOf([asked], me)?.text, "qani @other_bot");
  assert.equal(questionOf([group(mention("@shop_bot", "@shop_bot"))], me)?.text, "@shop_bot");
  // Only what Telegram marks as a mention is one.
  const code = { text: "@shop_bot qani", entities: [{ type: "code", offset: 0, length: 9 }] };
  assert.equal(questionOf([group(code)], me)?.text, "@shop_bot qani");
});

test("messages in a row are one question; a file without a caption is named by its kind", () => {
  const photo = [
    { file_id: "small", file_size: 1 },
    { file_id: "large", file_size: 9 },
  ];
  const question = questionOf(
    [message({ photo }), said("bu nima"), message({ voice: { file_id: "v" } })],
    me,
  );
  assert.equal(question?.text, "[photo]\nbu nima\n[voice]");
  assert.deepEqual(
    question.files.map(({ fileId, mimeType, size }) => [fileId, mimeType, size]),
    [
      ["large", "image/jpeg", 9],
      ["v", "audio/ogg", null],
    ],
  );
});

test("a file without a type or a name has the usual one of its kind; the largest size of a photo is read", () => {
  const read = (more: object) => {
    const question = questionOf([message(more)], me);
    return [question?.text, question?.files[0]?.mimeType, question?.files[0]?.fileId];
  };
  assert.deepEqual(read({ audio: { file_id: "a" } }), ["[audio]", "audio/mp3", "a"]);
  assert.deepEqual(read({ document: { file_id: "d", mime_type: "text/plain" } }), [
    "[document]",
    "text/plain",
    "d",
  ]);
  const photo = ["small", "middle", "large"].map((file_id) => ({ file_id }));
  assert.deepEqual(read({ photo }), ["[photo]", "image/jpeg", "large"]);
});

test("documents that a model reads are part of the question; others are not", () => {
  const document = (mime_type?: string) =>
    questionOf([message({ document: { file_id: "d", file_name: "a.bin", mime_type } })], me);
  for (const type of ["image/png", "video/mp4", "text/csv", "application/pdf", "application/json"]) {
    assert.equal(document(type)?.text, "[a.bin]", type);
  }
  for (const type of ["application/zip", "application/msword", "font/x-text/", undefined]) {
    assert.equal(document(type), null, type);
  }
});

test("the message replied to is given to the model, up to 2,000 characters, but for the bot's own in a private chat", () => {
  const quoting = (text: string, from = base.from) =>
    questionOf([message({ text: "bu nima", reply_to_message: { ...base, from, text } })], me)?.quoted;
  assert.equal(quoting("narxlar"), "narxlar");
  assert.equal(quoting("n".repeat(3_000))?.length, 2_000);
  const own = (type: string) => ({
    reply_to_message: { ...mine.reply_to_message, chat: { id: 1, type }, text: "Salom" },
  });
  assert.equal(questionOf([message({ text: "bu nima", ...own("private") })], me)?.quoted, null);
  assert.equal(questionOf([message({ text: "bu nima", ...own("group") })], me)?.quoted, "Salom");
  // A channel's message has no sender.
  const post = { reply_to_message: { message_id: 1, text: "narxlar" } };
  assert.equal(questionOf([message({ text: "bu nima", ...post })], me)?.quoted, "narxlar");
  assert.ok(!isMeant(group({ text: "bu nima", ...post }), me));
  const question = {
    text: "bu nima",
    files: [{ fileId: "f", mimeType: "image/png", size: 1 }],
    quoted: "narxlar",
  };
  assert.deepEqual(partsOf(question, ["AAAA"]), [
    { inlineData: { mimeType: "image/png", data: "AAAA" } },
    { text: "The message replies to this one:\nnarxlar" },
    { text: "bu nima" },
  ]);
  // What was not read of the files is left out.
  assert.deepEqual(partsOf({ ...question, files: [], quoted: null }, ["AAAA"]), [{ text: "bu nima" }]);
});

test("service messages are not questions", () => {
  const kinds = [
    "text",
    "photo",
    "voice",
    "audio",
    "document",
    "video",
    "video_note",
    "sticker",
    "animation",
    "location",
  ];
  for (const kind of kinds) assert.ok(asksSomething(message({ [kind]: {} })), kind);
  assert.ok(!asksSomething(message({ pinned_message: {} })));
  assert.ok(!asksSomething(message({ new_chat_members: [] })));
});

test("texts in a row are one question in a private chat only; a command or a file ends it", () => {
  assert.ok(goesOn(said("bir"), said("ikki")));
  assert.ok(!goesOn(said("bir"), said("/new")));
  assert.ok(!goesOn(said("/help"), said("bir")));
  assert.ok(!goesOn(said("bir"), message({ voice: {} })));
  assert.ok(!goesOn(message({ photo: [] }), said("bir")));
  assert.ok(!goesOn(group({ text: "bir" }), group({ text: "ikki" })));
});

test("photos of one album are one question, in a group too; another album's are not", () => {
  const album = (media_group_id: string) => group({ photo: [], media_group_id });
  assert.ok(goesOn(album("a"), album("a")));
  assert.ok(!goesOn(album("a"), album("b")));
  assert.ok(!goesOn(album("a"), group({ text: "bir" })));
});
