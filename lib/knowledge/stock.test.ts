import assert from "node:assert/strict";
import test from "node:test";
import { type Stock, stockOf } from "./stock.ts";

const read = (cells: Record<string, Stock | null>) => {
  for (const [cell, stock] of Object.entries(cells)) assert.equal(stockOf(cell), stock, cell);
};

test("a number is so many, with a word of counting or without", () => {
  read({
    "12": 12,
    "12 ta": 12,
    "1 200 шт.": 1_200,
    "5.0": 5,
    "0": 0,
    "0 dona": 0,
    "7 pcs": 7,
    "3 штуки": 3,
  });
});

test("that there is some is understood in Uzbek of both scripts, Russian and English", () => {
  for (const cell of [
    "Bor",
    "bor",
    "mavjud",
    "Omborda bor",
    "sotuvda",
    "koʻp",
    "ha",
    "kam qoldi",
    "Бор",
    "мавжуд",
    "омборда бор",
    "кўп",
  ])
    assert.equal(stockOf(cell), "some", cell);
  for (const cell of [
    "Есть",
    "есть в наличии",
    "В наличии",
    "на складе",
    "много",
    "да",
    "In stock",
    "available",
    "Yes",
    "+",
    "✅",
  ])
    assert.equal(stockOf(cell), "some", cell);
});

test("that there is none is understood likewise, however an apostrophe is written", () => {
  for (const cell of [
    "Yoʻq",
    "yo'q",
    "yo‘q",
    "yoq",
    "mavjud emas",
    "Sotuvda yoʻq",
    "tugagan",
    "qolmadi",
    "йўқ",
    "йук",
    "мавжуд эмас",
    "тугади",
  ])
    assert.equal(stockOf(cell), 0, cell);
  for (const cell of [
    "Нет",
    "нет в наличии",
    "Нет на складе.",
    "отсутствует",
    "закончился",
    "распродано",
    "Out of stock",
    "sold out",
    "no",
    "-",
    "—",
    "❌",
  ])
    assert.equal(stockOf(cell), 0, cell);
});

test("a number beside such a word is so many", () => {
  read({
    ...{
      "bor, 5 ta": 5,
      "5 ta bor": 5,
      "Бор (12 дона)": 12,
      "есть 3 шт.": 3,
      "в наличии: 7": 7,
      "in stock: 40": 40,
    },
    ...{ "3 ta qoldi": 3, "осталось 2 шт": 2, "2 left": 2, "нет (0)": 0 },
  });
});

test("what says something else is no stock: a range, a weight, a date, when there will be some", () => {
  read({
    ...{ "5-10": null, "2,5": null, "12 kg": null, "10+": null, "под заказ": null, "buyurtma asosida": null },
    ...{
      "01.12.2026": null,
      "ожидается 5 декабря": null,
      "нет 5": null,
      qizil: null,
      "": null,
      "bor edi": null,
    },
    "999999999999": null,
  });
});

test("a cell as long as a book is a text", () => {
  for (const part of ["1", "1 ", "bor ", "1.", "нет "])
    assert.equal(stockOf(`${part.repeat(100_000)}x`), null);
});
