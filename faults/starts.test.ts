// A network that loses the first answer to each statement: a worker starts nevertheless, and answers.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { isLong } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";
import { startTaps } from "./taps.ts";

const world = makeWorld();

test("the first answer to each statement of a worker's start is lost: each message is answered once", async (t) => {
  await world.gemini("models", { [models.first]: { firstTokenMs: 30, tokenMs: 30 } });
  const lost = new Map<string, number>();
  let started = false;
  const taps = await startTaps({
    sandbox: world.sandbox.url,
    at(step) {
      // The short form leaves out the statements after the start.
      if (!/^[A-Z]+ /.test(step) || lost.has(step) || (started && !isLong)) return null;
      lost.set(step, Date.now());
      return "after";
    },
  });
  const questions = new Questions(world);
  await questions.askGroups(-1, -2);
  const worker = await world.startWorker(taps.env);
  started = true;
  await questions.askGroups(-3, -4);
  await questions.settled();
  const verdict = await questions.verdict([...lost.values()].at(-1));
  await assertPromise(t, `COMMIT done, reply lost (${lost.size} statements of a start)`, verdict);
  assert.equal(await worker.end("SIGTERM"), 0);
  await taps.end();
});
