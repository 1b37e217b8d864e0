// The languages of the dashboard and the bots.
export const locales = ["uz", "ru", "en"] as const;
export type Locale = (typeof locales)[number];

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);

/** What a bot itself speaks: Uzbek in both of its scripts. The dashboard has Uzbek in Latin only. */
export const tongues = ["uz", "uz-Cyrl", "ru", "en"] as const;
export type Tongue = (typeof tongues)[number];

export const isTongue = (value: unknown): value is Tongue => tongues.includes(value as Tongue);

export const localeOfTongue = (tongue: Tongue): Locale => (tongue === "uz-Cyrl" ? "uz" : tongue);
