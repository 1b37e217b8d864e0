// Rules for every sentence of a language: no English left over, the plural forms, the right letters.
import assert from "node:assert/strict";
import test from "node:test";
import en from "./en.ts";
import { type Locale, locales } from "./locales.ts";
import ru from "./ru.ts";
import uz from "./uz.ts";

type Node = string | { [key: string]: Node };
type Sentence = [path: string, text: string];

const flat = (node: Node, path = ""): Sentence[] =>
  typeof node === "string"
    ? [[path, node]]
    : Object.entries(node).flatMap(([key, child]) => flat(child, path ? `${path}.${key}` : key));

const sentences: Record<Locale, Sentence[]> = { uz: flat(uz), ru: flat(ru), en: flat(en) };

/** What a message may say. */
interface Said {
  /** The text of all its forms, without placeholders. */
  text: string;
  /** The forms of each plural: "=0", "one", "other"… */
  plurals: string[][];
}

function closingOf(message: string, from: number): number {
  let depth = 0;
  for (let i = from; i < message.length; i++) {
    if (message[i] === "{") depth++;
    if (message[i] === "}" && --depth === 0) return i;
  }
  throw new Error(`unclosed: ${message}`);
}

function read(message: string): Said {
  const said: Said = { text: "", plurals: [] };
  let at = 0;
  for (let open = message.indexOf("{"); open >= 0; open = message.indexOf("{", at)) {
    const close = closingOf(message, open);
    said.text += `${message.slice(at, open)} `;
    at = close + 1;
    const [head, kind] = /^\w+, (plural|select),/.exec(message.slice(open + 1, close)) ?? [];
    if (!head) continue;
    const forms: string[] = [];
    for (let next = open + 1 + head.length; next < close; ) {
      const start = message.indexOf("{", next);
      const end = closingOf(message, start);
      forms.push(message.slice(next, start).trim());
      const inner = read(message.slice(start + 1, end));
      said.text += `${inner.text} `;
      said.plurals.push(...inner.plurals);
      next = end + 1;
    }
    if (kind === "plural") said.plurals.push(forms);
  }
  said.text += message.slice(at);
  return said;
}

const wordsOf = (message: string): string[] =>
  read(message)
    .text.replace(/<\/?\w+>/g, " ")
    .match(/[\p{L}ʻʼ]+/gu) ?? [];

/** Names, commands and what is typed, the same in every language. A word that can be translated does not belong here. */
const names = new Set(
  `JPEG PNG WebP Google Gemini AI Studio Cloud Generative Language Telegram BotFather BotFactory PostgreSQL Authenticator Password
  OpenAI Anthropic OpenRouter Groq xAI Hugging Face GitHub Amazon Baraka API DNS HTTP http https PUBLIC localhost QR PIN URL DATABASE GEMINI
  BASE KEY ENCRYPTION AIza AQ AA env Escape Token newbot mybots docs operating md gemini flash new stop take back language privacy help
  Oʻzbekcha English Asia Tashkent UTC Start Create key keys npm start bot alerts SMTP POST JSON CSV PDF Word Excel PowerPoint docx xlsx pptx tts groupmode setprivacy Premium
  YAML OpenAPI CRM Retry After DOCX XLSX TXT MD HTML PPTX ODT example com prices`.split(/\s+/),
);
/** Words that Uzbek and English share. */
const shared = new Set(
  `audio video bot chat model limit token server administrator operator million ms s kb mb mar apr may demo disk oʻzbekcha русский`.split(
    " ",
  ),
);

test("no English is left in Russian", () => {
  const left = sentences.ru.flatMap(([path, text]) =>
    wordsOf(text)
      .filter((word) => /[a-z]/i.test(word) && !names.has(word))
      .map((word) => `${path}: ${word}`),
  );
  assert.deepEqual(left, []);
});

test("no English is left in Uzbek", () => {
  const english = new Set(
    sentences.en.flatMap(([, text]) => wordsOf(text)).map((word) => word.toLowerCase()),
  );
  const left = sentences.uz.flatMap(([path, text]) =>
    wordsOf(text)
      .filter((word) => english.has(word.toLowerCase()) && !names.has(word))
      .filter((word) => !shared.has(word.toLowerCase()))
      .map((word) => `${path}: ${word}`),
  );
  assert.deepEqual(left, []);
});

test("Uzbek has oʻ and gʻ with U+02BB, ʼ as U+02BC, and no other apostrophe", () => {
  const wrong = sentences.uz.filter(
    ([, text]) => /['‘’`´]/.test(text) || /(?<![oOgG])ʻ/.test(text) || /ʼ(?!\p{L})/u.test(text),
  );
  assert.deepEqual(wrong, []);
});

/** Forms for which `other` reads right, so that they may be left out. */
const likeOther: Record<Locale, string[]> = { uz: ["one"], ru: ["many"], en: [] };

for (const locale of locales) {
  const rules = new Intl.PluralRules(locale);
  test(`every ${locale} plural has a form for every number`, () => {
    const lacking = sentences[locale].flatMap(([path, text]) =>
      read(text).plurals.flatMap((forms) => {
        const numbers = [...Array(201).keys()].filter((n) => {
          const form = rules.select(n);
          return !forms.includes(`=${n}`) && !forms.includes(form) && !likeOther[locale].includes(form);
        });
        return forms.includes("other") && numbers.length === 0 ? [] : [`${path}: ${forms} · ${numbers[0]}`];
      }),
    );
    assert.deepEqual(lacking, []);
  });
}

test("Uzbek plurals know exact numbers and `other` only: browsers lack Uzbek rules and use those of another language", () => {
  const forms = sentences.uz.flatMap(([path, text]) =>
    read(text)
      .plurals.flat()
      .filter((form) => form !== "other" && !/^=\d+$/.test(form))
      .map((form) => `${path}: ${form}`),
  );
  assert.deepEqual(forms, []);
});
