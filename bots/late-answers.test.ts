// Questions that nobody could answer in time: the apology with its promise, and the promised answer.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { addKeys } from "#lib/keys/add.ts";
import { until } from "#test/until.ts";
import { makeWorld } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
const CHAT = 41;

/** Spends every model's quota for an hour, or frees it. */
const spend = (spent: "minute" | null) =>
  world.gemini("quotas", {
    projects: Object.fromEntries(["p1", "p2"].map((id) => [id, { "*": { spent, forSeconds: 3_600 } }])),
  });
const answerTo = (question: string) =>
  db.answer.findFirstOrThrow({
    where: { question },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
const promiseIsDue = (question: string) =>
  db.answer.updateMany({ where: { question }, data: { againAt: new Date() } });

async function free(): Promise<void> {
  await spend(null);
  await world.forgive();
}

test("if a candidate comes free within six hours, the apology promises an answer", async () => {
  await spend("minute");
  const [text] = await world.ask(CHAT, "qachon ochasiz?");
  assert.match(text!, /^Kechirasiz, .*oʻzim javob yozaman\.$/);
  const { state, againAt, apologisedAt } = await answerTo("qachon ochasiz?");
  assert.equal(state, "apologised");
  assert.ok(againAt && apologisedAt && againAt > apologisedAt);
});

test("if nobody can answer when a promise is due, it is postponed without another apology", async () => {
  await promiseIsDue("qachon ochasiz?");
  await until("put off again", async () => {
    const { againAt, state } = await answerTo("qachon ochasiz?");
    return state === "apologised" && againAt && againAt > new Date();
  });
  assert.equal((await world.shown(CHAT)).length, 1);
});

test("a promise survives the worker's death; the answer comes once, as a reply to the question, with one trace", async () => {
  await world.endWorkers("SIGKILL");
  await free();
  await promiseIsDue("qachon ochasiz?");
  await world.startWorker();
  await world.answers(CHAT, 2);
  await world.settled();
  const { state, againAt, apologisedAt, attempts, costMicros } = await answerTo("qachon ochasiz?");
  assert.deepEqual([state, againAt], ["answered", null]);
  const [last] = attempts.slice(-1);
  assert.ok(costMicros && costMicros === last!.costMicros);
  assert.ok(apologisedAt);
  assert.deepEqual(
    attempts.map(({ position }) => position),
    attempts.map((_, i) => i),
  );
  assert.equal(attempts.at(-1)!.class, "ok");
  const shown = await world.shown(CHAT);
  assert.equal(shown.length, 2);
  assert.match(shown[1]!.text, /qachon ochasiz\?$/);
  assert.ok("reply_to_message" in shown[1]!);
});

test("a question that was re-asked and answered is not answered twice", async () => {
  await spend("minute");
  await world.ask(CHAT, "narxi qancha?");
  await free();
  await world.ask(CHAT, "narxi qancha?");
  await db.answer.updateMany({ where: { againAt: { not: null } }, data: { againAt: new Date() } });
  await until(
    "nothing is promised any more",
    async () => !(await db.answer.count({ where: { againAt: { not: null } } })),
  );
  await world.settled();
  assert.equal((await world.texts(CHAT)).filter((text) => text.endsWith(": narxi qancha?")).length, 1);
});

test("a new key answers promised questions at once", async () => {
  await spend("minute");
  await world.ask(43, "yetkazasizmi?");
  await world.gemini("keys", { "AQ.worker-test-three": { project: "p3" } });
  const [added] = await addKeys(world.context, { secrets: ["AQ.worker-test-three"], project: null });
  assert.equal((await added!.result).kind, "added");
  assert.match((await world.answers(43, 2)).at(-1)!, /: yetkazasizmi\?$/);
});

test("if the time is unknown, nothing is promised", async () => {
  await free();
  await world.gemini("keys", {
    "AQ.worker-test-one": { state: "leaked" },
    "AQ.worker-test-two": { state: "invalid" },
    "AQ.worker-test-three": { state: "invalid" },
  });
  const [text] = await world.ask(42, "bormisiz?");
  assert.match(text!, /^Kechirasiz, .*urinib koʻring\.$/);
  assert.equal((await answerTo("bormisiz?")).againAt, null);
});
