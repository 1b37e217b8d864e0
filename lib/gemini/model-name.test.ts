import assert from "node:assert/strict";
import test from "node:test";
import { AppError } from "../errors.ts";
import { modelName } from "./model-name.ts";

test("a typed name loses its spaces and the prefix that Google's pages show", () => {
  assert.equal(modelName("  gemini-2.5-flash\n"), "gemini-2.5-flash");
  assert.equal(modelName(" models/Gemma_3-12b.it "), "Gemma_3-12b.it");
  assert.equal(modelName("g"), "g");
  assert.equal(modelName("9".repeat(100)), "9".repeat(100));
});

test("what cannot be a model's name is refused, and at most a hundred characters of it are quoted", () => {
  for (const typed of [
    "",
    "-flash",
    "gemini flash",
    "gemini/../x",
    "tuned/models/x",
    "флеш",
    "m".repeat(101),
  ]) {
    assert.throws(
      () => modelName(typed),
      (error) =>
        error instanceof AppError &&
        error.code === "model_unknown" &&
        error.field === "model" &&
        error.values.model === typed.slice(0, 100),
      typed,
    );
  }
});
