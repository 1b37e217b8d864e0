// A crash loop of the worker: innocent messages are answered, and only one that kills the worker alone is given up.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { POISON } from "../bots/fixtures/poison-word.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { MAX_LONE_DEATHS } from "../bots/queue/suspects.ts";
import { further, isBrief, times } from "./form.ts";

const world = makeWorld();
afterEach(() => world.endWorkers("SIGKILL"));
const echo = (text: string) => `${models.first}: ${text}`;
const questionIn = (chat: number) => `savol ${chat}, va yana uch soʻz`;

/** More than make a message a suspect; but in the brief form, one that runs alone. */
const KILLS = isBrief ? 4 : times(8, 15);

test(`a worker that is killed ${KILLS} times in the middle of six answers: all six are answered, none is dead`, async () => {
  // None ends before the last kill.
  await world.keepBack(1);
  const chats = [501, 502, 503, 504, 505, 506];
  for (const chat of chats) await world.write(chat, questionIn(chat));
  for (let i = 0; i < KILLS; i++) {
    await world.startWorker();
    const work = { workerId: { not: null }, until: { gt: new Date() } };
    await until("a turn is under way", () => db.lane.findFirst({ where: work }));
    await world.endWorkers("SIGKILL");
  }
  await world.letGo();
  await world.startWorker();
  await world.settled();
  for (const chat of chats) {
    const texts = await world.texts(chat);
    // Of any model: on a busy machine an answer that is held may have been silent for too long.
    assert.ok(
      texts.some((text) => text.endsWith(`: ${questionIn(chat)}`)),
      `${chat}: ${texts}`,
    );
  }
  assert.equal(await db.update.count({ where: { state: "dead" } }), 0);
  assert.equal(await db.answer.count({ where: { state: "answered" } }), chats.length);
});

// poison.test.ts meets it too.
further(
  "a message that kills every worker: those in work beside it are answered, it alone is given up with an apology",
  async (t) => {
    await world.gemini("models", { [models.first]: { firstTokenMs: 20, tokenMs: 1 } });
    const preload = fileURLToPath(new URL("../bots/fixtures/poison.ts", import.meta.url));
    const chats = [601, 602, 603, 604, 605, 606, 607, 608];
    await world.write(600, POISON);
    for (const chat of chats) await world.write(chat, `savol ${chat}`);
    const workers = world.keepWorkers(1, { NODE_OPTIONS: `--import=${preload}` });
    t.after(() => workers.end());
    const poison = () =>
      db.update.findFirstOrThrow({ where: { payload: { path: ["message", "text"], equals: POISON } } });
    await until("the others are answered", async () => {
      const texts = await Promise.all(chats.map((chat) => world.texts(chat)));
      return texts.every((said, i) => said.includes(echo(`savol ${chats[i]}`)));
    });
    await until("it has killed a worker alone", async () => (await poison()).lone > 0);
    assert.equal((await poison()).state, "waiting");
    // Its deaths alone need a worker that has lived for up to a minute each: they are skipped here.
    await db.update.updateMany({ where: { id: (await poison()).id }, data: { lone: MAX_LONE_DEATHS } });
    await until("it is given up", async () => (await poison()).state === "dead");
    assert.equal((await poison()).cause, "crashed");
    await world.answers(600, 1);
    const [apology] = await world.texts(600);
    assert.match(apology ?? "", /^Kechirasiz, /);
    const deaths = workers.deaths();
    assert.ok(deaths >= 3 && deaths <= 9, `${deaths} deaths`);
    assert.equal(await db.update.count({ where: { state: "dead" } }), 1);
    for (const chat of chats) assert.equal(new Set(await world.texts(chat)).size, 1);
  },
);
