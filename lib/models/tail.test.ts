import assert from "node:assert/strict";
import test from "node:test";
import { newestOf, renewingTail, tierOf } from "./tail.ts";

const aliases = ["gemini-flash-latest", "gemini-flash-lite-latest"];

test("the tail is the aliases, then the newest Flash-Lite, Flash and Pro, then open models, largest first", () => {
  const listed = [
    "gemini-2.5-pro",
    "gemini-3.8-flash",
    "gemini-3.6-flash",
    "gemini-3.1-flash-lite",
    "gemini-3.5-flash-lite",
    "gemma-3-27b-it",
    "gemma-4-26b-a4b-it",
    "gemma-4-e4b-it",
    "gemma-4-31b-it",
  ];
  assert.deepEqual(renewingTail(listed), [
    ...aliases,
    "gemini-3.5-flash-lite",
    "gemini-3.8-flash",
    "gemini-2.5-pro",
    "gemma-4-31b-it",
    "gemma-4-26b-a4b-it",
  ]);
});

test("open models are of the newest generation only, however few it has", () => {
  assert.deepEqual(renewingTail(["gemma-3-27b-it", "gemma-4-12b-it", "gemma-3-12b-it"]), [
    ...aliases,
    "gemma-4-12b-it",
  ]);
});

test("an open model's generation and size may have several digits after the point", () => {
  assert.deepEqual(renewingTail(["gemma-3.9-12b-it", "gemma-3.10-1.25b-it", "gemma-3.10-1.5b-it"]), [
    ...aliases,
    "gemma-3.10-1.5b-it",
    "gemma-3.10-1.25b-it",
  ]);
});

test("without listings the tail is only the aliases", () => {
  assert.deepEqual(renewingTail([]), aliases);
});

test("newest is by version number, not alphabetical; for equal versions the shorter name", () => {
  assert.equal(newestOf("flash", ["gemini-3.9-flash", "gemini-3.10-flash"]), "gemini-3.10-flash");
  assert.equal(newestOf("flash", ["gemini-10-flash", "gemini-9.9-flash"]), "gemini-10-flash");
  for (const versions of [
    ["gemini-5-pro-001", "gemini-5-pro-002"],
    ["gemini-5-pro-002", "gemini-5-pro-001"],
  ])
    assert.equal(newestOf("pro", versions), "gemini-5-pro-002");
  assert.equal(newestOf("pro", ["gemini-5-pro-002", "gemini-5-pro", "gemini-5-pro-001"]), "gemini-5-pro");
});

test("models that are not stable or not for chat are never in the tail", () => {
  const others = [
    "gemini-9-flash-preview",
    "gemini-9-pro-preview-11-2025",
    "gemini-9-flash-exp",
    "gemini-9-flash-image",
    "gemini-9-flash-preview-tts",
    "gemini-9-flash-live",
    "gemini-live-9-flash",
    "gemini-9-flash-native-audio",
    "gemini-9-flash-preview-09-2025",
    "gemini-9-flash-8b",
    "gemini-embedding-9",
    "gemini-robotics-er-9",
    "gemini-4-argon",
    "gemma-9-31b",
    "tuned-gemini-9-flash",
    "text-embedding-9",
    "gemini-pro-latest",
  ];
  assert.deepEqual(renewingTail(others), aliases);
  assert.deepEqual(
    others.map(tierOf),
    others.map(() => null),
  );
});
