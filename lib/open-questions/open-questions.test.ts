// Questions without an answer: grouped, answered for all who asked, dismissed.
import assert from "node:assert/strict";
import test from "node:test";
import { createAnswer, createBot, createTenant, withRole } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { listAnswers } from "../knowledge/answers.ts";
import { groupOf } from "../knowledge/group.ts";
import { addAnswers } from "../knowledge/sources.ts";
import { answerOpenQuestion, dismissOpenQuestions, listOpenQuestions } from "./open-questions.ts";

const firstGroup = async (context: Context, botId: string): Promise<string> =>
  (await listOpenQuestions(context, botId))[0]?.group ?? "";

async function makeOpen(questions: readonly string[]) {
  const context = await createTenant();
  const { tenantId } = context;
  const botId = await createBot(context);
  for (const text of questions) {
    const answerId = await createAnswer(context, botId, { question: text, state: "answered" });
    await db.openQuestion.create({ data: { answerId, tenantId, botId, text, group: groupOf(text) } });
  }
  const { id: sourceId } = await addAnswers(context, botId, "Savollar");
  return { context, botId, sourceId };
}

test("questions with the same words are one group, whatever the script, the order and the endings", () => {
  assert.equal(groupOf("Yetkazib berish qancha turadi?"), groupOf("етказиб бериш канча туради"));
  assert.equal(groupOf("Velosipedlar bormi?"), groupOf("bormi velosiped"));
  assert.notEqual(groupOf("Velosiped bormi?"), groupOf("Samokat bormi?"));
  assert.equal(groupOf("?!"), "?!");
});

test("one answer becomes a question with its answer, ends the group, and is told to each who asked, once", async () => {
  const { context, botId, sourceId } = await makeOpen([
    "Velosiped bormi?",
    "велосипед борми",
    "Samokat bormi?",
  ]);
  const groups = await listOpenQuestions(context, botId);
  assert.deepEqual(
    groups.map(({ text, count }) => [text, count]),
    [
      ["велосипед борми", 2],
      ["Samokat bormi?", 1],
    ],
  );
  const group = await firstGroup(context, botId);
  const given = {
    group,
    botId,
    sourceId,
    question: "Velosiped bormi?",
    answer: "Ha, 2 000 000 soʻm.",
    tell: true,
  };
  assert.equal(await answerOpenQuestion(context, given), 2);
  assert.deepEqual(
    (await listAnswers(context, sourceId)).map(({ question, answer }) => [question, answer]),
    [["Velosiped bormi?", "Ha, 2 000 000 soʻm."]],
  );
  assert.deepEqual(
    (await listOpenQuestions(context, botId)).map(({ text }) => text),
    ["Samokat bormi?"],
  );
  const said = await db.chatMessage.findMany({
    where: { conversation: { botId } },
    orderBy: { text: "asc" },
  });
  assert.deepEqual(
    said.map(({ text, state, author }) => [text, state, author]),
    [
      ["❓ Velosiped bormi?\n\nHa, 2 000 000 soʻm.", "waiting", "operator"],
      ["❓ велосипед борми\n\nHa, 2 000 000 soʻm.", "waiting", "operator"],
    ],
  );
  const waiting = await db.update.count({ where: { botId, state: "waiting" } });
  assert.equal(waiting, 2, "a worker sends them");
  assert.equal(await answerOpenQuestion(context, given), 0, "nobody is told twice");
  const { tenantId } = context;
  const entries = await db.audit.findMany({ where: { tenantId, action: "openQuestion.answer" } });
  assert.deepEqual(
    entries.map(({ target, after }) => [target, after]),
    [[botId, { questions: 2, told: 2 }]],
    "recorded once, without words",
  );
});

test("a question is shown on one line and not endlessly to who asked it", async () => {
  const long = `  Velosiped\n\n bormi ${"x".repeat(400)}`;
  const { context, botId, sourceId } = await makeOpen([long]);
  const group = await firstGroup(context, botId);
  const given = { group, botId, sourceId, question: "Velosiped?", answer: " Ha ", tell: true };
  assert.equal(await answerOpenQuestion(context, given), 1);
  const [said] = await db.chatMessage.findMany({ where: { conversation: { botId } } });
  assert.equal(said?.text, `❓ Velosiped bormi ${"x".repeat(284)}…\n\nHa`);
});

