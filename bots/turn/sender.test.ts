import assert from "node:assert/strict";
import test from "node:test";
import type { Update } from "telegraf/types";
import { senderOf } from "./sender.ts";

const from = { id: 7, first_name: "Dilnoza", last_name: "K.", username: "dilnoza", language_code: "uz" };
const group = { id: -5, type: "supergroup", title: "Sinf" };
const sender = (update: object) => senderOf(update as Update);

test("a private chat has the person's name and username, a group its own title", () => {
  const chat = { id: 7, type: "private" };
  assert.deepEqual(sender({ message: { from, chat } }), {
    ...{ title: "Dilnoza K.", username: "dilnoza", languageCode: "uz" },
  });
  const short = { ...from, last_name: undefined };
  assert.equal(sender({ message: { from: short, chat } }).title, "Dilnoza");
  assert.deepEqual(sender({ message: { from, chat: group } }), {
    title: "Sinf",
    username: "",
    languageCode: "uz",
  });
});

test("a button or a membership has a sender too; an update without a person has none", () => {
  assert.deepEqual(sender({ callback_query: { from, message: { chat: group } } }), {
    title: "Sinf",
    username: "",
    languageCode: "uz",
  });
  assert.equal(sender({ callback_query: { from } }).title, "Dilnoza K.");
  assert.deepEqual(sender({ my_chat_member: { from, chat: group } }), {
    title: "Sinf",
    username: "",
    languageCode: "uz",
  });
  assert.deepEqual(sender({ poll: {} }), { title: "", username: "", languageCode: undefined });
});
