import assert from "node:assert/strict";
import test from "node:test";
import { folded, matchOf, otherLayout } from "./match.ts";

const finds = (query: string, ...texts: string[]) => matchOf(query, texts.map(folded));

test("a word is found by any of its parts, and a beginning before a part", () => {
  assert.ok(finds("doba", "Xaridobabot") > 0);
  assert.ok(finds("ustoz", "Ustoz") > finds("ustoz", "Ustozlar"), "all of it before its beginning");
  assert.ok(finds("ustoz", "Ustozlar") > finds("ustoz", "Katta ustoz"));
  assert.ok(finds("katta us", "Ustoz katta") > 0);
  assert.ok(finds("tta", "Katta") < finds("kat", "Katta"));
});

test("every word of the query must be found", () => {
  assert.equal(finds("ustoz rus", "Ustoz"), 0);
  assert.ok(finds("ustoz demo", "Ustoz", "@ustoz_demo_bot") > 0);
  assert.ok(finds("ustoz", "Ustoz") >= finds("ustoz ustoz", "Ustoz"), "more words are no better match");
});

test("a bot is found by half of its username, with @ or without", () => {
  for (const query of ["@ustoz", "toz_demo", "demo_bot"])
    assert.ok(finds(query, "Ustoz", "@ustoz_demo_bot") > 0);
});

test("a key is found by its last four characters, with the dots that the page shows before them", () => {
  for (const query of ["9f3c", "…9F3c"]) assert.ok(finds(query, "Key 1", "9f3c") > 0);
});

test("letters of the other keyboard layout are understood both ways, after what is written as typed", () => {
  assert.equal(otherLayout("dsqnb"), "выйти");
  assert.equal(otherLayout("лунышпт"), "keysign");
  assert.ok(finds("dsqnb", "Выйти") > 0);
  assert.ok(finds("сршйшыр", "Chiqish") > 0);
  assert.ok(finds("выйти", "Выйти") > finds("dsqnb", "Выйти"));
});

test("Uzbek is found in both scripts and without its apostrophes", () => {
  for (const query of ["oʻqituvchi", "o'qituvchi", "oqit", "ўқитувчи", "O‘QIT"])
    assert.ok(finds(query, "Oʻqituvchi") > 0, query);
  assert.ok(finds("устоз", "Ustoz") > 0);
});

test("each letter of the Uzbek and the Russian alphabet is the Latin one with which Uzbek writes its sound; accents do not matter", () => {
  for (const [cyrillic, letters] of [
    ["абвгдеёжз", "abvgdeyojz"],
    ["ийклмнопр", "iyklmnopr"],
    ["стуфхцчшщ", "stufxtschshsh"],
    ["въезд, соль, ты, эю, я", "vezd, sol, ti, eyu, ya"],
    ["ўқғҳ", "oqgh"],
    ["Škoda, café", "skoda, cafe"],
  ] as const)
    assert.equal(folded(cyrillic), letters);
});

test("an empty query finds nothing by itself", () => assert.equal(finds(" ", "Ustoz"), 0));
