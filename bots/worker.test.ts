// The worker as a process, against the sandbox over HTTP and a real Postgres.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { after, before } from "node:test";
import { importBot } from "#lib/bots/import.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { importKeys } from "#lib/gemini-keys/add.ts";
import { ensurePlatformModels } from "#lib/models/save.ts";
import { freePort, type Running, type Sandbox, startProcess, startSandbox } from "../test/processes.ts";

let sandbox: Sandbox;
const workers: Running[] = [];
const context: Context = { tenantId: randomUUID(), role: "owner", actorId: null };
const keys = { one: "AQ.worker-test-one", two: "AQ.worker-test-two" };

async function startWorker(): Promise<Running> {
  const settings = { LOG_LEVEL: "info", WORKER_PORT: String(await freePort()) };
  const worker = await startProcess(["bots/main.ts"], settings, /worker ready/);
  workers.push(worker);
  return worker;
}

interface Shown {
  message_id: number;
  text: string;
  out: boolean;
}

const ask = (chat: number, text: string, bot = "test_bot") =>
  sandbox.control("POST", "/telegram/messages", {
    bot,
    chat: { id: chat },
    from: { id: chat, first_name: "Dilnoza", language_code: "uz" },
    text,
  });
async function answers(chat: number, count: number, bot = "test_bot"): Promise<string[]> {
  const { messages } = await sandbox.control<{ messages: Shown[] }>(
    "GET",
    `/telegram/wait?bot=${bot}&chat=${chat}&count=${count}&timeout=20000`,
  );
  return messages.map(({ text }) => text);
}
/** The answers once no turn is under way any more. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if ((await db.update.count({ where: { state: "waiting" } })) === 0) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail("updates were still waiting after 20 s");
}
async function shown(chat: number, bot = "test_bot"): Promise<string[]> {
  const { messages } = await sandbox.control<{ messages: Shown[] }>("GET", `/telegram/chats/${bot}/${chat}`);
  return messages.filter(({ out }) => out).map(({ text }) => text);
}

before(async () => {
  sandbox = await startSandbox();
  process.env.TELEGRAM_API_ROOT = sandbox.url;
  process.env.GEMINI_BASE_URL = sandbox.url;
  await sandbox.control("POST", "/telegram/bots", {
    token: "1001:AAworkertest",
    username: "test_bot",
    name: "Test",
  });
  await sandbox.control("PUT", "/gemini/keys", {
    [keys.one]: { project: "p1" },
    [keys.two]: { project: "p2" },
  });
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
  await db.tenant.create({ data: { id: context.tenantId, slug: "worker-test", name: "Worker test" } });
  await ensurePlatformModels();
  await importKeys(context, Object.values(keys));
  await importBot(context, "1001:AAworkertest");
});
after(async () => {
  await Promise.all(workers.map((worker) => worker.end("SIGKILL")));
  await sandbox.end();
});

test("a message is answered by the first model with the first key, and its trace is kept", async () => {
  await startWorker();
  await ask(7, "salom");
  assert.deepEqual(await answers(7, 1), ["gemini-2.5-flash: salom"]);
  await settled();
  const answer = await db.answer.findFirstOrThrow({ include: { attempts: true } });
  assert.equal(answer.state, "answered");
  assert.equal(answer.attempts.length, 1);
  assert.equal(answer.attempts[0]!.keyLabel, "Key 1");
});

test("messages of one chat are answered in their order", async () => {
  for (let i = 0; i < 3; i++) {
    await ask(8, `q${i}`);
    await answers(8, i + 1);
  }
  await settled();
  assert.deepEqual(
    await shown(8),
    [0, 1, 2].map((i) => `gemini-2.5-flash: q${i}`),
  );
});

const quota = (model: string, project: string, spent: "day" | null) =>
  sandbox.control("PUT", "/gemini/quotas", { projects: { [project]: { [model]: { spent } } } });
const editKey = (secret: string, state: string) =>
  sandbox.control("PUT", "/gemini/keys", { [secret]: { state } });
/** Parks of earlier tests end as an admin's edit would end them. */
async function freshParks(): Promise<void> {
  for (const worker of workers.splice(0)) await worker.end("SIGTERM");
  await db.park.deleteMany();
}

