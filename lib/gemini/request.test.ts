import assert from "node:assert/strict";
import test from "node:test";
import { type GeminiRequest, needsOf, without } from "./request.ts";

const file = (mimeType: string) => ({ inlineData: { mimeType, data: "" } });
const system = { text: "Be brief" };
const question: GeminiRequest = { history: [{ role: "user", parts: [{ text: "Salom" }] }] };

test("a message needs text, a system instruction if it has one, and each kind of its files once", () => {
  assert.deepEqual(needsOf(question), ["text"]);
  assert.deepEqual(needsOf({ ...question, system: "" }), ["text"]);
  assert.deepEqual(needsOf({ ...question, system: system.text }), ["text", "system"]);
  const files = [file("image/png"), { text: "and" }, file("image/webp"), file("audio/ogg")];
  const withFiles: GeminiRequest = {
    history: [
      { role: "user", parts: files },
      { role: "model", parts: [] },
    ],
  };
  assert.deepEqual(needsOf(withFiles), ["text", "image", "audio"]);
  assert.deepEqual(needsOf({ ...withFiles, system: system.text }), ["text", "system", "image", "audio"]);
});

test("a system instruction moves to the beginning of the first turn of the user", () => {
  const answer = { role: "model", parts: [{ text: "Salom!" }] } as const;
  const generationConfig = { temperature: 0.5 };
  assert.deepEqual(without({ ...question, generationConfig, system: system.text }, "system"), {
    generationConfig,
    history: [{ role: "user", parts: [system, { text: "Salom" }] }],
  });
  assert.deepEqual(without({ history: [answer, ...question.history], system: system.text }, "system"), {
    history: [{ role: "user", parts: [system] }, answer, ...question.history],
  });
  assert.deepEqual(without({ history: [], system: system.text }, "system"), {
    history: [{ role: "user", parts: [system] }],
  });
});

test("nothing else can be left out", () => {
  assert.equal(without({ ...question, system: system.text }, "image"), null);
  assert.equal(without(question, "system"), null);
});
