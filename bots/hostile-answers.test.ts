// Whatever a model writes, the person gets an answer, and no other chat waits for it.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { render } from "#lib/markdown/render.ts";
import { split } from "#lib/markdown/split.ts";
import { say } from "#lib/messages/translate.ts";
import { makeWorld } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });
const stateIn = async (chatId: number) =>
  (await db.answer.findFirst({ where: { conversation: { chatId } } }))?.state;

test("answers that nest too deep, are too long or too rich all arrive, side by side", async () => {
  await world.gemini("reply", { mode: "echo" });
  const questions = [
    `${">".repeat(5_000)} chuqur`,
    `${"- ".repeat(2_500)}chuqur`,
    `${"> - ".repeat(1_500)}chuqur`,
    "*a* ".repeat(2_500),
    `${"**a *b ".repeat(500)}${"c* d** ".repeat(500)}`,
    "[".repeat(5_000),
    `[a](https://a.uz/${"b".repeat(3_000)})`.repeat(3),
    "oddiy savol",
  ];
  await Promise.all(questions.map((question, i) => world.write(100 + i, `\n\n${question}`)));
  await Promise.all(questions.map((_, i) => world.answers(100 + i, 1)));
  await world.settled();
  for (const i of questions.keys()) {
    assert.equal(await stateIn(100 + i), "answered");
    const answer = await db.answer.findFirstOrThrow({ where: { conversation: { chatId: 100 + i } } });
    const parts = split(render(answer.text ?? ""));
    assert.deepEqual(
      await world.texts(100 + i),
      parts.map(({ text }) => text),
    );
  }
});

test("answers with what Postgres or Telegram refuse arrive", async () => {
  const shown = {
    "a\0b **c**": "a\ufffdb c",
    "a \ud83d b **c**": "a \ufffd b c",
    "**a** [b](http://localhost/) [c](https://)": "a b c",
    "a\u202eb": "ab",
  };
  let chat = 200;
  for (const [answer, seen] of Object.entries(shown)) {
    await world.gemini("reply", { mode: "fixed", text: answer });
    assert.deepEqual(await world.ask(++chat, "salom"), [seen]);
    assert.equal(await stateIn(chat), "answered");
  }
});

test("an answer without a visible character is none: the person gets a sentence", async () => {
  for (const [i, text] of ["\u200b\u200d", "\n \n"].entries()) {
    await world.gemini("reply", { mode: "fixed", text });
    assert.deepEqual(await world.ask(300 + i, "salom"), [say("uz")("apology")]);
    assert.equal(await stateIn(300 + i), "apologised");
  }
});
