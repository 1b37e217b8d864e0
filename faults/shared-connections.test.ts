// Bots' polls share connections over https: what becomes of the messages when a connection fails, and what one bot's trouble
// costs another tenant's bot on the same connection.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after, afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { until } from "#test/until.ts";
import { addNeighbour, neighbour } from "../bots/fixtures/neighbour.ts";
import { makeWorld, models, TOKEN } from "../bots/fixtures/world.ts";
import { isLong, times } from "./form.ts";
import { type Fate, type Front, startFront } from "./front.ts";
import { assertPromise, Questions } from "./questions.ts";

let front: Front;
const world = makeWorld({
  async prepare(world) {
    await addNeighbour(world);
    await world.gemini("models", { [models.first]: { firstTokenMs: 100, tokenMs: 10 } });
    front = await startFront(world.sandbox.url);
    await world.startWorker(front.env);
  },
});
after(() => front.end());
afterEach(() => {
  front.fateOf = () => null;
});

const working = () =>
  until("both bots work", async () => (await db.botLease.count({ where: { state: "working" } })) === 2);
let group = 0;

/** People of both tenants ask while `fault` happens, again and again. */
async function askDuring(fault: () => unknown): Promise<Questions> {
  await working();
  const questions = new Questions(world);
  for (let i = 0; i < times(1, 10); i++) {
    await fault();
    await questions.askGroups(--group);
    await questions.ask(1_000 - --group, `savol ${-group}`, neighbour.username);
    if (isLong) await sleep(500);
  }
  return questions;
}

const isPoll = (path: string, token = "") => path.includes(token) && path.endsWith("/getUpdates");
/** The next poll of each bot meets it. */
function once(fate: Fate): void {
  const met = new Set<string>();
  front.fateOf = (path) => {
    if (!isPoll(path) || met.has(path)) return null;
    met.add(path);
    return fate;
  };
}

const breaks: [name: string, fault: () => unknown][] = [
  ["a connection is retired", () => front.retire()],
  ["a connection is cut", () => front.cut()],
  ["a poll is reset", () => once({ as: "reset" })],
  ["an answer is cut off", () => once({ as: "cut off" })],
  // Noticed within 12 s.
  ...(isLong ? [["connections go silent", () => front.freeze()] as [string, () => unknown]] : []),
];
for (const [name, fault] of breaks)
  test(`polls on shared connections, ${name}: all is answered, and connections are shared again`, async (t) => {
    const questions = await askDuring(fault);
    await assertPromise(t, `shared polls: ${name}`, await questions.verdict(Date.now()));
    front.fateOf = () => null;
    const before = front.count();
    front.cut();
    await until("HTTP/2 is still used", () => front.count() > before);
  });

const refusal = (error_code: number, description: string, more: object = {}): Fate => ({
  as: "json",
  status: error_code,
  body: { ok: false, error_code, description, ...more },
});
/** In an order in which the bot pauses least between them. */
const troubles: [name: string, fate: Fate][] = [
  ["silence", { as: "silence" }],
  ["resets", { as: "reset" }],
  ["a page with status 502", { as: "page", status: 502 }],
  ["a page with status 200", { as: "page" }],
  ["429", refusal(429, "Too Many Requests", { parameters: { retry_after: 1 } })],
  ["401", refusal(401, "Unauthorized")],
];

test("one bot's polls fail in every way: another tenant's bot on the same connection answers, and keeps the connection", async (t) => {
  await working();
  const own = new Questions(world);
  for (const [name, fate] of troubles) {
    let met = 0;
    // A poll that waits already ends with what is asked now.
    front.fateOf = (path) => {
      if (!isPoll(path, TOKEN)) return null;
      met++;
      return fate;
    };
    await own.askGroups(--group);
    await until(`the bot meets ${name}`, () => met > 0);
    const before = front.count();
    const questions = new Questions(world);
    for (let i = 0; i < times(2, 20); i++)
      await questions.ask(1_000 - --group, `savol ${-group}`, neighbour.username);
    await assertPromise(t, `shared polls, ${name} for one bot: neighbours`, await questions.verdict(0));
    assert.equal(front.count(), before, "no connection was opened anew");
    // Its poll would hang for 65 s.
    front.endSilence();
  }
  front.fateOf = () => null;
  // A refused token is tried again after up to a minute.
  await world.endWorkers("SIGTERM");
  await world.startWorker(front.env);
  await assertPromise(t, "shared polls, all of these: the bot's own", await own.verdict(Date.now()));
});

test("a server that takes one poll on a connection, and one that speaks HTTP/1.1 only, are served as well", async (t) => {
  await world.endWorkers("SIGTERM");
  const small = await startFront(world.sandbox.url, 1);
  t.after(() => small.end());
  await world.startWorker(small.env);
  const questions = new Questions(world);
  await questions.askGroups(--group);
  await questions.ask(1_000, "savol", neighbour.username);
  await until("each bot's poll has a connection", () => small.count() === 2);
  small.offer("http/1.1");
  small.cut();
  await questions.askGroups(--group);
  await assertPromise(t, "shared polls: few streams, then HTTP/1.1", await questions.verdict(Date.now()));
  assert.equal(small.count(), 2);
});
