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
    question.files.map(({ fileId, treatment, size }) => [fileId, treatment, size]),
    [
      ["large", { as: "file", mimeType: "image/jpeg" }, 9],
      ["v", { as: "file", mimeType: "audio/ogg" }, null],
    ],
  );
});

test("each kind of file that Telegram brings goes the way that a model can read it, without a type or a name too", () => {
  const read = (more: object) => {
    const question = questionOf([message(more)], me);
    const [file] = question?.files ?? [];
    const { treatment } = file ?? {};
    return [question?.text, treatment && ("mimeType" in treatment ? treatment.mimeType : treatment.format)];
  };
  assert.deepEqual(read({ audio: { file_id: "a" } }), ["[audio]", "audio/mp3"]);
  assert.deepEqual(read({ audio: { file_id: "a", mime_type: "audio/x-m4a" } }), ["[audio]", "audio/m4a"]);
  assert.deepEqual(read({ video: { file_id: "v" } }), ["[video]", "video/mp4"]);
  assert.deepEqual(read({ video_note: { file_id: "n", length: 240 } }), ["[video_note]", "video/mp4"]);
  // Telegram sends an animation as a document too.
  const gif = { file_id: "g", file_name: "giphy.mp4", mime_type: "video/mp4" };
  assert.deepEqual(read({ animation: gif, document: gif }), ["[animation]", "video/mp4"]);
  assert.deepEqual(read({ document: { file_id: "d", mime_type: "text/plain" } }), ["[document]", "text"]);
  assert.deepEqual(read({ document: { file_id: "d", file_name: "narx.XLSX" } }), ["[narx.XLSX]", "xlsx"]);
  const photo = ["small", "middle", "large"].map((file_id) => ({ file_id }));
  assert.deepEqual(read({ photo }), ["[photo]", "image/jpeg"]);
  assert.equal(questionOf([message({ photo })], me)?.files[0]?.fileId, "large");
});

test("a document that nobody here reads is named, so that the person hears of it", () => {
  const document = (mime_type?: string, file_name = "a.bin") =>
    questionOf([message({ document: { file_id: "d", file_name, mime_type } })], me);
  for (const type of ["image/png", "video/mp4", "text/csv", "application/pdf", "application/json"]) {
    assert.deepEqual(
      [document(type)?.text, document(type)?.unread, document(type)?.files.length],
      ["[a.bin]", null, 1],
    );
  }
  for (const type of ["application/zip", "application/msword", "image/gif", undefined]) {
    assert.deepEqual([document(type)?.unread, document(type)?.files], ["a.bin", []], type);
  }
});

test("a sticker is its emoji; places, contacts, dice, polls and lists are said in words", () => {
  const words = (more: object) => questionOf([message(more)], me)?.prompt;
  assert.equal(words({ sticker: { file_id: "s", emoji: "😂" } }), "😂");
  const location = { latitude: 41.311081, longitude: 69.240562 };
  assert.equal(words({ location }), "[location: 41.31108, 69.24056]");
  const venue = { location, title: "Chorsu [bozor]", address: "Toshkent" };
  assert.equal(words({ location, venue }), "[place: Chorsu bozor , Toshkent (41.31108, 69.24056)]");
  assert.equal(
    words({ contact: { phone_number: "+998901234567", first_name: "Ali" } }),
    "[contact: Ali, +998901234567]",
  );
  assert.equal(words({ dice: { emoji: "🎲", value: 4 } }), "[🎲 4]");
  const poll = { type: "regular", question: "Qaysi biri?", options: [{ text: "Non" }, { text: "Sut" }] };
  assert.equal(words({ poll }), "[poll: Qaysi biri? – Non; Sut]");
  const checklist = { title: "Xarid", tasks: [{ text: "Non", completion_date: 5 }, { text: "Sut" }] };
  assert.equal(words({ checklist }), "[checklist: Xarid – ☑ Non; ☐ Sut]");
  const rich_message = {
    blocks: [
      { type: "paragraph", text: ["Narx: ", { type: "bold", text: "5" }] },
      { type: "table", cells: [[{ text: "a" }, { text: "b" }]] },
    ],
  };
  assert.equal(words({ rich_message }), "Narx: 5\na | b");
  for (const kind of ["story", "paid_media", "giveaway"])
    assert.equal(words({ [kind]: {} }), undefined, kind);
});

