// What a bot says by itself in its owner's words. Pure, and without a schema: the forms in the browser use it.
import { inCyrillic } from "../messages/cyrillic.ts";
import { type Locale, localeOfTongue, type Tongue } from "../messages/locales.ts";

/** By language; a language that is missing has the usual text. */
export type LocalTexts = Readonly<Partial<Record<Locale, string>>>;

/** Of one text, in characters. Telegram's limit is 4,096, and the person's name takes some of them. */
export const WORDS_MAX = 4_000;

/** What stands for the person's first name, and for when one may ask again. */
export const placeholders = { name: "{name}", when: "{when}" } as const;

/** So that a name such as `_Aziz_` stays as it is in Markdown. */
export const plainInMarkdown = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/[!-/:-@[-`{-~]/g, (character) => `\\${character}`);

/** The Markdown with the values put in as plain text. */
export function filled(markdown: string, values: Partial<Record<keyof typeof placeholders, string>>): string {
  let text = markdown;
  for (const [name, value] of Object.entries(values)) {
    text = text.replaceAll(placeholders[name as keyof typeof placeholders], () => plainInMarkdown(value));
  }
  return text;
}

/** The text in the language; null: nothing is written in it. An owner writes Uzbek once, for both scripts. */
export function textIn(texts: LocalTexts, tongue: Tongue): string | null {
  const text = texts[localeOfTongue(tongue)]?.trim();
  if (!text) return null;
  return tongue === "uz-Cyrl" && !/[а-яёўқғҳ]/i.test(text) ? inCyrillic(text) : text;
}

/** The text in the first of these languages in which there is one; null: there is none in any. */
export function textInAny(texts: LocalTexts, tongues: readonly Tongue[]): string | null {
  for (const tongue of tongues) {
    const text = textIn(texts, tongue);
    if (text !== null) return text;
  }
  return null;
}
