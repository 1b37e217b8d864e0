// Telegraf against the sandbox.
import assert from "node:assert/strict";
import test from "node:test";
import { Telegraf } from "telegraf";
import { serveSandbox, token } from "../testing.ts";

test("Telegraf can send, edit, answer buttons, type and set menus, and raises its own error for refusals", async (t) => {
  const { url, write, control } = await serveSandbox(t);
  const { telegram } = new Telegraf(token, { telegram: { apiRoot: url } });
  assert.equal((await telegram.getMe()).username, "test_bot");
  const commands = [{ command: "start", description: "Boshlash" }];
  await telegram.setMyCommands(commands, { language_code: "uz" });
  assert.deepEqual(await telegram.getMyCommands({ language_code: "uz" }), commands);
  assert.deepEqual(await telegram.getMyCommands(), []);

  const { message_id } = await write("/start now @test_bot");
  const updates = await telegram.getUpdates(0, 100, 0, undefined);
  const { message } = updates[0] as { message: { entities: object[] } };
  assert.deepEqual(message.entities, [
    { type: "bot_command", offset: 0, length: 6 },
    { type: "mention", offset: 11, length: 9 },
  ]);

  await telegram.sendChatAction(7, "typing");
  assert.equal((await control("GET", "telegram/chats/test_bot/7")).action, "typing");
  const sent = await telegram.sendMessage(7, "Choose", {
    reply_parameters: { message_id },
    reply_markup: { inline_keyboard: [[{ text: "A", callback_data: "a" }]] },
  });
  assert.equal(sent.reply_to_message?.message_id, message_id);
  const press = { bot: "test_bot", chat: { id: 7 }, message_id: sent.message_id, data: "a" };
  const { callback_query_id } = await control<{ callback_query_id: string }>(
    "POST",
    "telegram/buttons",
    press,
  );
  await telegram.answerCbQuery(callback_query_id, "Thanks");
  assert.deepEqual(await control("GET", `telegram/buttons/test_bot/${callback_query_id}`), {
    answer: { text: "Thanks" },
  });
  await assert.rejects(telegram.sendMessage(404, "a"), {
    code: 400,
    description: "Bad Request: chat not found",
  });
  await telegram.deleteMessage(7, sent.message_id);
  await assert.rejects(telegram.deleteMessage(7, sent.message_id), /message to delete not found/);
});

test("Telegraf can fetch a person's files and send files as multipart", async (t) => {
  const { url, control } = await serveSandbox(t);
  const { telegram } = new Telegraf(token, { telegram: { apiRoot: url } });
  const data = Buffer.from("%PDF sandbox").toString("base64");
  await control("POST", "telegram/messages", {
    bot: "test_bot",
    chat: { id: 7 },
    document: { data, file_name: "a.pdf", mime_type: "application/pdf" },
    caption: "read this",
  });
  const [update] = await telegram.getUpdates(0, 100, 0, undefined);
  const { message } = update as {
    message: { caption: string; document: { file_id: string; mime_type: string } };
  };
  assert.equal(message.caption, "read this");
  assert.equal(message.document.mime_type, "application/pdf");
  const link = await telegram.getFileLink(message.document.file_id);
  assert.equal(await (await fetch(link)).text(), "%PDF sandbox");

  const photo = await telegram.sendPhoto(
    7,
    { source: Buffer.from([1, 2, 3, 13, 10, 4]) },
    { caption: "seen" },
  );
  assert.equal(photo.caption, "seen");
  const sentLink = await telegram.getFileLink(photo.photo[0]!.file_id);
  assert.deepEqual([...new Uint8Array(await (await fetch(sentLink)).arrayBuffer())], [1, 2, 3, 13, 10, 4]);
  await assert.rejects(telegram.getFile("nonsense"), /400/);
});
