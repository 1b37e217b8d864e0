// What a bot says of drafts to the owner of a connected account.
import { createTranslator } from "use-intl/core";
import en from "../messages/en/drafts.ts";
import type { Locale } from "../messages/locales.ts";
import ru from "../messages/ru/drafts.ts";
import uz from "../messages/uz/drafts.ts";

const catalogues = { uz, ru, en } satisfies Record<Locale, typeof en>;
const make = (locale: Locale) => createTranslator<typeof en>({ locale, messages: catalogues[locale] });
const translators = { uz: make("uz"), ru: make("ru"), en: make("en") };

export const draftWords = (locale: Locale): ReturnType<typeof make> => translators[locale];
