import assert from "node:assert/strict";
import test from "node:test";
import { createTranslator } from "use-intl/core";
import en from "./en.ts";
import { type Locale, locales } from "./locales.ts";
import ru from "./ru.ts";
import uz from "./uz.ts";

type Node = string | { [key: string]: Node };

/** Every message by its path. */
function flat(node: Node, path = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[path, node]]);
  return new Map(
    Object.entries(node).flatMap(([key, child]) => [...flat(child, path ? `${path}.${key}` : key)]),
  );
}

const sentences: Record<Locale, Map<string, string>> = { uz: flat(uz), ru: flat(ru), en: flat(en) };

/** Names of a message's placeholders: `{name}`, `{count, plural, …}`, `<when></when>`. */
const valuesOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)(?=\s*[,}])|<(\w+)>/g)].map(([, a, b]) => a ?? b!))].sort();

for (const locale of locales) {
  test(`${locale} has every English message, and no other`, () => {
    assert.deepEqual([...sentences[locale].keys()].sort(), [...sentences.en.keys()].sort());
  });

  test(`every ${locale} message uses only the placeholders of the English one`, () => {
    const broken: string[] = [];
    const t = createTranslator({
      locale,
      messages: { uz, ru, en }[locale] as unknown as Record<string, never>,
      onError: (error) => broken.push(error.message),
    }) as unknown as { markup(path: string, values: Record<string, unknown>): string };
    for (const [path, text] of sentences.en) {
      const values = Object.fromEntries(
        valuesOf(text).map((name) => [name, text.includes(`<${name}>`) ? (inner: string) => inner : 2]),
      );
      const said = t.markup(path, values);
      if (/[{}<>]/.test(said.replace(/→|<-/g, ""))) broken.push(`${locale} ${path}: ${said}`);
    }
    assert.deepEqual(broken, []);
  });
}

test("Uzbek uses the correct characters oʻ, gʻ and ʼ, not quotation marks", () => {
  const wrong = [...sentences.uz].filter(([, text]) =>
    /[oOgG]['‘’`]|[a-z]['`][a-z]/.test(text.replace(/’(dan|da|ga|ni|ning)\b/g, "")),
  );
  assert.deepEqual(wrong, []);
});

test("each language quotes with its own marks and names Telegram's start button in its own words", () => {
  const wrong = (["uz", "ru"] as const).flatMap((locale) =>
    [...sentences[locale]].filter(([, text]) =>
      (locale === "uz" ? /[«»]|\bStart\b/ : /[“”]|\bStart\b/).test(text),
    ),
  );
  assert.deepEqual(wrong, []);
});
