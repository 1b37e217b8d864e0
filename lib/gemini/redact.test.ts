import assert from "node:assert/strict";
import test from "node:test";
import { redact, redactDeep } from "./redact.ts";

test("keys of both shapes are taken out of a message", () => {
  assert.equal(
    redact("consumer 'api_key:AIzaSyA-1_b2c3d4e5' is suspended"),
    "consumer 'api_key:[key]' is suspended",
  );
  assert.equal(redact("key=AQ.Ab8RN6_-xyz123&alt=sse"), "key=[key]&alt=sse");
});

test("a known secret is taken out whatever its shape", () => {
  assert.equal(redact("bad key hunter2!", ["hunter2", ""]), "bad key [key]!");
});

test("every string of a body is redacted, and nothing else is touched", () => {
  const body = { error: { code: 403, details: [{ key: "AIzaSyA-1_b2c3d4e5", more: null }] } };
  assert.deepEqual(redactDeep(body, []), { error: { code: 403, details: [{ key: "[key]", more: null }] } });
});

test("ordinary words stay", () => {
  const message = "models/gemini-2.5-flash is not found. FAQ.html says AIza is a prefix.";
  assert.equal(redact(message), message);
});
