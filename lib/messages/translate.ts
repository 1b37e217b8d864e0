// Translations outside the dashboard: the bots' messages.
import { createTranslator } from "use-intl/core";
import { inCyrillic } from "./cyrillic.ts";
import en from "./en/telegram.ts";
import { type Locale, localeOfTongue, locales, type Tongue } from "./locales.ts";
import ru from "./ru/telegram.ts";
import uz from "./uz/telegram.ts";

type Texts = { readonly [key: string]: string | Texts };

/** Each sentence of the catalogue in Cyrillic. */
const cyrillic = <T extends Texts>(texts: T): T =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === "string" ? inCyrillic(text) : cyrillic(text),
    ]),
  ) as T;

const catalogues = { uz, "uz-Cyrl": cyrillic(uz), ru, en } satisfies Record<Tongue, typeof en>;
const make = (tongue: Tongue) =>
  createTranslator<typeof en>({ locale: localeOfTongue(tongue), messages: catalogues[tongue] });
const translators = { uz: make("uz"), "uz-Cyrl": make("uz-Cyrl"), ru: make("ru"), en: make("en") };

export type Say = ReturnType<typeof make>;

export const say = (tongue: Tongue): Say => translators[tongue];

/** The first supported language of the codes ("ru", "en-US", null…); Uzbek by default. */
export function localeOf(...codes: (string | null | undefined)[]): Locale {
  return localeAmong(locales, ...codes);
}

/** The first of the codes that is one of these languages; the first of them by default. */
export function localeAmong(spoken: readonly Locale[], ...codes: (string | null | undefined)[]): Locale {
  const known = codes.map((code) => code?.slice(0, 2).toLowerCase());
  return known.find((code): code is Locale => spoken.some((locale) => locale === code)) ?? spoken[0] ?? "uz";
}
