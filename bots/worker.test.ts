// The whole way of a message: a worker process against the sandbox over HTTP and a real Postgres.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { publishPrompt } from "#lib/bots/prompt-versions.ts";
import { db } from "#lib/db.ts";
import { saveModels } from "#lib/models/save.ts";
import { keys, makeWorld, models } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });

const attemptsAt = async (question: string) => {
  const { attempts } = await db.answer.findFirstOrThrow({
    where: { question },
    include: { attempts: { orderBy: { position: "asc" } } },
  });
  return attempts.map((attempt) => `${attempt.model} ${attempt.keyLabel} ${attempt.class}`);
};
const spend = (model: string, project: string, spent: "day" | null) =>
  world.gemini("quotas", { projects: { [project]: { [model]: { spent } } } });

test("a message is answered by the first model with the first key, and its trace is stored", async () => {
  assert.deepEqual(await world.ask(7, "salom"), [`${models.first}: salom`]);
  const answer = await db.answer.findFirstOrThrow();
  assert.equal(answer.state, "answered");
  assert.deepEqual(await attemptsAt("salom"), [`${models.first} Key 1 ok`]);
});

test("the model gets the bot's prompt, the manner and the history", async () => {
  await world.live(
    await publishPrompt(world.context, world.botId, { text: "You are a baker.", basedOn: "" }),
  );
  await world.ask(7, "yana salom");
  const { calls } = await world.sandbox.control<{ calls: { system: string; contents: number }[] }>(
    "GET",
    "/gemini/calls?text=yana",
  );
  assert.equal(calls[0]!.contents, 3);
  assert.match(calls[0]!.system, /^You are a baker\.[\s\S]*Uzbek written in Cyrillic/);
});

test("key 1 is spent: the same model answers with key 2", async () => {
  await spend(models.first, "p1", "day");
  assert.deepEqual(await world.ask(21, "birinchi"), [`${models.first}: birinchi`]);
  assert.deepEqual(await attemptsAt("birinchi"), [
    `${models.first} Key 1 rate_day`,
    `${models.first} Key 2 ok`,
  ]);
});

test("a parked candidate costs no call: the next message is answered with one attempt", async () => {
  await world.ask(21, "yana");
  assert.equal((await attemptsAt("yana")).length, 1);
});

test("both keys are spent: the next model answers with key 1", async () => {
  await spend(models.first, "p2", "day");
  assert.deepEqual(await world.ask(22, "ikkinchi"), [`${models.second}: ikkinchi`]);
  assert.equal((await attemptsAt("ikkinchi")).at(-1), `${models.second} Key 1 ok`);
});

test("a new order of models applies to the next message without a restart", async () => {
  const list = await db.modelList.findFirstOrThrow();
  const entries = (list.entries as { model: string; enabled: boolean }[]).toReversed();
  const saved = await saveModels(world.context, { botId: null, version: 0, entries });
  await world.live(saved.kind === "saved" ? saved.version : 0);
  const [text] = await world.ask(24, "tartib");
  assert.match(text!, new RegExp(`^${entries.find(({ enabled }) => enabled)!.model}: `));
});

test("with every key dead the person gets an apology in their language and no raw error", async () => {
  await world.gemini("keys", { [keys.one]: { state: "leaked" }, [keys.two]: { state: "invalid" } });
  const [text] = await world.ask(23, "uchinchi");
  assert.match(text!, /^Kechirasiz, /);
  assert.doesNotMatch(text!, /\d{3}|API|error/i);
  const answer = await db.answer.findFirstOrThrow({ where: { question: "uchinchi" } });
  assert.equal(answer.state, "apologised");
});
