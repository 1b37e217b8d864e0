import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

/** The page's words of one language; the module itself needs a browser. */
const languages = await readFile(new URL("page/words.js", import.meta.url), "utf8");
function wordsOf(language: string): Map<string, string> {
  const [, block = ""] = new RegExp(`const ${language} = {(.*?)\n};`, "s").exec(languages) ?? [];
  return new Map([...block.matchAll(/^ {2}(\w+): "(.*)",$/gm)].map(([, key = "", text = ""]) => [key, text]));
}

test("every language of the page has every word", () => {
  const english = [...wordsOf("en").keys()];
  assert.ok(english.length > 50);
  for (const language of ["uz", "ru"]) assert.deepEqual([...wordsOf(language).keys()], english);
});

test("Uzbek has oʻ and gʻ with U+02BB, and no other apostrophe", () => {
  assert.deepEqual(
    [...wordsOf("uz")].filter(([, text]) => /['‘’`]|(?<![oOgG])ʻ/.test(text)),
    [],
  );
});