test("an answer whose questions cannot be settled leaves nothing: it is not stored, nobody is told, the questions stay open", async () => {
  const { context, botId, sourceId } = await makeOpen(["Velosiped bormi?"]);
  const group = await firstGroup(context, botId);
  const given = { group, botId, sourceId, question: "Velosiped bormi?", answer: "Ha", tell: true };
  for (const [table, event] of [
    ["OpenQuestion", "UPDATE"],
    ["ChatMessage", "INSERT"],
  ]) {
    await asOwner(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
       CREATE TRIGGER refuse BEFORE ${event} ON "${table}" FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    await assert.rejects(answerOpenQuestion(context, given), /refused/);
    await asOwner(`DROP FUNCTION refuse() CASCADE`);
    assert.deepEqual(await listAnswers(context, sourceId), [], `${event} ${table}`);
    assert.equal((await listOpenQuestions(context, botId)).length, 1);
    assert.equal(await db.chatMessage.count({ where: { conversation: { botId } } }), 0);
  }
  assert.equal(await answerOpenQuestion(context, given), 1, "asked again, it is done");
});

test("who has blocked the bot is not told, and nobody where it is not wanted", async () => {
  const { context, botId, sourceId } = await makeOpen(["Velosiped bormi?", "велосипед борми"]);
  const group = await firstGroup(context, botId);
  const [first] = await db.conversation.findMany({ where: { botId } });
  await db.conversation.update({ where: { id: first?.id as string }, data: { closedAt: new Date() } });
  const given = { group, botId, sourceId, question: "?", answer: "Ha" };
  assert.equal(await answerOpenQuestion(context, { ...given, tell: true }), 1);
  const other = await makeOpen(["Velosiped bormi?"]);
  const of = { botId: other.botId, sourceId: other.sourceId };
  assert.equal(await answerOpenQuestion(other.context, { ...given, ...of, tell: false }), 0);
  assert.equal(await db.chatMessage.count({ where: { conversation: { botId: other.botId } } }), 0);
  const quiet = await makeOpen(["Velosiped bormi?"]);
  const without = { ...given, botId: quiet.botId, sourceId: quiet.sourceId };
  const token: Context = { ...quiet.context, only: ["viewBots", "runBots"] };
  await assert.rejects(answerOpenQuestion(token, { ...without, tell: true }), { code: "forbidden" });
  await answerOpenQuestion(token, { ...without, tell: false });
  const [settled] = await db.openQuestion.findMany({ where: { botId: quiet.botId } });
  assert.deepEqual([settled?.state, settled?.toldAt], ["answered", null]);
});

test("a dismissed group is gone; another tenant settles and reads nothing", async () => {
  const { context, botId, sourceId } = await makeOpen(["Velosiped bormi?"]);
  const group = await firstGroup(context, botId);
  const stranger = await createTenant();
  assert.deepEqual(await listOpenQuestions(stranger, botId), []);
  await dismissOpenQuestions(stranger, botId, group);
  const own = await addAnswers(stranger, null, "Savollar");
  const given = { group, botId, question: "?", answer: "!", tell: true };
  assert.equal(await answerOpenQuestion(stranger, { ...given, sourceId: own.id }), 0);
  await assert.rejects(answerOpenQuestion(stranger, { ...given, sourceId }), { code: "not_found" });
  assert.equal((await listOpenQuestions(context, botId)).length, 1);
  assert.deepEqual(
    await listOpenQuestions(withRole(context, "viewer"), botId),
    [],
    "texts are not for viewers",
  );
  await dismissOpenQuestions(context, botId, group);
  assert.deepEqual(await listOpenQuestions(context, botId), []);
  const [dismissed] = await db.openQuestion.findMany({ where: { botId } });
  assert.deepEqual([dismissed?.state, dismissed?.toldAt], ["dismissed", null]);
  await dismissOpenQuestions(context, botId, group);
  const entries = await db.audit.findMany({
    where: { tenantId: context.tenantId, action: "openQuestion.dismiss" },
  });
  assert.deepEqual(
    entries.map(({ target, after }) => [target, after]),
    [[botId, { questions: 1 }]],
    "there was nothing to dismiss twice",
  );
  await dismissOpenQuestions(context, "no-bot", group);
  assert.equal(await answerOpenQuestion(context, { ...given, botId: "no-bot", sourceId }), 0);
});
