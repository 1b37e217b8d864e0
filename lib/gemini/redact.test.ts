import assert from "node:assert/strict";
import test from "node:test";
import { redact, redactDeep } from "./redact.ts";

test("keys of both shapes are removed from a message", () => {
  assert.equal(
    redact("consumer 'api_key:AIzaSyA-1_b2c3d4e5' is suspended"),
    "consumer 'api_key:[key]' is suspended",
  );
  assert.equal(redact("key=AQ.Ab8RN6_-xyz123&alt=sse"), "key=[key]&alt=sse");
  assert.equal(redact("The key AQ.Ab8RN6abc.def-tail is bad."), "The key [key] is bad.");
});

test("a known secret of any shape is removed", () => {
  assert.equal(redact("bad key hunter2!", ["hunter2", ""]), "bad key [key]!");
});

test("every string of a body is redacted, and nothing else changes", () => {
  const body = { error: { code: 403, details: [{ key: "AIzaSyA-1_b2c3d4e5", more: null }] } };
  assert.deepEqual(redactDeep(body, []), { error: { code: 403, details: [{ key: "[key]", more: null }] } });
});

test("ordinary words are kept", () => {
  const message = "models/gemini-2.5-flash is not found. FAQ.html says AIza is a prefix.";
  assert.equal(redact(message), message);
});
