// Files of conversations, fetched from a fake Telegram.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { db } from "../db.ts";
import { readChatFile } from "./read-file.ts";

/** Of a download, bytes. */
const DOWNLOAD_MAX = 20 * 1024 * 1024;
let size = 4;
const asked: string[] = [];
const telegram = createServer((request, response) => {
  const url = request.url ?? "";
  asked.push(url);
  if (url.includes("getFile")) {
    const known = url.includes("file_id=known");
    response.writeHead(known ? 200 : 400);
    response.end(JSON.stringify(known ? { ok: true, result: { file_path: "photos/1.jpg" } } : { ok: false }));
  } else response.end(Buffer.alloc(size, "x"));
}).listen(0, "127.0.0.1");
await new Promise((listening) => telegram.once("listening", listening));
process.env.TELEGRAM_API_ROOT = `http://127.0.0.1:${(telegram.address() as AddressInfo).port}`;
after(() => telegram.close());

const { signal } = new AbortController();

async function shop() {
  const context = withRole(await createTenant(), "operator");
  const { tenantId } = context;
  const botId = await createBot(context);
  const answerId = await createAnswer(context, botId, { question: "[photo]", asked: [5] });
  const { updateId, conversationId } = await db.answer.findUniqueOrThrow({ where: { id: answerId } });
  const photo = [{ file_id: "small" }, { file_id: "known", file_size: 4 }];
  const payload = { update_id: 1, message: { message_id: 5, photo } };
  await db.update.update({ where: { id: updateId }, data: { payload } });
  const hear = async (file: object) => {
    const id = randomUUID();
    const message = {
      id,
      tenantId,
      conversationId,
      author: "person",
      state: "heard",
      kind: "document",
    } as const;
    await db.chatMessage.create({ data: { ...message, ...file } });
    return id;
  };
  return { context, answerId, hear };
}
const read = async (...given: Parameters<typeof readChatFile>) => {
  const { body, ...rest } = await readChatFile(...given);
  let bytes = 0;
  for await (const piece of body) bytes += piece.length;
  return { ...rest, bytes };
};

test("a member reads the file of a question and of a message through the bot; another tenant, and who may not read texts, get nothing", async () => {
  const { context, answerId, hear } = await shop();
  assert.deepEqual(await read(context, { entry: answerId, position: 0 }, signal), {
    ...{ kind: "photo", name: null, type: "image/jpeg", bytes: 4 },
  });
  const entry = await hear({ fileId: "known", fileName: "narx.pdf", fileType: "application/pdf" });
  assert.partialDeepStrictEqual(await read(context, { entry, position: 0 }, signal), { name: "narx.pdf" });
  const none = { code: "not_found" };
  await assert.rejects(read(context, { entry: answerId, position: 1 }, signal), none);
  await assert.rejects(read(context, { entry: "../x", position: 0 }, signal), none);
  const other = withRole(await createTenant(), "operator");
  const before = asked.length;
  for (const each of [entry, answerId])
    await assert.rejects(read(other, { entry: each, position: 0 }, signal), none);
  const viewer = { ...context, role: "viewer" as const };
  await assert.rejects(read(viewer, { entry, position: 0 }, signal), { code: "forbidden" });
  assert.equal(asked.length, before);
  assert.equal((await read({ ...viewer, readTexts: true }, { entry, position: 0 }, signal)).bytes, 4);
});

test("a file that Telegram has no more is not found, one that is told to be too large is not asked for, and a stream ends at the limit", async () => {
  const { context, hear } = await shop();
  const gone = await hear({ fileId: "gone" });
  await assert.rejects(read(context, { entry: gone, position: 0 }, signal), { code: "not_found" });
  const told = await hear({ fileId: "known", fileSize: DOWNLOAD_MAX + 1 });
  const before = asked.length;
  await assert.rejects(read(context, { entry: told, position: 0 }, signal), { code: "not_found" });
  assert.equal(asked.length, before);
  size = DOWNLOAD_MAX + 1;
  const entry = await hear({ fileId: "known" });
  await assert.rejects(read(context, { entry, position: 0 }, signal), /too large/);
});
