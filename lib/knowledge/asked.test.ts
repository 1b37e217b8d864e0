// How words of a question are understood: their stems, what means the same, what asks for nothing, and which questions are one.
import assert from "node:assert/strict";
import test from "node:test";
import { alikeOf } from "./alike.ts";
import { groupOf } from "./group.ts";
import { formatOf, SOURCE_FILES } from "./kinds-of-files.ts";
import { meantWords, queryOf } from "./query.ts";
import { isSmallTalk } from "./small-talk.ts";
import { englishStem, russianStem, uzbekStem } from "./stems.ts";
import { beginningsOf, consonantsOf, stemsOf } from "./words.ts";

const stemmed = (stem: (word: string) => string, expected: Record<string, string>) => {
  for (const [word, its] of Object.entries(expected)) assert.equal(stem(word), its, word);
};

test("an Uzbek word loses one ending after the other while enough of it is left; a short ending needs more", () => {
  stemmed(uzbekStem, {
    ...{ kitoblarimizning: "kitob", dokonlardagi: "dokon", kelyapman: "kel", bolalarga: "bola" },
    ...{ gullar: "gul", tish: "tish", uyda: "uyda", suvni: "suvn", toshni: "tosh" },
    // G and q between vowels are the k of the word alone.
    ...{ yuragi: "yurak", kishlogida: "kishlok" },
    ...{ olma: "olma", masala: "masal" },
  });
});

test("all forms of an Uzbek word have one stem, whichever endings they have", () => {
  const nouns =
    "laridagi sidagi idagi dagilar lardagi larning larimiz laringiz imizning ingizning dagi ngizlar ingiz imiz ning lari lar gacha " +
    "dan tan niki siz dir lik roq da ga ni im ing mi di li cha i si mizni ngiz ta ka qa tan kan qan lig ti";
  for (const ending of nouns.split(" ")) assert.equal(uzbekStem(`kitob${ending}`), "kitob", ending);
  const verbs =
    "moqchiman yapman yapsiz yapti yapmiz yapsan moqchi moqda asiz aman amiz aysiz ayman aymiz adi aydi ilgan iladi ibdi gan ish " +
    "sin guncha dingiz dilar";
  for (const ending of verbs.split(" ")) assert.equal(uzbekStem(`yoz${ending}`), "yoz", ending);
  for (const ending of ["ysiz", "yman", "ymiz", "ydi"])
    assert.equal(uzbekStem(`oki${ending}`), "oki", ending);
});

test("an English word loses its ending and the letter that was doubled for it, but not what is no ending", () => {
  stemmed(englishStem, {
    ...{ deliveries: "delivery", tries: "try", boxes: "box", dishes: "dish", prices: "pric", price: "pric" },
    ...{ delivered: "deliver", shipping: "ship", stopped: "stop", falling: "fall" },
    ...{ quickly: "quick", cheaper: "cheap", focus: "focus", bus: "bus", gas: "gas", free: "free" },
    ...{ ring: "ring", red: "red", fly: "fly", her: "her" },
  });
});

test("a Russian word loses the endings of verbs, adjectives and nouns, and what makes nouns of them", () => {
  stemmed(russianStem, {
    ...{ доставили: "достав", доставками: "доставк", купив: "куп", играв: "игра", умывался: "умыва" },
    ...{ вежливость: "вежлив", красивейший: "красив", длинная: "длин", читающий: "чита", ёлка: "елк" },
    // What is left would be too little: "гость" is no quality.
    ...{ гость: "гост", столь: "стол", новости: "новост", ст: "ст" },
  });
});

test("a word is found by its beginning and by its consonants too, if it has enough of them", () => {
  assert.deepEqual(["non", "kitob", "kitoblar"].map(beginningsOf), [[], ["kito"], ["kito", "kitobl"]]);
  for (const [word, consonants] of [
    ["shahar", "whr"],
    ["choynak", "cnk"],
    ["tsirk", "srk"],
    ["olma", "_lm"],
    ["qogoz", null],
    ["qogozlar", "kzlr"],
    ["otta", null],
  ] as const)
    assert.equal(consonantsOf(word), consonants, word);
});

test("words of three languages mean the same where the glossary says so; none means itself", () => {
  const means = (a: string, b: string) => stemsOf(b).some((stem) => alikeOf(stemsOf(a)).includes(stem));
  for (const [a, b] of [
    ["narxi", "сколько"],
    ["chegirma", "discount"],
    ["доставка", "yetkazib"],
    ["dollar", "валюта"],
    ["kitob", "книга"],
    ["filial", "branch"],
    ["shahar", "город"],
    ["врач", "shifokor"],
    ["dars", "урок"],
    ["taom", "блюдо"],
  ] as const) {
    assert.ok(means(a, b), `${a} ${b}`);
    assert.ok(means(b, a), `${b} ${a}`);
  }
  assert.ok(!means("narxi", "kitob"));
  assert.ok(!alikeOf(["kitob"]).includes("kitob"));
  assert.deepEqual(alikeOf(["hechqanday"]), []);
});

