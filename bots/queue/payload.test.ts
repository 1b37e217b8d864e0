import assert from "node:assert/strict";
import test from "node:test";
import { isUpdate, laneOf } from "./payload.ts";

const chat = { id: -100200300, type: "supergroup" };
const message = { message_id: 7, date: 0, chat, text: "salom" };

function laneOfJson(json: object) {
  assert.ok(isUpdate(json));
  return laneOf(json);
}

test("an update of any kind belongs to its chat and thread", () => {
  const lane = { chatId: chat.id, threadId: 0 };
  const button = { id: "1", from: { id: 5 }, chat_instance: "", data: "x" };
  assert.deepEqual(laneOfJson({ update_id: 1, message }), lane);
  assert.deepEqual(laneOfJson({ update_id: 1, edited_message: message }), lane);
  assert.deepEqual(laneOfJson({ update_id: 1, my_chat_member: { chat, date: 0 } }), lane);
  assert.deepEqual(laneOfJson({ update_id: 1, callback_query: { ...button, message } }), lane);
  const thread = { ...message, message_thread_id: 3, is_topic_message: true };
  assert.deepEqual(laneOfJson({ update_id: 1, message: thread }), { chatId: chat.id, threadId: 3 });
  const stopped_message_generation = { chat, message_thread_id: 3, draft_id: 9 };
  assert.deepEqual(laneOfJson({ update_id: 1, stopped_message_generation }), {
    chatId: chat.id,
    threadId: 3,
  });
});

test("a button without its message belongs to the person's chat; an update without a chat to lane 0", () => {
  const callback_query = { id: "1", from: { id: 5 }, chat_instance: "", data: "x" };
  assert.deepEqual(laneOfJson({ update_id: 1, callback_query }), { chatId: 5, threadId: 0 });
  assert.deepEqual(laneOfJson({ update_id: 1, inline_query: { id: "1" } }), { chatId: 0, threadId: 0 });
});

test("a payload without an id, or with a chat or text of another type, is not an update", () => {
  const broken = [
    null,
    "salom",
    [],
    {},
    { update_id: "1" },
    { update_id: 1.5 },
    { update_id: 1, message: "salom" },
    { update_id: 1, message: { ...message, chat: { id: "7" } } },
    { update_id: 1, message: { ...message, text: 7 } },
    { update_id: 1, callback_query: { id: "1" } },
  ];
  for (const each of broken) assert.equal(isUpdate(each), false, JSON.stringify(each));
});
