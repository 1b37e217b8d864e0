// Which promised questions are asked again, and when.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { createAnswer, createBot, createTenant } from "#test/builders.ts";
import { until } from "#test/until.ts";
import { againAt, startAgain } from "./late-answers.ts";

const hour = 3_600_000;

test("an answer is promised only within six hours of its question", () => {
  const receivedAt = new Date("2026-11-23T12:00:00Z");
  const at = receivedAt.getTime();
  assert.equal(againAt(at + 6 * hour, receivedAt), at + 6 * hour);
  assert.equal(againAt(at + 6 * hour + 1, receivedAt), null);
  assert.equal(againAt(null, receivedAt), null);
});

const ago = (ms: number) => new Date(Date.now() - ms);
let [context, botId] = [{} as Context, ""];

/** Stores a promised question. @returns a function that reads its answer and the state of its update */
async function putOff(question: string, againAt: Date | null, startedAt = ago(hour)) {
  const id = await createAnswer(context, botId, {
    question,
    againAt,
    startedAt,
    state: "apologised",
    sent: [5],
    finishedAt: startedAt,
  });
  return async () => {
    const { state, againAt, sent, updateId } = await db.answer.findUniqueOrThrow({ where: { id } });
    const update = await db.update.findUniqueOrThrow({ where: { id: updateId }, include: { lane: true } });
    return { state, againAt, sent, update: update.state, ready: update.lane.readyAt !== null };
  };
}

test("a question that is due is asked again in a new message; one that is not due, or was re-asked and answered, is not", async () => {
  context = await createTenant();
  botId = await createBot(context);
  const due = await putOff("narxi qancha?", ago(1_000));
  const later = await putOff("qachon?", new Date(Date.now() + hour));
  const never = await putOff("bormisiz?", null);
  const repeated = await putOff("yetkazasizmi?", ago(1_000));
  // The same question, re-asked in the same conversation and answered.
  const { conversationId } = await db.answer.findFirstOrThrow({ where: { question: "yetkazasizmi?" } });
  const answered = { state: "answered", conversationId } as const;
  await createAnswer(context, botId, { ...answered, question: "yetkazasizmi?", startedAt: ago(1_000) });

  const again = startAgain();
  await until("nothing is due any more", async () => {
    return (await db.answer.count({ where: { againAt: { lte: new Date() } } })) === 0;
  });
  again.stop();
  assert.deepEqual(await due(), {
    state: "running",
    againAt: null,
    sent: [],
    update: "waiting",
    ready: true,
  });
  const left = { state: "apologised", sent: [5], update: "done", ready: false };
  assert.deepEqual({ ...(await later()), againAt: null }, { ...left, againAt: null });
  assert.ok((await later()).againAt);
  assert.deepEqual(await never(), { ...left, againAt: null });
  assert.deepEqual(await repeated(), { ...left, againAt: null });
});

test("a question that is asked again keeps what it has cost: its walks and calls count on", async () => {
  context = await createTenant();
  botId = await createBot(context);
  const read = await putOff("qancha turadi?", ago(1_000));
  const { updateId } = await db.answer.findFirstOrThrow({ where: { botId } });
  const cost = { walks: 2, calls: 7 };
  await db.update.update({ where: { id: updateId }, data: { ...cost, tries: 3, failures: 2 } });
  const again = startAgain();
  await until("it waits again", async () => (await read()).update === "waiting");
  again.stop();
  const { walks, calls, tries, failures } = await db.update.findUniqueOrThrow({ where: { id: updateId } });
  assert.deepEqual({ walks, calls, tries, failures }, { ...cost, tries: 0, failures: 0 });
});