test("a greeting, thanks, consent or a sign asks for nothing; whatever names a thing does, and so does a long text", () => {
  for (const polite of [
    "Assalomu alaykum!",
    "Rahmat katta",
    "Спасибо большое",
    "Доброе утро",
    "ok",
    "👍",
    "?",
    "",
  ])
    assert.ok(isSmallTalk(polite), polite);
  for (const asked of ["Narxi qancha", "Rahmat, narxi?", "Спасибо, а доставка?", "thanks a lot"])
    assert.ok(!isSmallTalk(asked), asked);
  const salom = (count: number) => Array(count).fill("salom").join(" ");
  assert.deepEqual([isSmallTalk(salom(8)), isSmallTalk(salom(9))], [true, false]);
});

test("questions of the same words are one, whatever their order, script and endings", () => {
  const one = groupOf("Narxi qancha?");
  for (const same of ["qancha narxi", "Нархи канча", "NARXLARI QANCHA!"])
    assert.equal(groupOf(same), one, same);
  assert.equal(groupOf("Yetkazib berasizmi?"), groupOf("етказиб берасизми"));
  assert.notEqual(groupOf("Kitob qancha?"), one);
  assert.match(groupOf("Dilnoza's kitobi"), /^dilnozas kitob$/);
  assert.equal(groupOf("  ??  ! "), "?? !", "without words, as it was written");
  const letters = Array.from({ length: 20 }, (_, n) => String.fromCharCode(97 + n).repeat(12));
  assert.equal(groupOf(letters.join(" ")).length, 200);
});

test("a file is known by the end of its name, each that a page offers to choose", () => {
  for (const extension of SOURCE_FILES.split(",")) assert.ok(formatOf(`a${extension}`), extension);
  for (const [name, format] of [
    ["narx.PDF ", "pdf"],
    ["a.b.docx", "docx"],
    ["rasm.jpeg", "image"],
    ["jadval.tsv", "csv"],
    ["pdf", null],
    ["a.pdf.exe", null],
    ["a.", null],
    ["a.pdf2", null],
  ] as const)
    assert.equal(formatOf(name), format, name);
});

const termsOf = (question: string, before: string[] = []) =>
  queryOf(question, before).map(({ word, weight, sure, query }) => [word, weight, sure, query]);

test("a word is looked for as it is, in headings, as what means the same, and, if those find little, by its beginning and consonants; a number is not", () => {
  const [stem, heading, alike, ...unsure] = termsOf("kitoblar");
  assert.deepEqual(
    [stem, heading],
    [
      [0, 1, true, "'kitob' | 'kitoblar'"],
      [0, 1.5, true, "'^kitob' | '^kitoblar'"],
    ],
  );
  assert.deepEqual(alike?.slice(0, 3), [0, 0.7, true]);
  assert.match(String(alike?.[3]), /'book'/);
  assert.deepEqual(unsure, [
    [0, 0.6, false, "'~kitobl'"],
    [0, 0.3, false, "'~kito'"],
    [0, 0.35, false, "'%ktb'"],
  ]);
  assert.deepEqual(
    termsOf("2026")
      .map(([, weight, sure, query]) => `${weight} ${sure} ${query}`)
      .slice(0, 3),
    ["1 true '2026'", "1.5 true '^2026'", "2.5 true '#2026'"],
  );
  assert.ok(termsOf("2026").every(([, , sure]) => sure));
});

test("what was asked before counts less the longer ago it was, each word once, and surely only", () => {
  const before = termsOf("kitob", ["choynak", "lampa kitob"]).filter(([word]) => Number(word) < 0);
  assert.deepEqual(
    before.map(([word, weight, sure]) => [word, weight, sure]),
    [
      [-1, 0.5, true],
      [-1, 0.75, true],
      [-2, 0.25, true],
      [-2, 0.375, true],
      [-2, 0.175, true],
    ],
  );
});

test("a word that asks for a price tells nothing of the product, unless there is no other", () => {
  const words = (question: string) => [...new Set(termsOf(question).map(([word]) => word))];
  assert.deepEqual(words("kitob narxi"), [0, -51]);
  assert.deepEqual(words("narxi"), [0]);
});

test("parts that may be one article number are tried together; a question has words and numbers up to a bound", () => {
  const codes = (question: string) => termsOf(question).filter(([word]) => Number(word) <= -100);
  assert.deepEqual(codes("A 52 5 F"), [
    [-100, 2.5, true, "'#a52' | '#a525' | '#a525f'"],
    [-101, 2.5, true, "'#525f'"],
  ]);
  assert.deepEqual(codes("bir ikki uch"), []);
  const many = Array.from(
    { length: 60 },
    (_, n) => `soz${String.fromCharCode(97 + (n % 26))}${n + 1_000}`,
  ).join(" ");
  assert.equal(codes(many).length, 12);
  assert.equal(new Set(termsOf(many).flatMap(([word]) => (Number(word) >= 0 ? [word] : []))).size, 24);
  assert.deepEqual(meantWords("a".repeat(41)), []);
  const code = (length: number) => "1".repeat(length);
  assert.deepEqual([codes(code(20)).length > 0, codes(code(21))], [true, []]);
  const earlier = termsOf("kitob", ["bir gilam ikki stol uch divan lampa parda eshik deraza oyna"]);
  assert.equal(
    new Set(earlier.flatMap(([word]) => (Number(word) < 0 && Number(word) > -50 ? [word] : []))).size,
    8,
  );
  assert.deepEqual(termsOf("?!"), []);
});
