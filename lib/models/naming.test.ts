import assert from "node:assert/strict";
import test from "node:test";
import { purposeOf } from "./naming.ts";

test("a model has the purpose of its family", () => {
  const purposes = {
    "gemini-2.5-flash": "everyday",
    "gemini-3-flash-preview": "everyday",
    "gemini-2.5-flash-lite": "light",
    "gemini-1.5-flash-8b": "reserve",
    "gemini-2.0-flash": "reserve",
    "gemini-1.5-pro": "reserve",
    "gemini-2.5-pro": "strong",
    "gemini-2.5-flash-image": "image",
    "gemini-2.5-flash-preview-tts": "image",
    "gemini-embedding-001": "image",
    "gemma-3-27b-it": "open",
    "learnlm-experimental": "other",
    "my-gemma": "other",
    "my-gemini-4-argon": "other",
    "gemini-12-argon": "strong",
    "my-gemini-2.0-flash": "everyday",
  };
  for (const [model, purpose] of Object.entries(purposes)) assert.equal(purposeOf(model), purpose, model);
});
