// Whatever dies, each message gets one answer, in order. Real processes, really killed or asked to stop.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { further, times, ways } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));

const words = "bir ikki uch tort besh olti";
const pace = (firstTokenMs: number, tokenMs: number) =>
  world.gemini("models", { [models.first]: { firstTokenMs, tokenMs } });
const chatsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** Asks in these chats. */
async function askIn(chats: readonly number[], text = `A ${words}`): Promise<Questions> {
  const questions = new Questions(world);
  for (const chat of chats) await questions.ask(chat, text);
  return questions;
}
/** A worker is handling these lanes at least. */
const underWay = (lanes = 1) =>
  until("turns are under way", async () => {
    const work = { workerId: { not: null }, until: { gt: new Date() } };
    return (await db.lane.count({ where: work })) >= lanes;
  });

test("kill -9 of the worker while it answers ten chats: each message gets one answer, in order", async (t) => {
  await pace(150, 150);
  await world.startWorker();
  const chats = chatsFrom(100, 10);
  const questions = await askIn(chats);
  for (const chat of chats) await questions.write(chat, "/help", /\/new/);
  // A chat shows some text: the worker is in the middle of its answers.
  await world.growing(chats[0]!);
  const killedAt = Date.now();
  await world.endWorkers("SIGKILL");
  await world.startWorker();
  const verdict = await questions.verdict(killedAt);
  await assertPromise(t, "kill -9 in the middle of ten answers", verdict, { repeats: true });
  const answers = await db.answer.findMany();
  assert.equal(answers.length, chats.length);
  assert.ok(answers.every(({ state }) => state === "answered"));
});

further(
  "repeated kill -9: a message that is not to blame is answered in the end, with at most one repeat for each kill",
  async (t) => {
    await pace(400, 100);
    const questions = await askIn(chatsFrom(150, 5));
    for (let i = 0; i < times(5, 10); i++) {
      await world.startWorker();
      await underWay();
      await world.endWorkers("SIGKILL");
    }
    const killedAt = Date.now();
    await world.startWorker();
    const verdict = await questions.verdict(killedAt);
    // Each kill may be in the send window of each message.
    await assertPromise(t, "kill -9 again and again", verdict, { repeats: true, deaths: times(5, 10) });
  },
);

test("SIGTERM in the middle of answers: they are finished, another worker handles the rest, nothing is answered twice", async (t) => {
  await pace(100, 100);
  const worker = await world.startWorker();
  const chats = chatsFrom(180, 5);
  const questions = await askIn(chats);
  await world.growing(chats[0]!);
  for (const chat of chats) await questions.write(chat, "/help", /\/new/);
  const stoppedAt = Date.now();
  assert.equal(await worker.end("SIGTERM"), 0);
  assert.equal(await db.lane.count({ where: { workerId: { not: null } } }), 0);
  assert.equal(await db.worker.count(), 0);
  await world.startWorker();
  await assertPromise(t, "SIGTERM in the middle of answers", await questions.verdict(stoppedAt));
});

for (const count of ways([2, 3], (each) => each === 3)) {
  test(`${count} workers at once: no message is answered twice, and each chat keeps its order`, async (t) => {
    await pace(20, 5);
    await Promise.all(Array.from({ length: count }, () => world.startWorker()));
    const chats = chatsFrom(100 * count, 12);
    const questions = await askIn(chats, "birinchi savol");
    for (const chat of chats) await questions.write(chat, "/help", /\/new/);
    for (const chat of chats) await questions.ask(chat, "ikkinchi savol");
    await assertPromise(t, `${count} workers at once`, await questions.verdict());
  });
}

further(
  "one of three workers is killed in the middle of answers, again and again: the others answer",
  async (t) => {
    await pace(200, 50);
    const questions = new Questions(world);
    await Promise.all([1, 2, 3].map(() => world.startWorker()));
    for (let kills = 0; kills < times(3, 30); kills++) {
      const groups = chatsFrom(400 + 6 * kills, 6).map((chat) => -chat);
      await questions.askGroups(...groups);
      await underWay(3);
      await world.workers.shift()?.end("SIGKILL");
      await world.startWorker();
    }
    const verdict = await questions.verdict();
    await assertPromise(t, "kill -9 of one of three workers", verdict, {
      repeats: true,
      deaths: times(3, 30),
    });
  },
);

test("chats do not wait for each other", async () => {
  await pace(0, 0);
  await world.startWorker();
  await world.write(230, "osilib qoladi [[hang]]");
  await world.write(231, "tez");
  assert.deepEqual(await world.answers(231, 1), [`${models.first}: tez`]);
  assert.deepEqual(await world.texts(230), []);
});
