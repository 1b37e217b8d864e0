// Translations outside the dashboard: the bots' messages.
import { createTranslator } from "use-intl/core";
import en from "./en/telegram.ts";
import { type Locale, locales } from "./locales.ts";
import ru from "./ru/telegram.ts";
import uz from "./uz/telegram.ts";

const catalogues = { uz, ru, en } satisfies Record<Locale, typeof en>;
const make = (locale: Locale) => createTranslator<typeof en>({ locale, messages: catalogues[locale] });
const translators = { uz: make("uz"), ru: make("ru"), en: make("en") };

export type Say = ReturnType<typeof make>;

export const say = (locale: Locale): Say => translators[locale];

/** The first supported language of the codes ("ru", "en-US", null…); Uzbek by default. */
export function localeOf(...codes: (string | null | undefined)[]): Locale {
  return localeAmong(locales, ...codes);
}

/** The first of the codes that is one of these languages; the first of them by default. */
export function localeAmong(spoken: readonly Locale[], ...codes: (string | null | undefined)[]): Locale {
  const known = codes.map((code) => code?.slice(0, 2).toLowerCase());
  return known.find((code): code is Locale => spoken.some((locale) => locale === code)) ?? spoken[0] ?? "uz";
}
