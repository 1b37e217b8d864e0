// Whatever a model writes, the person gets an answer and the worker stays responsive.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { db } from "#lib/db.ts";
import { makeWorld } from "./fixtures/world.ts";

const world = makeWorld({ workers: 1 });

const poisons: Record<string, string> = {
  "deep quotes": `${">".repeat(10_000)} chuqur`,
  "deep lists": `${"- ".repeat(4_000)} chuqur`,
  "very many entities": "*a* ".repeat(25_000),
  "many entities in one part": `${"**".repeat(20)}a `.repeat(2000),
  "a NUL": "a\0b **c**",
  "a lone surrogate": "a \ud83d b **c**",
  "an invalid link": "**a** [b](http://localhost/) [c](https://)",
  "invisible characters": "\u200b\u200d",
};

let chat = 100;
for (const [name, answer] of Object.entries(poisons)) {
  test(`an answer with ${name} arrives`, { timeout: 60_000 }, async () => {
    await world.gemini("reply", { mode: "fixed", text: answer });
    const before = Date.now();
    const shown = await world.ask(++chat, "salom");
    console.log(name, Date.now() - before, shown.length, shown[0]?.slice(0, 60));
    assert.equal(
      (await db.answer.findFirst({ where: { conversation: { chatId: chat } } }))!.state,
      "answered",
    );
  });
}
