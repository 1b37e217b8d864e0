// What one tenant's, or one chat's, trouble costs its neighbours: at most twice their usual time.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { within } from "#test/within.ts";
import { quantile } from "../bench/figures.ts";
import { addNeighbour, neighbour } from "../bots/fixtures/neighbour.ts";
import { BOT, makeWorld, models } from "../bots/fixtures/world.ts";
import { isLong, times } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

const world = makeWorld({
  workers: 2,
  async prepare(world) {
    await addNeighbour(world);
    await world.gemini("models", { [models.first]: { firstTokenMs: 300, tokenMs: 20 } });
  },
});
const QUESTIONS = times(16, 150);
let chat = 0;

/** People of the bot ask, each in a chat of their own, while something else goes on. */
async function ask(
  bot: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<Questions> {
  const questions = new Questions(world);
  for (let i = 0; i < QUESTIONS; i++) {
    await questions.ask(++chat, `savol ${chat}`, bot);
    await meanwhile();
    await sleep(400);
  }
  return questions;
}

/** The promise for these people, and their time beside their usual one. The short form allows for a busy machine. */
async function assertUnmoved(
  t: TestContext,
  fault: string,
  usual: Questions,
  during: Questions,
): Promise<void> {
  const before = await usual.verdict(0);
  const verdict = await during.verdict(0);
  const p95 = (of: readonly number[]) => Math.round(quantile(of, 0.95));
  const [was, is] = [p95(before.delays), p95(verdict.delays)];
  t.diagnostic(`p95 of the neighbours: ${was} ms before, ${is} ms during`);
  await assertPromise(t, `${fault}: neighbours`, verdict);
  assert.ok(is < 2 * Math.max(was, isLong ? 500 : within(5_000)), `${was} ms before, ${is} ms during`);
}

test("Gemini hangs for one tenant at 20 messages a second: another tenant's people wait no longer", async (t) => {
  const usual = await ask(neighbour.username);
  await usual.verdict(0);
  let hanging = 1_000;
  const hang = () =>
    world.telegram(
      "POST",
      "/messages",
      Array.from({ length: 8 }, () => ({ bot: BOT, chat: { id: ++hanging }, text: "[[hang]]" })),
    );
  const during = await ask(neighbour.username, hang);
  await assertUnmoved(t, "Gemini hangs for one tenant", usual, during);
  await db.update.deleteMany({ where: { bot: { username: BOT } } });
});

test("429 for one chat: the bot's other chats wait no longer", async (t) => {
  const usual = await ask(neighbour.username);
  await usual.verdict(0);
  const flood = {
    error_code: 429,
    description: "Too Many Requests: retry after 10",
    parameters: { retry_after: 10 },
  };
  await world.faults({ errors: [{ chat: 9_999, times: 100_000, ...flood }] });
  await world.telegram("POST", "/messages", { bot: neighbour.username, chat: { id: 9_999 }, text: "sabr" });
  const during = await ask(neighbour.username);
  await world.faults({ errors: [] });
  await assertUnmoved(t, "429 for one chat", usual, during);
});
