import assert from "node:assert/strict";
import test from "node:test";
import type { ActionFailure, Result } from "../result.ts";
import { attempt, isPassing, NoAnswer } from "./attempt.ts";

const LIMIT_MS = 60_000;
const failure = (code: ActionFailure["code"]): ActionFailure => ({
  ok: false,
  code,
  error: code,
  values: {},
});
const lost = () => failure("unreachable");

test("an answer of the server is passed on, a refusal too", async () => {
  const good = await attempt(async () => ({ ok: true, value: 1 }), lost, LIMIT_MS);
  assert.deepEqual(good, { ok: true, value: 1 });
  assert.deepEqual(await attempt(async () => failure("forbidden"), lost, LIMIT_MS), failure("forbidden"));
});

test("a request that rejects, or throws before it is sent, becomes a failure and no exception", async () => {
  const reject = () => Promise.reject(new TypeError("Failed to fetch"));
  const fail = () => {
    throw new Error("before");
  };
  assert.deepEqual(await attempt(reject, lost, LIMIT_MS), failure("unreachable"));
  assert.deepEqual(await attempt(fail, lost, LIMIT_MS), failure("unreachable"));
});

test("an answer that is no result of an action counts as lost", async () => {
  const nothing = async () => undefined as unknown as Result<number>;
  assert.deepEqual(await attempt(nothing, lost, LIMIT_MS), failure("unreachable"));
});

test("a request without an answer is lost at the limit, and not before it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const reasons: unknown[] = [];
  const never = () => new Promise<Result<number>>(() => undefined);
  const outcome = attempt(
    never,
    (error) => {
      reasons.push(error);
      return lost();
    },
    LIMIT_MS,
  );
  t.mock.timers.tick(LIMIT_MS - 1);
  await new Promise(setImmediate);
  assert.equal(reasons.length, 0);
  t.mock.timers.tick(1);
  assert.deepEqual(await outcome, failure("unreachable"));
  assert.ok(reasons[0] instanceof NoAnswer);
});

test("trying again is offered where it may help, not where the same would be refused again", () => {
  assert.ok(
    ["unreachable", "database_away", "internal"].every((code) => isPassing(failure(code as "internal"))),
  );
  assert.ok(
    !["forbidden", "invalid", "conflict", "signed_out"].some((code) => isPassing(failure(code as "invalid"))),
  );
});
