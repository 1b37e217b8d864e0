import assert from "node:assert/strict";
import test from "node:test";
import type { Failure, Result } from "../result.ts";
import { attempt, isPassing } from "./attempt.ts";

const failure = (code: Failure["code"]): Failure => ({ ok: false, code, error: code, values: {} });
const lost = () => failure("unreachable");

test("an answer of the server is passed on, a refusal too", async () => {
  assert.deepEqual(await attempt(async () => ({ ok: true, value: 1 }), lost), { ok: true, value: 1 });
  assert.deepEqual(await attempt(async () => failure("forbidden"), lost), failure("forbidden"));
});

test("a request that is rejected, or throws before it is sent, is a failure and no exception", async () => {
  const reject = () => Promise.reject(new TypeError("Failed to fetch"));
  const fail = () => {
    throw new Error("before");
  };
  assert.deepEqual(await attempt(reject, lost), failure("unreachable"));
  assert.deepEqual(await attempt(fail, lost), failure("unreachable"));
});

test("an answer that is no result of an action counts as lost", async () => {
  const nothing = async () => undefined as unknown as Result<number>;
  assert.deepEqual(await attempt(nothing, lost), failure("unreachable"));
});

test("to try again is offered where it may help, not where the same would be refused again", () => {
  assert.ok(
    ["unreachable", "database_away", "internal"].every((code) => isPassing(failure(code as "internal"))),
  );
  assert.ok(
    !["forbidden", "invalid", "conflict", "signed_out"].some((code) => isPassing(failure(code as "invalid"))),
  );
});
