// The words that people read about a failure, and the fingerprint by which unknown ones are recognised.
import assert from "node:assert/strict";
import test from "node:test";
import type { ErrorClass, Evidence } from "../fallback/index.ts";
import { ended, error, google, info, now } from "./fixtures/evidence.ts";
import { understand } from "./understand.ts";

const reason = (evidence: Evidence) => understand(evidence, now).reason;
const fingerprint = (evidence: Evidence) => understand(evidence, now).fingerprint;

test("a failure is told in Google's words, else in the fewest of our own", () => {
  const violations = { violations: [{ quotaId: "XPerDay" }] };
  const cases: [Evidence, string][] = [
    [{ kind: "silence", afterMs: 14_600, proven: true }, "silent for 15 s"],
    [error(null, null, "ENOTFOUND"), "ENOTFOUND"],
    [ended("SAFETY"), "SAFETY"],
    [ended(null), "ended without a finish reason"],
    [ended("STOP", false, "SPII"), "SPII"],
    [error(418, google(418, "TEAPOT", "Short\nand stout")), "Short"],
    [error(418, google(418, "TEAPOT", "")), "TEAPOT"],
    [error(403, google(403, "", "Blocked.", info("API_KEY_X"))), "API_KEY_X: Blocked."],
    [error(429, google(429, "", "Spent.", violations)), "XPerDay: Spent."],
    [error(429, google(429, "", "Spent.", info("Y"), violations)), "Y: Spent."],
    [error(200, '{"half'), "the answer broke off"],
    [error(502, ""), "HTTP 502"],
    [error(null, null), "HTTP ?"],
  ];
  for (const [evidence, words] of cases) assert.equal(reason(evidence), words);
});

test("a reason is short, and has nothing that Postgres does not store", () => {
  const said = (words: string) => reason(error(418, google(418, "", words)));
  assert.equal(said("x".repeat(500)), "x".repeat(240));
  assert.equal(said("a\u0000\t\u0007b"), "a b");
  assert.equal(said("half \ud83d a pair"), "half \ufffd a pair");
});

test("a fingerprint has the status, what Google calls the error, and its words without numbers and ids", () => {
  const like = (status: number | null, body: unknown) => fingerprint(error(status, body));
  assert.equal(
    like(418, google(418, "TEAPOT", "Pot p-12/a is 3 short", info("WHY"))),
    "418 TEAPOT WHY: Pot # is # short",
  );
  assert.equal(like(418, google(418, "", "No tea", info("WHY"))), "418 WHY WHY: No tea");
  assert.equal(like(418, "No tea"), "418 - No tea");
  assert.equal(like(null, "No tea"), "- - No tea");
  assert.equal(like(418, "tea ".repeat(99))?.length, 160);
});

test("only unknown errors have a fingerprint; an admin's class applies to no other error", () => {
  assert.equal(fingerprint(error(429, null)), null);
  const known = { get: () => "key_blocked" } as unknown as ReadonlyMap<string, ErrorClass>;
  assert.equal(understand(error(429, null), now, known).class, "rate_unknown");
  assert.equal(understand(error(418, null), now, known).class, "key_blocked");
});

test("what a model lacks, and its successor, are told by the errors about that only", () => {
  const unfit = "Image input is not enabled for models/gemma-3-1b-it";
  assert.equal(understand(error(400, google(400, "INVALID_ARGUMENT", unfit)), now).lacks, "image");
  assert.equal(understand(error(503, google(503, "UNAVAILABLE", unfit)), now).lacks, null);
  const retired = "gemini-1.5-pro is retired. Use gemini-2.5-pro.";
  assert.equal(understand(error(404, google(404, "NOT_FOUND", retired)), now).successor, "gemini-2.5-pro");
  assert.equal(understand(error(503, google(503, "UNAVAILABLE", retired)), now).successor, null);
});

test("the rules that no other test tells apart", () => {
  const cases: [ErrorClass, unknown, Evidence][] = [
    [
      "rate_unknown",
      { base: 30_000, cap: 900_000 },
      error(429, google(429, "", "", info("RATE_LIMIT_EXCEEDED"))),
    ],
    [
      "rate_unknown",
      { base: 30_000, cap: 900_000 },
      error(429, google(429, "", "", info("X", { consumer: "projects/1" }))),
    ],
    ["rate_unknown", { base: 45_000, cap: 900_000 }, error(429, google(429, "", "", { retryDelay: "45s" }))],
    [
      "rate_unknown",
      { base: 3_600_000, cap: 3_600_000 },
      error(429, google(429, "", "", { retryDelay: "1h" })),
    ],
    ["spend_rate", { at: now + 600_000 }, error(429, google(429, "", "You have exceeded the spend limit"))],
    ["unknown", { base: 30_000, cap: 30_000 }, error(418, null)],
    ["blocked", null, ended("IMAGE_SAFETY")],
    ["empty", null, ended("NOT_SAFETY")],
    ["empty", null, ended("SAFETY_NET")],
    ["internal", null, error(null, google(0, "KEY_REMOVED", ""))],
    ["bad_request", null, error(400, google(400, "KEY_REMOVED", ""))],
    ["bad_request", null, error(400, google(400, "", "User location is not supported for the API use."))],
    [
      "unknown",
      { base: 30_000, cap: 30_000 },
      error(418, google(418, "FAILED_PRECONDITION", "User location is not supported for the API use.")),
    ],
  ];
  for (const [kind, deadline, evidence] of cases) {
    const understood = understand(evidence, now);
    assert.deepEqual([understood.class, understood.deadline], [kind, deadline], JSON.stringify(evidence));
  }
});
