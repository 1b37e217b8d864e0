// What the bots say in the group of the staff, in the tenant's language.
import { createTranslator } from "use-intl/core";
import en from "../messages/en/staff.ts";
import type { Locale } from "../messages/locales.ts";
import ru from "../messages/ru/staff.ts";
import uz from "../messages/uz/staff.ts";

const catalogues = { uz, ru, en } satisfies Record<Locale, typeof en>;
const make = (locale: Locale) => createTranslator<typeof en>({ locale, messages: catalogues[locale] });
const translators = { uz: make("uz"), ru: make("ru"), en: make("en") };
export type StaffWords = ReturnType<typeof make>;

export const staffWords = (locale: Locale): StaffWords => translators[locale];
