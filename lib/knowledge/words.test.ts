import assert from "node:assert/strict";
import test from "node:test";
import { codesOf, cut } from "./fold.ts";
import { meantWords, queryOf } from "./query.ts";
import { russianStem } from "./stems.ts";
import { consonantsOf, quoted, stemsOf, wordsOf } from "./words.ts";

const share = (a: string, b: string) => {
  const [first, second] = [a, b].map((text) => cut(text).words.flatMap(stemsOf));
  return first?.some((stem) => second?.includes(stem)) ?? false;
};

test("the same word of both scripts, with any apostrophe and common endings, has a stem in common", () => {
  for (const [a, b] of [
    ["oʻqituvchi", "ўқитувчилар"],
    ["o'qituvchi", "o‘qituvchining"],
    ["yetkazib", "етказиш"],
    ["narxlari", "нарх"],
    ["xizmat", "hizmatlar"],
    ["qishloq", "qishlogʻida"],
    ["телефонов", "telefonlar"],
    ["доставка", "доставкой"],
    ["batches", "batch"],
  ] as const)
    assert.ok(share(a, b), `${a} ${b}`);
});

test("other words have none", () => {
  for (const [a, b] of [
    ["kitob", "kitoy"],
    ["доставка", "оплата"],
    ["narx", "nor"],
  ] as const)
    assert.ok(!share(a, b), `${a} ${b}`);
});

test("Russian loses its endings as with Snowball", () => {
  // Of snowballstem.org's sample vocabulary.
  const stems = { вазы: "ваз", важная: "важн", валялась: "валя", вздохнувши: "вздохнувш", бывшего: "бывш" };
  for (const [word, stem] of Object.entries(stems)) assert.equal(russianStem(word), stem);
});

test("an article number is found however its parts are separated, typed on either keyboard", () => {
  const words = wordsOf({ heading: "", text: "", article: "SM-A525F" });
  for (const asked of ["sm-a525f", "SM A525F", "sma525f", "sm-а525f"]) {
    const codes = queryOf(asked).flatMap(({ word, query }) => (word <= -100 ? query.split(" | ") : []));
    assert.ok(
      codes.some((code) => words.split(" ").includes(code)),
      asked,
    );
  }
});

test("a number is one whose digits are in groups, two where it is none", () => {
  assert.deepEqual(cut("200 000 soʻm, 3.499.000, 12 345 сум").words, [
    "200000",
    "som",
    "3499000",
    "12345",
    "сум",
  ]);
  assert.deepEqual(cut("iPhone 15 128 GB").words, ["iphone", "15", "128", "gb"]);
});

test("a round number needs no money behind it, nor does one of three groups", () => {
  assert.deepEqual(cut("30 000 va 12 300, 1 250 000 ta, 15 128").words, [
    ...["30000", "va", "12300", "1250000", "ta", "15", "128"],
  ]);
});

test("a part of an article number is one too, if it is long enough and has a digit; a word without digits is none", () => {
  assert.deepEqual(cut("SM-A525F va Galaxy").codes, ["sm-a525f", "a525f"]);
  assert.deepEqual(cut("AB-12 x").codes, ["ab-12"]);
  assert.deepEqual(cut("te\u00adlefon Wi-Fi"), { words: ["telefon", "wi", "fi", "wifi"], codes: [] });
  assert.deepEqual(cut(`${"x".repeat(39)}12`).codes, [], "too long for one");
  assert.deepEqual(codesOf("рс-5"), ["rs5", "pc5"]);
  assert.deepEqual(codesOf("ab-5"), ["ab5"]);
});

test("a piece is found by its words, their beginnings and consonants, those of its heading as such, and its article number", () => {
  const lexemes = (of: Parameters<typeof wordsOf>[0]) => wordsOf(of).split(" ").sort();
  assert.deepEqual(lexemes({ heading: "Kitob", text: "suv 12" }), [
    ...["'%ktb'", "'12'", "'^kitob'", "'kitob'", "'suv'", "'~kito'", "'#12'"].sort(),
  ]);
  assert.deepEqual(lexemes({ heading: "", text: "", article: "CH-1" }), ["'#ch1'", "'1'", "'ch'"].sort());
  assert.deepEqual(lexemes({ heading: "", text: "x".repeat(41) }), [""]);
  assert.equal(quoted("a'b\\c"), "'a''b\\\\c'");
  assert.equal(consonantsOf("mmmtn"), "mtn");
});

test("words that tell nothing are left out, unless there are no others", () => {
  assert.deepEqual(meantWords("skajite pojaluysta, menga kredit kerak"), ["kredit"]);
  assert.deepEqual(meantWords("что это"), ["что", "это"]);
});

test("quotes and backslashes of a text end no lexeme", () => {
  assert.doesNotMatch(wordsOf({ heading: "it's \\ 'x'", text: "a'b\\c" }), /[^' ]'[^' ]/);
});