test("the seed's first example: key 1 spent, the same model answers with key 2", async () => {
  await quota("gemini-2.5-flash", "p1", "day");
  await ask(21, "birinchi");
  assert.deepEqual(await answers(21, 1), ["gemini-2.5-flash: birinchi"]);
  await settled();
  const answer = await db.answer.findFirstOrThrow({
    where: { question: "birinchi" },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  const tried = answer.attempts.map((attempt) => [attempt.keyLabel, attempt.class]);
  assert.deepEqual(tried, [
    ["Key 1", "rate_day"],
    ["Key 2", "ok"],
  ]);
});

test("what is parked costs nothing: the next message is answered by one attempt", async () => {
  await ask(21, "yana");
  await answers(21, 2);
  await settled();
  assert.equal(await db.attempt.count({ where: { answer: { question: "yana" } } }), 1);
});

test("the seed's second example: both keys spent, the next model answers with key 1", async () => {
  await quota("gemini-2.5-flash", "p2", "day");
  await ask(22, "ikkinchi");
  assert.deepEqual(await answers(22, 1), ["gemini-2.0-flash: ikkinchi"]);
  await settled();
  const answer = await db.answer.findFirstOrThrow({ where: { question: "ikkinchi" } });
  assert.match(answer.keyName!, /^Key 1 …/);
});

test("every key dead: an apology in the person's language, and no raw error", async () => {
  await editKey(keys.one, "leaked");
  await editKey(keys.two, "invalid");
  await ask(23, "uchinchi");
  const [text] = await answers(23, 1);
  assert.match(text!, /^Kechirasiz, /);
  assert.doesNotMatch(text!, /\d{3}|API|error/i);
  await settled();
  const answer = await db.answer.findFirstOrThrow({ where: { question: "uchinchi" } });
  assert.equal(answer.state, "apologised");
});

test("kill -9 of the worker while it answers ten chats: each message has its one answer, in order", async () => {
  await freshParks();
  await editKey(keys.one, "ok");
  await editKey(keys.two, "ok");
  await quota("gemini-2.5-flash", "p1", null);
  await quota("gemini-2.5-flash", "p2", null);
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 150, tokenMs: 150 } });
  const worker = await startWorker();
  const chats = Array.from({ length: 10 }, (_, i) => 100 + i);
  const words = "bir ikki uch tort besh olti";
  for (const chat of chats) await ask(chat, `A ${words}`);
  for (const chat of chats) await ask(chat, `/help`);
  // Some text stands in a chat: the worker is in the middle of its answers.
  await answers(chats[0]!, 1);
  await worker.end("SIGKILL");
  await startWorker();
  await settled();
  for (const chat of chats) {
    const texts = await shown(chat);
    const whole = `gemini-2.5-flash: A ${words}`;
    assert.deepEqual(
      texts.filter((text) => text === whole || text.includes("/new")).map((text) => text === whole),
      [true, false],
    );
    // Sends are at least once: of a message that was sent, but not yet recorded, a beginning may be left over.
    const rest = texts.filter((text) => text !== whole && !text.includes("/new"));
    assert.ok(rest.length <= 1 && rest.every((text) => whole.startsWith(text)), `chat ${chat}: ${texts}`);
  }
});

test("two workers at once: no message is answered twice, and each chat keeps its order", async () => {
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 20, tokenMs: 5 } });
  await startWorker();
  const chats = Array.from({ length: 12 }, (_, i) => 200 + i);
  for (const chat of chats) await ask(chat, "birinchi savol");
  for (const chat of chats) await ask(chat, "/help");
  for (const chat of chats) await ask(chat, "ikkinchi savol");
  for (const chat of chats) await answers(chat, 3);
  await settled();
  for (const chat of chats) {
    const texts = await shown(chat);
    assert.equal(texts.length, 3, `chat ${chat}: ${texts}`);
    assert.equal(texts[0], "gemini-2.5-flash: birinchi savol");
    assert.equal(texts[2], "gemini-2.5-flash: ikkinchi savol");
  }
});

