import assert from "node:assert/strict";
import test from "node:test";
import { momentParts, numberFormat } from "./formats.ts";

const at = new Date("2026-11-26T20:30:00Z");

test("each zone and each choice of parts has a formatter of its own, made once", () => {
  const hours = { hour: "2-digit", minute: "2-digit" } as const;
  assert.equal(momentParts(at, { timeZone: "UTC", ...hours }).hour, "20");
  assert.equal(momentParts(at, { timeZone: "Asia/Tashkent", ...hours }).hour, "01");
  assert.equal(momentParts(at, { timeZone: "UTC", day: "numeric" }).day, "26");
  assert.equal(momentParts(at, { timeZone: "UTC", ...hours }).hour, "20");
  const [one, two] = [numberFormat("ru", {}), numberFormat("en", {})];
  assert.notEqual(one.format(1_500), two.format(1_500));
  assert.equal(numberFormat("ru", {}), one);
});

test("zones come from a cookie in many spellings, and only so many formatters are kept", () => {
  const first = numberFormat("en", { maximumFractionDigits: 1 });
  for (let min = 1; min <= 20; min++) {
    for (let digits = 1; digits <= 15; digits++)
      numberFormat("en", { minimumIntegerDigits: min, maximumFractionDigits: digits });
  }
  assert.notEqual(numberFormat("en", { maximumFractionDigits: 1 }), first);
});
