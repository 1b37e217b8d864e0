import assert from "node:assert/strict";
import test from "node:test";
import { inAWhile, systemOf } from "./words.ts";

const now = Date.parse("2026-11-23T12:00:00Z");
const inMinutes = (minutes: number) => inAWhile(now + minutes * 60_000, "en", now);

test("a wait is given in minutes up to 90 minutes, then in hours, rounded up", () => {
  assert.equal(inMinutes(12), "in 12 minutes");
  assert.equal(inMinutes(12.1), "in 13 minutes");
  assert.equal(inMinutes(0), "in 1 minute");
  assert.equal(inMinutes(-5), "in 1 minute");
  assert.equal(inMinutes(89), "in 89 minutes");
  assert.equal(inMinutes(90), "in 2 hours");
  assert.equal(inMinutes(121), "in 3 hours");
});

test("a wait is given in the person's language", () => {
  assert.equal(inAWhile(now + 60_000 * 5, "ru", now), "через 5 минут");
  assert.equal(inAWhile(now + 60_000 * 5, "uz", now), "5 daqiqadan keyin");
});

test("the system instruction is the bot's prompt, then the manner with the default language", () => {
  assert.match(systemOf("Be a baker.", "ru"), /^Be a baker\.\n\nAnswer in the language .* use Russian\./);
  assert.match(systemOf("", "uz"), /^Answer in the language .* use Uzbek\./);
  assert.match(
    systemOf("", "en"),
    / use English\. You write in a Telegram chat: .* not longer than needed\.$/,
  );
});
