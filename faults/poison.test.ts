// A message that blocks a worker's event loop, or kills the worker: other tenants go on, and it is given up in the end.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { addNeighbour, neighbour } from "../bots/fixtures/neighbour.ts";
import { POISON } from "../bots/fixtures/poison-word.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { isLong } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const preload = fileURLToPath(new URL("../bots/fixtures/poison.ts", import.meta.url));
const world = makeWorld({
  async prepare(world) {
    await addNeighbour(world);
    await world.gemini("models", { [models.first]: { firstTokenMs: 100, tokenMs: 10 } });
  },
});

/** Two workers, which the message may kill at any time. */
const keepWorkers = () => world.keepWorkers(2, { NODE_OPTIONS: `--import=${preload}` });
let workers: ReturnType<typeof keepWorkers> | undefined;
afterEach(() => workers?.end());

/** The neighbour's people ask while the poison is in work. @returns their verdict's delays are from question to answer */
async function neighboursMeanwhile(forMs: number, over: () => Promise<boolean>): Promise<Questions> {
  const questions = new Questions(world);
  const from = Date.now();
  for (let chat = 1; Date.now() - from < forMs || !(await over()); chat++) {
    await questions.ask(chat, `savol ${chat}`, neighbour.username);
    await sleep(500);
  }
  return questions;
}

const poison = (text: string) =>
  db.update.findFirst({ where: { payload: { path: ["message", "text"], equals: text } } });

for (const seconds of isLong ? [5, 20, 60] : [20])
  test(`a message that blocks the event loop for ${seconds} s: a neighbour's questions are answered meanwhile`, async (t) => {
    workers = keepWorkers();
    await until("two workers live", async () => (await db.worker.count()) === 2);
    const text = `${POISON} ${seconds} s`;
    await world.write(seconds, text);
    const questions = await neighboursMeanwhile(
      isLong ? 60_000 : 20_000,
      async () => ((await poison(text))?.tries ?? 0) > 1 || seconds < 10,
    );
    if (seconds >= 10)
      await db.update.updateMany({ where: { id: (await poison(text))?.id ?? 0 }, data: { state: "done" } });
    await assertPromise(t, `event loop blocked for ${seconds} s, neighbours`, await questions.verdict(0), {
      repeats: true,
    });
  });

test("a message that kills every worker: a neighbour's questions are answered meanwhile, it alone is given up", async (t) => {
  const kept = keepWorkers();
  workers = kept;
  await world.write(700, POISON);
  const questions = await neighboursMeanwhile(
    10_000,
    async () => ((await poison(POISON))?.lone ?? 0) > (isLong ? 2 : 0),
  );
  if (!isLong)
    await db.update.updateMany({ where: { id: (await poison(POISON))?.id ?? 0 }, data: { lone: 3 } });
  await until("it is given up", async () => (await poison(POISON))?.state === "dead");
  await world.answers(700, 1);
  const verdict = await questions.verdict(0);
  const letter = await db.update.findFirstOrThrow({ where: { state: "dead" } });
  assert.equal(letter.cause, "crashed");
  await db.update.delete({ where: { id: letter.id } });
  await assertPromise(t, "a message that kills workers, neighbours", verdict, {
    repeats: true,
    // One that was in work beside it may be repeated for each.
    deaths: kept.deaths(),
  });
});
