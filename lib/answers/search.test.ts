import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import { db } from "../db.ts";
import type { AnswerFilter } from "./conditions.ts";
import { listAnswers, PAGE_SIZE } from "./list.ts";

const t0 = Date.parse("2026-11-23T12:00:00Z");

async function shop() {
  const context = withRole(await createTenant(), "operator");
  const botId = await createBot(context);
  let made = 0;
  const ask = (question: string, more: Parameters<typeof createAnswer>[2] = {}) =>
    createAnswer(context, botId, { question, startedAt: new Date(t0 + made++ * 1_000), ...more });
  const found = async (text: string, more: AnswerFilter = {}) =>
    (await listAnswers(context, { text, ...more })).answers.map(({ id }) => id);
  return { context, botId, ask, found };
}

/** Calls the chat of the answer by another name. @returns the chat's id */
async function rename(id: string, title: string): Promise<string> {
  const { conversationId } = await db.answer.findUniqueOrThrow({ where: { id } });
  await db.conversation.update({ where: { id: conversationId }, data: { title } });
  return conversationId;
}

test("a question is found by parts of its words, in any order and case, newest first", async () => {
  const { ask, found } = await shop();
  const first = await ask("Yetkazib berish qancha turadi?");
  const second = await ask("Narxi qancha, yetkazasizmi?");
  await ask("Salom");
  assert.deepEqual(await found("YETKAZ"), [second, first]);
  assert.deepEqual(await found("qancha berish"), [first]);
  assert.deepEqual(await found("qancha manti"), []);
});

test("Uzbek is found in both scripts and without its apostrophes, Russian in any case", async () => {
  const { ask, found } = await shop();
  const latin = await ask("O‘qituvchi keladimi?");
  const cyrillic = await ask("Ўқитувчи қачон келади?");
  const russian = await ask("Сколько стоит ДОСТАВКА?");
  for (const query of ["oʻqituvchi", "o'qit", "ўқитувчи", "ЎҚИТ"])
    assert.deepEqual(await found(query), [cyrillic, latin], query);
  assert.deepEqual(await found("доставка"), [russian]);
});

test("signs that mean something to LIKE are looked for as they are", async () => {
  const { ask, found } = await shop();
  const percent = await ask("50% chegirma bormi?");
  const underscore = await ask("a_b\\c'd nima?");
  await ask("500 chegirma aXbc");
  assert.deepEqual(await found("50%"), [percent]);
  assert.deepEqual(await found("a_b"), [underscore]);
  assert.deepEqual(await found("b\\c"), [underscore]);
});

test("a person's questions are found by the name, and by the chat alone", async () => {
  const { ask, found, context } = await shop();
  const hers = await ask("Salom");
  const chat = await rename(hers, "Gulnora Karimova");
  await ask("Salom");
  assert.deepEqual(await found("gulnora"), [hers]);
  assert.deepEqual(await found("karim salom"), [hers]);
  assert.deepEqual(
    (await listAnswers(context, { conversationId: chat })).answers.map(({ id, asker }) => [id, asker?.name]),
    [[hers, "Gulnora Karimova"]],
  );
});

test("a search keeps the other filters, and dates include their first moment and not their last", async () => {
  const { ask, found, botId, context } = await shop();
  const at = (ms: number) => ({ startedAt: new Date(t0 + ms) });
  await ask("palov", at(0));
  const inside = await ask("palov", { ...at(10_000), state: "apologised", model: "m1" });
  await ask("palov", at(20_000));
  const period = { from: new Date(t0 + 10_000), to: new Date(t0 + 20_000) };
  assert.deepEqual(await found("palov", period), [inside]);
  assert.deepEqual(await found("palov", { state: "apologised" }), [inside]);
  assert.deepEqual(await found("palov", { model: "m1", botId }), [inside]);
  assert.deepEqual(await found("palov", { model: "m2" }), []);
  const { answers } = await listAnswers(context, period);
  assert.deepEqual(
    answers.map(({ id }) => id),
    [inside],
    "without words too",
  );
});

test("pages of a search have no gaps or repeats, even among answers with the same timestamp", async () => {
  const { context, ask } = await shop();
  const made = new Set<string>();
  for (let i = 0; i < PAGE_SIZE + 5; i++) {
    made.add(await ask("somsa", { startedAt: new Date(t0 + Math.floor(i / 7)) }));
    if (i % 10 === 0) await ask("boshqa");
  }
  const first = await listAnswers(context, { text: "somsa" });
  const second = await listAnswers(context, { text: "somsa" }, first.next);
  assert.deepEqual([first.answers.length, second.next], [PAGE_SIZE, null]);
  assert.deepEqual(new Set([...first.answers, ...second.answers].map(({ id }) => id)), made);
});

test("a search finds nothing of another tenant", async () => {
  const [mine, theirs] = [await shop(), await shop()];
  const own = await mine.ask("umumiy soʻz");
  const other = await theirs.ask("umumiy soʻz");
  await rename(other, "Umumiy odam");
  assert.deepEqual(await mine.found("umumiy"), [own]);
  assert.deepEqual(await mine.found("odam"), []);
});

test("whoever may not read texts cannot find out by searching what was written, or by whom", async () => {
  const { context, ask } = await shop();
  const id = await ask("maxfiy");
  const conversationId = await rename(id, "Gulnora");
  await ask("boshqa");
  const viewer = { ...context, role: "viewer" as const };
  for (const filter of [{ text: "maxfiy" }, { text: "gulnora" }, { conversationId }]) {
    const { answers } = await listAnswers(viewer, filter);
    assert.equal(answers.length, 2);
    assert.ok(answers.every(({ asker, question }) => asker === null && question === null));
  }
});

test("the searches have their indexes", async () => {
  const rows = await asOwner(
    `SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE '%\\_words' ORDER BY 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    [
      "Answer_tenant_words",
      "ChatMessage_text_words",
      "Conversation_title_words",
      "Conversation_username_words",
      "Piece_words",
    ],
  );
});