test("methods that a server does not know keep no bot from answering", async () => {
  const unknownMethods = ["setMyCommands", "sendChatAction", "sendMessageDraft", "deleteWebhook"];
  await sandbox.control("PUT", "/telegram/faults", { unknownMethods });
  await freshParks();
  await startWorker();
  await ask(31, "hali ham");
  assert.deepEqual(await answers(31, 1), ["gemini-2.5-flash: hali ham"]);
  await sandbox.control("PUT", "/telegram/faults", { unknownMethods: [] });
});

test("a flood limit is waited out, and the whole answer still comes", async () => {
  const error = {
    error_code: 429,
    description: "Too Many Requests: retry after 1",
    parameters: { retry_after: 1 },
  };
  await sandbox.control("PUT", "/telegram/faults", {
    errors: [{ method: "sendMessage", chat: 32, times: 1, ...error }],
  });
  await ask(32, "sabr");
  assert.deepEqual(await answers(32, 1), ["gemini-2.5-flash: sabr"]);
});

test("a person who blocked the bot ends the conversation quietly; the lane goes on when they come back", async () => {
  await ask(33, "salom");
  await answers(33, 1);
  await settled();
  await sandbox.control("POST", "/telegram/block", { bot: "test_bot", chat: { id: 33 } });
  await settled();
  for (let tries = 0; tries < 100; tries++) {
    const { closedAt } = await db.conversation.findFirstOrThrow({ where: { chatId: 33 } });
    if (closedAt) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail("the conversation was not closed");
});

test("an answer longer than a message comes in parts, none too long, nothing missing", async () => {
  await sandbox.control("PUT", "/gemini/reply", { mode: "pleasant" });
  await sandbox.control("PUT", "/gemini/models", { "gemini-2.5-flash": { firstTokenMs: 0, tokenMs: 0 } });
  await ask(34, "uzun [[reply:9000]]");
  await answers(34, 2);
  await settled();
  const texts = await shown(34);
  assert.ok(texts.length >= 2);
  assert.ok(texts.every((text) => text.length <= 4096));
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
});

test("a stream that breaks is started over by the next candidate, and the text shown is replaced", async () => {
  const broken = { "gemini-2.5-flash": { tokenMs: 50, cutAfterTokens: 3 } };
  await sandbox.control("PUT", "/gemini/models", broken);
  await ask(35, "bir ikki uch tort besh olti yetti sakkiz");
  await answers(35, 1);
  await settled();
  assert.deepEqual(await shown(35), ["gemini-2.0-flash: bir ikki uch tort besh olti yetti sakkiz"]);
  await sandbox.control("PUT", "/gemini/models", {
    "gemini-2.5-flash": { tokenMs: 0, cutAfterTokens: null },
  });
});

test("another program that polls is a state with what Telegram said, not an end", async () => {
  await sandbox.control("PUT", "/telegram/faults", { stolenPolls: true });
  let state: string | undefined;
  for (let tries = 0; tries < 200 && state !== "conflict"; tries++) {
    await ask(36, "kim");
    state = (await db.botLease.findFirstOrThrow()).state;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(state, "conflict");
  await sandbox.control("PUT", "/telegram/faults", { stolenPolls: [] });
});

test("SIGTERM ends a worker cleanly, with nothing left claimed", async () => {
  const worker = workers.at(-1)!;
  assert.equal(await worker.end("SIGTERM"), 0);
  assert.equal(await db.lane.count({ where: { workerId: { not: null } } }), 0);
  assert.equal(await db.worker.count(), 0);
});
