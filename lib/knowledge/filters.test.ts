import assert from "node:assert/strict";
import test from "node:test";
import { cpuMs } from "#test/cpu-time.ts";
import { filtersOf } from "./filters.ts";

test("a price is read in Uzbek of both scripts, in Russian and in English", () => {
  const most = {
    "200 000 soʻmgacha qizil": 200_000,
    "400 мингача кўйлак": 400_000,
    "до 2 миллионов телефон": 2_000_000,
    "laptop under 7 million": 7_000_000,
    "500k gacha": 500_000,
    "1 milliondan arzon": 1_000_000,
    "2 mln 500 minggacha": 2_500_000,
    "не дороже 1,5 млн": 1_500_000,
  };
  for (const [question, price] of Object.entries(most))
    assert.equal(filtersOf(question).most, price, question);
  assert.equal(filtersOf("кроссовки от 300 тысяч").least, 300_000);
  assert.equal(filtersOf("100 mingdan qimmat").least, 100_000);
});

test("of a range the unit may stand once", () => {
  for (const question of ["от 6 до 9 миллионов", "6-9 mln", "6 mln dan 9 mln gacha"]) {
    const { least, most } = filtersOf(question);
    assert.deepEqual([least, most], [6_000_000, 9_000_000], question);
  }
});

test("a question without words asks for nothing, and one without a price filters nothing", () => {
  const nothing = { least: null, most: null, byPrice: 0, stocked: false, all: false, amounts: [] };
  for (const question of ["", "?!"]) assert.deepEqual(filtersOf(question), { ...nothing, rest: "" });
  assert.deepEqual(filtersOf("Choynak, qizil"), { ...nothing, rest: "choynak qizil" });
});

test("an hour, an age and a size are no price", () => {
  for (const question of [
    "до 18:00 работаете?",
    "5 yoshgacha bolalar",
    "от 7 лет",
    "velosiped 26 dan katta",
  ]) {
    const { least, most, rest } = filtersOf(question);
    assert.deepEqual([least, most], [null, null], question);
    assert.match(rest, /\d/);
  }
});

test("what is said of price and stock is no word to look for, except its numbers", () => {
  const { rest, amounts, stocked } = filtersOf("200 000 soʻmgacha, qizil, bor");
  assert.deepEqual({ rest, amounts, stocked }, { rest: "qizil", amounts: ["200000"], stocked: true });
});

test("whether a thing is there is asked of what is sold out too", () => {
  assert.equal(filtersOf("Samsung A25 bormi").stocked, false);
  assert.equal(filtersOf("Samsung A25 в наличии").stocked, true);
});

test("a small amount is a price where money is named", () => {
  for (const [question, most] of [
    ["500 soʻmgacha", 500],
    ["до 90 сум", 90],
    ["500 gacha", null],
  ] as const)
    assert.equal(filtersOf(question).most, most, question);
});

test("whoever asks for all of it, or for what is there, says so in one of these words", () => {
  for (const question of ["barcha narxlar", "toʻliq roʻyxatini bering", "все товары", "hammasini yuboring"])
    assert.equal(filtersOf(question).all, true, question);
  assert.equal(filtersOf("narxlar").all, false);
  for (const question of ["omborda bormi", "hozir mavjudmi", "in stock", "есть в наличии"]) {
    const { stocked, rest } = filtersOf(`choynak ${question}`);
    assert.deepEqual([stocked, rest], [true, "choynak"], question);
  }
});

test("the cheapest and the dearest are understood", () => {
  for (const question of ["eng arzon muzlatgich", "энг арзон", "самые дешёвые", "cheapest phone"])
    assert.equal(filtersOf(question).byPrice, 1, question);
  for (const question of ["eng qimmat telefon", "самый дорогой диван", "most expensive"])
    assert.equal(filtersOf(question).byPrice, -1, question);
});

test("a question of nothing but digits, as long as a few messages, is read in time that grows with its length", () => {
  const ms = cpuMs(() => {
    for (const part of ["1", "1 ", "1.1,", "1 ming ", "1 dan ", "ot 1 do ", "eng ", "sam", "200 000 "])
      filtersOf(part.repeat(20_000 / part.length));
  });
  assert.ok(ms < 1_000, `${ms} ms`);
});
