import assert from "node:assert/strict";
import test from "node:test";
import { type ForeignKind, keysIn } from "./paste.ts";

const a = "AIzaSyA0123456789abcdefghijklmnopqrstuv";
const b = "AQ.Ab8RN6J_0123456789-abcdef";
const c = "AIzaSyC0123456789abcdefghijklmnopqrstuv";

/** Of the length that Google gives the new kind. */
const long = `AQ.Ab8RN6${"x1".repeat(22)}`;

const cases: [string, string, string[]][] = [
  ["lines", `${a}\n${b}\r\n\n${c}\n`, [a, b, c]],
  ["commas, semicolons and spaces", `${a}, ${b};${c}`, [a, b, c]],
  [
    "an .env file",
    `# shop\nGEMINI_API_KEY=${a}\nexport GEMINI_API_KEY_2="${b}"\nGEMINI_API_KEY_7 = '${c}'`,
    [a, b, c],
  ],
  ["a list in one variable", `GEMINI_KEYS=${a},${b}`, [a, b]],
  ["JSON", JSON.stringify({ keys: [a, { second: b }] }, null, 2), [a, b]],
  ["a message", `Salom! Birinchi kalit: ${a} (do'kon), ikkinchisi — ${b}.\nRahmat`, [a, b]],
  ["a bulleted list", `- ${a}\n• ${b}\n3) ${c}`, [a, b, c]],
  ["invisible characters", `\uFEFF${a}\u200B\n`, [a]],
  ["a key pasted twice", `${a}\n${a}`, [a]],
  ["a commented-out key", `#GEMINI_API_KEY=${a}\n${b}`, [b]],
  ["one short word, which the live test will reject", "wrong", ["wrong"]],
  ["a short value of a variable", "GEMINI_API_KEY=wrong", ["wrong"]],
  ["prose without a key", "here are my keys\nsee the file", []],
  ["nothing", "  \n ", []],
  ["a short key of a shape that Google uses, among words", "the key AQ.x_-9 works", ["AQ.x_-9"]],
  ["a word that only contains such a shape", "not-AQ.x9 works, xAIza9 too", []],
  ["a long word without a digit", `the documentation-of-the-platform, ${"a".repeat(30)}`, []],
  [
    "a long word of 24 characters with a digit, of a kind not known yet",
    `the ${"a".repeat(23)}1 works`,
    [`${"a".repeat(23)}1`],
  ],
  ["one of 23 is none", `the ${"a".repeat(22)}1 works`, []],
  ["an address that ends like a key", `see https://x.test/${"a".repeat(30)}1`, []],
  ["the end of a sentence", `it is ${b}...`, [b]],
  ["a name without its value", "GEMINI_API_KEY=\nkey:", []],
  ["a comment of another kind", `// ${a}\n  # ${c}\n${b}`, [b]],
  ["a variable with spaces around, named like a key", "export _myKey2 = wrong", ["wrong"]],
  ["a variable whose name begins with a digit is none", "2nd = wrong", []],
  ["a variable that is something else", "OTHER=abc\nDEBUG=1", []],
  ["a variable that is something else, beside one that is a key", `OTHER=abc\nKEY=${a}`, [a]],
  ["an address with a key in its query", `https://g.test/v1beta/models?alt=sse&key=${b}&x=1`, [b]],
  ["an address that begins with the key", `?key=${a}&alt=sse`, [a]],
  ["a key of the old kind broken over two lines", `${a.slice(0, 20)}\n${a.slice(20)}\n${c}`, [a, c]],
  ["a key of the new kind broken over two lines", `key: ${long.slice(0, 30)}  \n  ${long.slice(30)}`, [long]],
  ["a short key before a word", `AQ.x_-9\nthanks`, ["AQ.x_-9"]],
  ["a lone word among other lines, where it is long", "0123456789\nmy keys are here", ["0123456789"]],
  ["a short one among other lines is prose", "012345678\nmy keys are here", []],
];

for (const [name, text, keys] of cases) {
  test(`finds the keys in: ${name}`, () => assert.deepEqual(keysIn(text).secrets, keys));
}

const strangers: [string, ForeignKind][] = [
  ["sk-proj-abcDEF0123456789_abcdefgh-0123456789", "openai"],
  ["sk-abcdefABCDEF0123456789abcdef", "openai"],
  ["sk-ant-api03-abc0123456789abcdefghijk", "anthropic"],
  ["sk-or-v1-0123456789abcdef0123456789abcdef", "openrouter"],
  ["gsk_0123456789abcdefghijklmnop", "groq"],
  ["xai-0123456789abcdefghijklmnop", "xai"],
  ["hf_0123456789abcdefghijklmnopqrstuv", "huggingface"],
  ["ghp_0123456789abcdefghijklmnopqrstuvwxyz", "github"],
  ["AKIA0123456789ABCDEF", "aws"],
  ["ya29.a0AfB_byC0123456789abcdefghijk", "google"],
  ["GOCSPX-0123456789abcdefghijklmnop", "google"],
  ["eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", "google"],
  ["123456789:AAE0123456789abcdefghijklmnopqrstuv", "telegram"],
  // Telegram's own example has a character less.
  ["123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", "telegram"],
  ["AIzaSy123", "cut"],
];

for (const [word, kind] of strangers) {
  test(`${word.slice(0, 7)}… is named as ${kind} and is no key for Google`, () => {
    for (const text of [word, `GEMINI_API_KEY="${word}"`, `here: ${word}, and ${a}`]) {
      assert.deepEqual(keysIn(text), {
        secrets: text.includes(a) ? [a] : [],
        foreign: [{ kind, last4: word.slice(-4) }],
      });
    }
  });
}
