// What a model does not take: Google's sentences, and what a request needs in the same words.
import assert from "node:assert/strict";
import test from "node:test";
import { needsOf } from "./request.ts";
import { unfitOf } from "./unfit.ts";

const models = [
  "models/gemma-3-12b-it",
  "tunedModels/x-1",
  "this model",
  "the model",
  "model gemma-4",
  "gemini-3.5",
];

test("what a model does not take is read from Google's sentence, whatever model it names", () => {
  for (const [what, lack] of [
    ["Developer instruction", "system"],
    ["System instructions", "system"],
    ["Image input modality", "image"],
    ["Image inputs", "image"],
    ["Audio input modality", "audio"],
    ["Video input", "video"],
    ["Document input modality", "document"],
    ["document modality", "document"],
    ["PDF files", "document"],
    ["application/pdf", "application/pdf"],
    ["The MIME type audio/ogg", "audio/ogg"],
    ["MIMEType image/heic", "image/heic"],
    // Of a type that we never send the words prove nothing.
    ["The MIME type application/x-made-up", null],
    ["Video output", null],
    ["The Image input", null],
    ["Ask me: Image input", null],
  ] as const) {
    for (const model of models) {
      assert.equal(unfitOf(`${what} is not enabled for ${model}`), lack, `${what}, ${model}`);
      assert.equal(unfitOf(`${what} are not supported by ${model}.`), lack, `${what}, ${model}`);
      assert.equal(unfitOf(`${what} is not enabled for ${model} today`), null);
      assert.equal(unfitOf(`${what} is off for ${model}`), null);
    }
  }
  assert.equal(unfitOf("Image input is not enabled for somebody"), null);
  for (const model of models) {
    assert.equal(unfitOf(`${model} does not support audio input.`), "audio");
    assert.equal(unfitOf(`${model} doesn't support document input modality`), "document");
    assert.equal(unfitOf(`${model} does not support it`), null);
  }
});

test("a type of file is read from the sentences about types, if it is one that we send", () => {
  const vertex = (type: string) =>
    `Unable to submit request because it has a mimeType parameter with value ${type}, which is not supported. Update`;
  for (const said of [(type: string) => `Unsupported MIME type: ${type}`, vertex]) {
    assert.equal(unfitOf(said("application/pdf")), "application/pdf");
    assert.equal(unfitOf(said("video/mov")), "video/mov");
    // An alias is sent under its other name.
    for (const type of ["audio/mpeg", "text/x-overloaded", "text/plain, models/x", "image"]) {
      assert.equal(unfitOf(said(type)), null, type);
    }
  }
  assert.equal(unfitOf(`He said: ${vertex("video/mov")}`), null);
});

test("a model that cannot answer with text lacks text", () => {
  for (const words of [
    "This model only supports Interactions API.",
    "The requested combination of response modalities (TEXT) is not supported by the model.",
    "The requested combination of response modalities is not supported by the model. models/x accepts:\n* AUDIO\n",
  ])
    assert.equal(unfitOf(words), "text");
  assert.equal(
    unfitOf("The requested combination of response modalities (AUDIO) is not supported by the model."),
    null,
  );
});

test("a message with a file needs what each sentence about that file names", () => {
  const withFile = (mimeType: string) =>
    needsOf({ history: [{ role: "user", parts: [{ inlineData: { mimeType, data: "" } }] }] });
  for (const [mimeType, kind] of [
    ["image/heic", "Image"],
    ["audio/ogg", "Audio"],
    ["video/mov", "Video"],
    ["application/pdf", "Document"],
  ] as const) {
    const needs = withFile(mimeType);
    assert.ok(
      needs.includes(unfitOf(`${kind} input modality is not enabled for this model`) ?? ""),
      mimeType,
    );
    assert.ok(needs.includes(unfitOf(`Unsupported MIME type: ${mimeType}`) ?? ""), mimeType);
  }
});