test("the message replied to is given to the model, with what is quoted of it; the bot's own in a private chat in short", () => {
  const quoting = (text: string, more: object = {}) =>
    questionOf([message({ text: "bu nima", reply_to_message: { ...base, text }, ...more })], me)?.reference;
  const intro = "The message replies to this one";
  assert.equal(quoting("narxlar"), `${intro}:\nnarxlar`);
  assert.equal(quoting("n".repeat(3_000))?.length, `${intro}:\n`.length + 2_000);
  const quote = { quote: { text: "5 000", position: 3 } };
  assert.equal(quoting("narx 5 000", quote), `${intro}:\nnarx 5 000\n\nIt quotes this part of it:\n5 000`);
  const own = (type: string) => ({
    reply_to_message: { ...mine.reply_to_message, chat: { id: 1, type }, text: "n".repeat(3_000) },
  });
  const lengthIn = (type: string) => quoting("", own(type))?.length;
  assert.equal(lengthIn("private"), `${intro} of yours:\n`.length + 200);
  assert.equal(lengthIn("group"), `${intro} of yours:\n`.length + 2_000);
  // A channel's message has no sender.
  const post = { reply_to_message: { message_id: 1, text: "narxlar" } };
  assert.equal(quoting("", post), `${intro}:\nnarxlar`);
  assert.ok(!isMeant(group({ text: "bu nima", ...post }), me));
  const elsewhere = {
    reply_to_message: undefined,
    external_reply: { origin: { type: "channel", chat: { title: "Yangiliklar" } }, voice: { file_id: "v" } },
  };
  assert.equal(quoting("", elsewhere), `${intro} by the channel Yangiliklar:\n[voice]`);
});

test("a question about a file that somebody else sent comes with the file; the bot's own and large ones are only named", () => {
  const asking = (from: object, file_size?: number) =>
    questionOf(
      [group({ text: "bu nima", reply_to_message: { ...base, from, photo: [{ file_id: "p", file_size }] } })],
      me,
    )?.files.map(({ fileId }) => fileId);
  assert.deepEqual(asking(base.from, 9), ["p"]);
  assert.deepEqual(asking({ id: me.telegramId }, 9), []);
  assert.deepEqual(asking(base.from, 9_000_000), []);
  assert.deepEqual(asking(base.from), []);
});

test("the model hears from whom each message was forwarded; what is stored does not have it", () => {
  const forwarded = (text: string, forward_origin: object) => message({ text, forward_origin });
  const question = questionOf(
    [
      said("kim haq?"),
      forwarded("men", { type: "user", sender_user: { first_name: "Ali", last_name: "Valiyev" } }),
      forwarded("sen", { type: "hidden_user", sender_user_name: "Hasan" }),
      forwarded("u", { type: "channel", chat: { title: "Kanal" } }),
    ],
    me,
  );
  assert.equal(question?.text, "kim haq?\nmen\nsen\nu");
  assert.equal(
    question.prompt,
    "kim haq?\n[Forwarded from Ali Valiyev]\nmen\n[Forwarded from Hasan]\nsen\n[Forwarded from the channel Kanal]\nu",
  );
});

test("files come first for the model, then what is replied to, then the question", () => {
  const image = { inlineData: { mimeType: "image/png", data: "AAAA" } };
  assert.deepEqual(partsOf({ prompt: "bu nima", reference: "narxlar" }, [image]), [
    image,
    { text: "narxlar" },
    { text: "bu nima" },
  ]);
  assert.deepEqual(partsOf({ prompt: "bu nima", reference: null }, []), [{ text: "bu nima" }]);
});

test("service messages are not questions; every kind that people send may be one", () => {
  const kinds = [
    ...[
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
    ],
    ...["venue", "contact", "dice", "poll", "checklist", "story", "game", "paid_media", "rich_message"],
  ];
  for (const kind of kinds) assert.ok(asksSomething(message({ [kind]: {} })), kind);
  assert.ok(!asksSomething(message({ pinned_message: {} })));
  assert.ok(!asksSomething(message({ new_chat_members: [] })));
});

test("texts in a row, and what is sent within a second, are one question in a private chat only; a command ends it", () => {
  assert.ok(goesOn(said("bir"), said("ikki")));
  assert.ok(!goesOn(said("bir"), said("/new")));
  assert.ok(!goesOn(said("/help"), said("bir")));
  const later = (seconds: number, more: object) => message({ ...more, date: seconds });
  assert.ok(goesOn(said("bir"), later(60, { text: "ikki" })));
  assert.ok(goesOn(said("bir"), later(1, { voice: {} })));
  assert.ok(!goesOn(said("bir"), later(2, { voice: {} })));
  assert.ok(goesOn(message({ photo: [] }), said("bir")));
  assert.ok(!goesOn(message({ photo: [] }), message({ pinned_message: {} })));
  assert.ok(!goesOn(message({ photo: [], caption: "/narx" }), said("bir")));
  assert.ok(!goesOn(group({ text: "bir" }), group({ text: "ikki" })));
  assert.ok(!goesOn(group({ photo: [] }), group({ text: "ikki" })));
});

test("photos of one album are one question, in a group too; another album's are not", () => {
  const album = (media_group_id: string) => group({ photo: [], media_group_id });
  assert.ok(goesOn(album("a"), album("a")));
  assert.ok(!goesOn(album("a"), album("b")));
  assert.ok(!goesOn(album("a"), group({ text: "bir" })));
});
