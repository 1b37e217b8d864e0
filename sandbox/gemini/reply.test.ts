import assert from "node:assert/strict";
import test from "node:test";
import { languageOf } from "./reply.ts";

const said: [language: string, ...texts: string[]][] = [
  [
    "uz",
    "Salom! Nimalarni bilasan?",
    "Bugun qaysi taomlar bor?",
    "Oʻzing haqingda ikki gap ayt.",
    "o'qish narxi qancha",
  ],
  [
    "uz-cyrl",
    "Салом, қандайсиз?",
    "Менга нарх керак",
    "Дарслар качон бошланади? Нархи канча?",
    "Бугун борми",
  ],
  [
    "ru",
    "Здравствуйте! Что вы умеете?",
    "Сколько стоит доставка?",
    "привет",
    "Расскажите о себе в двух предложениях.",
  ],
  ["en", "Hello! What can you do?", "Tell me in two sentences who you are.", "what's the price of a pizza"],
];
for (const [language, ...texts] of said)
  for (const text of texts)
    test(`"${text}" is asked in ${language}`, () => assert.equal(languageOf(text), language));

test("a text without a language is answered in the one that the system instruction names", () => {
  assert.equal(languageOf("2 + 2 = ?", "Where the language is not clear, use Uzbek."), "uz");
  assert.equal(languageOf("2 + 2 = ?", "Where the language is not clear, use Russian."), "ru");
  assert.equal(languageOf("OK", "Where the language is not clear, use Uzbek."), "uz");
});
