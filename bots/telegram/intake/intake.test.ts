import assert from "node:assert/strict";
import test from "node:test";
import { TelegramError } from "telegraf";
import { TelegramAway } from "../call.ts";
import { intakeFaultOf } from "./intake.ts";

const refusal = (error_code: number, parameters: object = {}) =>
  new TelegramError({ error_code, description: "said so", parameters });

test("each error of the intake gives the bot's state and the pause before the next try", () => {
  const fault = (error: Error, failures = 0) => Object.values(intakeFaultOf(error, failures));
  assert.deepEqual(fault(refusal(401)), ["unauthorized", "said so", 5_000]);
  assert.deepEqual(fault(refusal(404)), ["unauthorized", "said so", 5_000]);
  assert.deepEqual(fault(refusal(409)), ["conflict", "said so", 10_000]);
  assert.deepEqual(fault(refusal(429, { retry_after: 7 })), ["working", "said so", 7_000]);
  assert.deepEqual(fault(refusal(429)), ["working", "said so", 1_000]);
  assert.deepEqual(fault(refusal(502)), ["unreachable", "said so", 500]);
  assert.deepEqual(fault(new TelegramAway("ECONNRESET")), ["unreachable", "ECONNRESET", 500]);
  const noFile = "EMFILE: the worker may open no more files (ulimit -n)";
  assert.deepEqual(fault(new TelegramAway("EMFILE")), ["unreachable", noFile, 500]);
  // Any other error may quote the address, which contains the token.
  assert.deepEqual(fault(new Error("https://api/bot1:token")), ["unreachable", "no answer", 500]);
});

test("each failure in a row doubles the pause, up to 30 s, or a minute after a refused token", () => {
  const waits = [0, 1, 2, 5, 6, 50].map((failures) => intakeFaultOf(refusal(502), failures).waitMs);
  assert.deepEqual(waits, [500, 1_000, 2_000, 16_000, 30_000, 30_000]);
  const refused = [0, 1, 3, 4, 50].map((failures) => intakeFaultOf(refusal(401), failures).waitMs);
  assert.deepEqual(refused, [5_000, 10_000, 40_000, 60_000, 60_000]);
});
