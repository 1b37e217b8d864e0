// The languages of the dashboard and the bots.
export const locales = ["uz", "ru", "en"] as const;
export type Locale = (typeof locales)[number];

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);
