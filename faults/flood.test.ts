// One person floods a bot, with files and in many topics at once: what it costs another tenant, and the worker's memory.
import "#test/database.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { say } from "#lib/messages/translate.ts";
import { until } from "#test/until.ts";
import { quantile } from "../bench/figures.ts";
import { addNeighbour, neighbour } from "../bots/fixtures/neighbour.ts";
import { BOT, makeWorld, models } from "../bots/fixtures/world.ts";
import { isLong, times } from "./form.ts";

const FLOOD_SECONDS = times(4, 60);
const A_SECOND = 100;
const TOPICS = 40;
/** MB. The collector of a busy machine is late. */
const MOST_MEMORY = times(750, 600);
/** Near the 14 MB that a question may have; larger ones are refused without a download. */
const FILE_BYTES = 13 * 1024 * 1024;
const FLOODER = 666;

const world = makeWorld();
/**
 * Google in front of the sandbox's, for what has a large file: it reads the body and answers. The sandbox would parse it,
 * and the neighbour would wait for the sandbox instead of the worker.
 */
async function startGoogle(t: TestContext): Promise<string> {
  const chunk = { candidates: [{ content: { parts: [{ text: "Salom" }] }, finishReason: "STOP" }] };
  const server = createServer((request, response) => {
    if (Number(request.headers["content-length"]) > 1_000_000) {
      request.resume().once("end", () => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        setTimeout(() => response.end(`data: ${JSON.stringify(chunk)}\n\n`), 1_000);
      });
      return;
    }
    const { method, url, headers } = request;
    const onward = httpRequest(`${world.sandbox.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    response.once("close", () => onward.destroy());
    onward.once("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks the neighbour's bot in a chat of its own. @returns milliseconds to the whole answer */
async function askNeighbour(chat: number): Promise<number> {
  const askedAt = performance.now();
  const text = "bir ikki uch tort besh";
  await world.telegram("POST", "/messages", { bot: neighbour.username, chat: { id: chat }, text });
  for (;;) {
    const { messages } = await world.telegram<{ messages: { text: string; out: boolean }[] }>(
      "GET",
      `/chats/${neighbour.username}/${chat}`,
    );
    if (messages.some(({ out, text: shown }) => out && shown.endsWith(text)))
      return performance.now() - askedAt;
    if (performance.now() - askedAt > 240_000) throw new Error("The neighbour got no answer.");
    await sleep(20);
  }
}

/** The same for as long as `work` takes, two a second and at least five. */
async function neighbours(first: number, work: Promise<unknown>): Promise<number[]> {
  const asked: Promise<number>[] = [];
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  for (let chat = first; !isOver || asked.length < 5; chat++) {
    asked.push(askNeighbour(chat));
    await sleep(500);
  }
  return Promise.all(asked);
}

const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** A large file that Telegram has, as messages name it. */
async function upload(): Promise<object> {
  const document = {
    data: Buffer.alloc(FILE_BYTES, 7).toString("base64"),
    mime_type: "application/pdf",
    file_name: "a.pdf",
  };
  await world.telegram("POST", "/messages", { bot: BOT, chat: { id: 1 }, document });
  const { messages } = await world.telegram<{ messages: { document?: object }[] }>("GET", `/chats/${BOT}/1`);
  const stored = messages.find((message) => message.document)?.document;
  assert.ok(stored);
  return stored;
}

test("a flood of 100 messages a second with large files and 40 topics at once: neighbours and memory do not notice", async (t) => {
  await addNeighbour(world);
  await world.gemini("models", { [models.first]: { firstTokenMs: 600, tokenMs: 20 } });
  const document = await upload();
  await world.startWorker({ GEMINI_BASE_URL: await startGoogle(t) });
  const quiet = await neighbours(1_000, sleep(3_000));
  const pid = world.workers[0]?.child.pid ?? 0;
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, memoryOf(pid));
  }, 100);
  const message = { bot: BOT, chat: { id: FLOODER }, extra: { document } };
  const floodedAt = performance.now();
  const flood = (async () => {
    const topics = Array.from({ length: TOPICS }, (_, i) => ({ ...message, message_thread_id: i + 10 }));
    await world.telegram("POST", "/messages", topics);
    for (let second = 0; second < FLOOD_SECONDS; second++) {
      await Promise.all([
        world.telegram(
          "POST",
          "/messages",
          Array.from({ length: A_SECOND }, () => message),
        ),
        sleep(1_000),
      ]);
    }
  })();
  const loud = await neighbours(2_000, flood);
  clearInterval(watching);
  const [before, during] = [quiet, loud].map((each) => Math.round(quantile(each, 0.95)));
  const calls = await db.attempt.count({ where: { answer: { botId: world.botId } } });
  t.diagnostic(
    `neighbours' p95: ${before} ms, in the flood ${during} ms (${loud.length}); worker ${Math.round(most)} MB; ${calls} calls`,
  );
  assert.ok(most < MOST_MEMORY, `${most} MB`);
  // The short form runs beside other tests, which are neighbours too.
  if (isLong) assert.ok((during ?? 0) < 2 * (before ?? 0), `${before} → ${during} ms`);
  // Some thirty files, each behind the last one, and Telegram's pace of one message a second to a chat.
  const waiting = { where: { state: "waiting" } } as const;
  await until("the flood is over", async () => (await db.update.count(waiting)) === 0, 240);
  // A slow machine takes longer, and so may what it is asked: so many a minute.
  const minutes = Math.ceil((performance.now() - floodedAt) / 60_000) + 1;
  const told = (await world.texts(FLOODER)).filter(
    (text) => text === say("en")("slowDown") || text === say("uz")("slowDown"),
  );
  assert.ok(told.length >= 1 && told.length <= minutes, `told ${told.length} times`);
  assert.ok((await db.attempt.count({ where: { answer: { botId: world.botId } } })) <= 31 * minutes);
});
