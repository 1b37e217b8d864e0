import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { senderOf } from "./sender.ts";

const from = { id: 7, first_name: "Dilnoza", last_name: "K.", language_code: "uz" };
const group = { id: -5, type: "supergroup", title: "Sinf" };
const sender = (update: object) => senderOf(update as Update);

test("a private chat is titled by the person's name, a group by its own", () => {
  const chat = { id: 7, type: "private" };
  assert.deepEqual(sender({ message: { from, chat } }), { title: "Dilnoza K.", languageCode: "uz" });
  const short = { ...from, last_name: undefined };
  assert.equal(sender({ message: { from: short, chat } }).title, "Dilnoza");
  assert.deepEqual(sender({ message: { from, chat: group } }), { title: "Sinf", languageCode: "uz" });
});

test("who presses a button or lets the bot in is the sender too; an update of nobody has none", () => {
  assert.deepEqual(sender({ callback_query: { from, message: { chat: group } } }), {
    title: "Sinf",
    languageCode: "uz",
  });
  assert.equal(sender({ callback_query: { from } }).title, "Dilnoza K.");
  assert.deepEqual(sender({ my_chat_member: { from, chat: group } }), { title: "Sinf", languageCode: "uz" });
  assert.deepEqual(sender({ poll: {} }), { title: "", languageCode: undefined });
});
