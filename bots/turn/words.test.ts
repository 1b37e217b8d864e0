import assert from "node:assert/strict";
import test from "node:test";
import type { Tongue } from "#lib/messages/locales.ts";
import { atTime, systemOf } from "./words.ts";

/** 17:00 in Tashkent. */
const now = Date.parse("2026-11-23T12:00:00Z");
const after = (minutes: number, tongue: Tongue = "en", zone = "Asia/Tashkent") =>
  atTime(now + minutes * 60_000, tongue, zone, now);

test("a time is told by the clock of the tenant's zone, rounded up to the minute, and never in the past", () => {
  assert.equal(after(12), "at 17:12");
  assert.equal(after(12.1), "at 17:13");
  assert.equal(after(12, "en", "UTC"), "at 12:12");
  for (const past of [0, -5]) assert.equal(after(past), "at 17:01");
});

test("of another day the day is told, by the tenant's calendar", () => {
  assert.equal(after(6 * 60), "at 23:00");
  assert.equal(after(7 * 60), "tomorrow at 00:00");
  assert.equal(after(7 * 60, "en", "UTC"), "at 19:00");
  assert.equal(after(48 * 60), "on 25 November at 17:00");
});

test("a time is told in the person's language and script", () => {
  const told = (tongue: Tongue) => [after(5, tongue), after(17 * 60, tongue), after(48 * 60, tongue)];
  assert.deepEqual(told("ru"), ["в 17:05", "завтра в 10:00", "25 ноября в 17:00"]);
  assert.deepEqual(told("uz"), ["soat 17:05 da", "ertaga soat 10:00 da", "25-noyabr kuni soat 17:00 da"]);
  assert.deepEqual(told("uz-Cyrl"), [
    "соат 17:05 да",
    "эртага соат 10:00 да",
    "25-ноябрь куни соат 17:00 да",
  ]);
});

test("the system instruction is the bot's prompt, then the manner with the default language", () => {
  assert.match(systemOf("Be a baker.", "ru"), /^Be a baker\.\n\nAnswer in the language .* use Russian\./);
  assert.match(systemOf("", "uz"), /^Answer in the language .* use Uzbek\./);
  assert.match(systemOf("", "uz-Cyrl"), / use Uzbek in Cyrillic letters\./);
  assert.match(systemOf("", "uz", ["One.", "Two."]), /needed\.\n\nOne\.\n\nTwo\.$/);
  assert.match(
    systemOf("", "en"),
    / use English\. You write in a Telegram chat: .* not longer than needed\.$/,
  );
});
