import assert from "node:assert/strict";
import test from "node:test";
import { secretsIn } from "./paste.ts";

const a = "AIzaSyA0123456789abcdefghijklmnopqrstuv";
const b = "AQ.Ab8RN6J_0123456789-abcdef";
const c = "AIzaSyC0123456789abcdefghijklmnopqrstuv";

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
];

for (const [name, text, keys] of cases) {
  test(`finds the keys in: ${name}`, () => assert.deepEqual(secretsIn(text), keys));
}
