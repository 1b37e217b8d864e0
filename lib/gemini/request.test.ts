import assert from "node:assert/strict";
import test from "node:test";
import { type GeminiRequest, jsonOf, needsOf, without } from "./request.ts";

const system = { text: "Be brief" };
const question: GeminiRequest = { history: [{ role: "user", parts: [{ text: "Salom" }] }] };

test("a text that was cut in the middle of a character is sent, with a file too", async () => {
  const text = "Rahmat 👍".slice(0, -1);
  const sent = { text: "Rahmat \ufffd" };
  assert.deepEqual(JSON.parse(String(jsonOf({ parts: [{ text }] }))), { parts: [sent] });
  const json = jsonOf({ parts: [{ text }, { data: new Blob(["AAAA"]) }] });
  assert.deepEqual(JSON.parse(await new Response(json).text()), { parts: [sent, { data: "AAAA" }] });
});

test("a message needs text, a system instruction if it has one, and each kind and type of its files once", () => {
  const needs = (system: string | undefined, ...types: string[]) => {
    const files = types.map((mimeType) => ({ inlineData: { mimeType, data: "" } }));
    return needsOf({
      ...(system !== undefined && { system }),
      history: [
        { role: "user", parts: [{ text: "Salom" }, ...files] },
        { role: "model", parts: [] },
      ],
    });
  };
  assert.deepEqual(needs(undefined), ["text"]);
  assert.deepEqual(needs(""), ["text"]);
  assert.deepEqual(needs("Be brief"), ["text", "system"]);
  const images = ["image", "image/png", "image/webp"];
  assert.deepEqual(needs(undefined, "image/png", "image/webp", "image/png"), ["text", ...images]);
  assert.deepEqual(needs("Be brief", "audio/ogg", "video/mp4"), [
    ...["text", "system"],
    ...["audio", "video", "audio/ogg", "video/mp4"],
  ]);
  assert.deepEqual(needs(undefined, "application/pdf"), ["text", "document", "application/pdf"]);
  // Text in a file is text.
  assert.deepEqual(needs(undefined, "text/csv"), ["text", "text/csv"]);
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
