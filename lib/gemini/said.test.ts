import assert from "node:assert/strict";
import test from "node:test";
import { saidOf } from "./said.ts";
import { understand } from "./understand.ts";

const now = Date.parse("2026-11-26T10:00:00Z");

test("a failed connection and a silence are not told as if Google had said them", () => {
  for (const code of [
    "ENOTFOUND",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "EAI_AGAIN",
    "UND_ERR_SOCKET",
    "CERT_HAS_EXPIRED",
    "CONNECTION_FAILED",
  ]) {
    const { reason } = understand({ kind: "error", httpStatus: null, body: null, networkCode: code }, now);
    assert.deepEqual(saidOf(reason), { by: "network", code });
  }
  const { reason } = understand({ kind: "silence", afterMs: 15_000, proven: true }, now);
  assert.deepEqual(saidOf(reason), { by: "nobody", seconds: 15 });
});

test("what Google said stays Google's, its reasons in capitals too", () => {
  const body = { error: { status: "UNAVAILABLE", message: "The model is overloaded." } };
  const said = [
    understand({ kind: "error", httpStatus: 503, body, networkCode: null }, now).reason,
    understand({ kind: "error", httpStatus: 500, body: null, networkCode: null }, now).reason,
    ...["SAFETY", "PROHIBITED_CONTENT", "MAX_TOKENS", "OTHER"].map(
      (finishReason) =>
        understand({ kind: "end", hasText: false, finishReason, blockReason: null }, now).reason,
    ),
  ];
  for (const text of said) assert.deepEqual(saidOf(text), { by: "google", text });
});
