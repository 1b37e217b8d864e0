// Whatever dies, each message gets one answer, in order. Real processes, really killed.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";

const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));

const words = "bir ikki uch tort besh olti";
const pace = (firstTokenMs: number, tokenMs: number) =>
  world.gemini("models", { [models.first]: { firstTokenMs, tokenMs } });
const chatsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** The chat's texts without at most one partial answer that was sent but not recorded before the kill. */
function lessOneRepeat(texts: readonly string[], whole: readonly string[]): string[] {
  const extra = texts.findIndex(
    (text) => !whole.includes(text) && whole.some((each) => each.startsWith(text)),
  );
  return extra < 0 ? [...texts] : texts.toSpliced(extra, 1);
}

test("kill -9 of the worker while it answers ten chats: each message gets one answer, in order", async () => {
  await pace(150, 150);
  await world.startWorker();
  const chats = chatsFrom(100, 10);
  for (const chat of chats) await world.write(chat, `A ${words}`);
  for (const chat of chats) await world.write(chat, "/help");
  // A chat shows some text: the worker is in the middle of its answers.
  await world.answers(chats[0]!, 1);
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  await world.settled();
  const whole = `${models.first}: A ${words}`;
  for (const chat of chats) {
    const texts = lessOneRepeat(await world.texts(chat), [whole]);
    assert.equal(texts.length, 2, `chat ${chat}: ${texts}`);
    assert.equal(texts[0], whole);
    assert.match(texts[1]!, /\/new/);
  }
  const answers = await db.answer.findMany();
  assert.equal(answers.length, chats.length);
  assert.ok(answers.every(({ state }) => state === "answered"));
});

test("repeated kill -9: a message that is not to blame is answered in the end", async () => {
  await pace(400, 100);
  const chats = chatsFrom(150, 5);
  for (const chat of chats) await world.write(chat, `A ${words}`);
  for (let i = 0; i < 5; i++) {
    await world.startWorker();
    await until("a turn is under way", () => db.lane.findFirst({ where: { workerId: { not: null } } }));
    await world.endWorkers("SIGKILL");
  }
  await world.startWorker();
  await world.settled();
  assert.equal(await db.update.count({ where: { state: "dead" } }), 0);
  const whole = `${models.first}: A ${words}`;
  for (const chat of chats) {
    // At most one repetition per kill; the last text is complete.
    assert.equal((await world.texts(chat)).filter((text) => text === whole).length, 1);
  }
});

test("SIGTERM in the middle of answers: they are finished, another worker handles the rest, nothing is answered twice", async () => {
  await pace(100, 100);
  const worker = await world.startWorker();
  const chats = chatsFrom(180, 5);
  for (const chat of chats) await world.write(chat, `A ${words}`);
  await world.answers(chats[0]!, 1);
  for (const chat of chats) await world.write(chat, "/help");
  assert.equal(await worker.end("SIGTERM"), 0);
  assert.equal(await db.lane.count({ where: { workerId: { not: null } } }), 0);
  assert.equal(await db.worker.count(), 0);
  await world.startWorker();
  for (const chat of chats) await world.answers(chat, 2);
  await world.settled();
  for (const chat of chats) {
    const texts = await world.texts(chat);
    assert.equal(texts.length, 2, `chat ${chat}: ${texts}`);
    assert.equal(texts[0], `${models.first}: A ${words}`);
  }
});

test("two workers at once: no message is answered twice, and each chat keeps its order", async () => {
  await pace(20, 5);
  await Promise.all([world.startWorker(), world.startWorker()]);
  const chats = chatsFrom(200, 12);
  for (const text of ["birinchi savol", "/help", "ikkinchi savol"])
    for (const chat of chats) await world.write(chat, text);
  for (const chat of chats) await world.answers(chat, 3);
  await world.settled();
  for (const chat of chats) {
    const texts = await world.texts(chat);
    assert.equal(texts.length, 3, `chat ${chat}: ${texts}`);
    assert.equal(texts[0], `${models.first}: birinchi savol`);
    assert.equal(texts[2], `${models.first}: ikkinchi savol`);
  }
});

test("chats do not wait for each other", async () => {
  await pace(0, 0);
  await world.startWorker();
  await world.write(230, "osilib qoladi [[hang]]");
  await world.write(231, "tez");
  assert.deepEqual(await world.answers(231, 1), [`${models.first}: tez`]);
  assert.deepEqual(await world.texts(230), []);
});
