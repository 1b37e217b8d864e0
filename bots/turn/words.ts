// How the bots speak: the system instruction, and times in words.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { Locale } from "#lib/messages/locales.ts";

const languages: Record<Locale, string> = { uz: "Uzbek", ru: "Russian", en: "English" };

const manner = (locale: Locale) =>
  "Answer in the language of the last message, and in its script: Uzbek written in Cyrillic is answered in Cyrillic, " +
  `Uzbek in Latin letters in Latin. Where the language is not clear, use ${languages[locale]}. ` +
  "You write in a Telegram chat: be clear and not longer than needed.";

/** The system instruction. */
export const systemOf = (prompt: string, locale: Locale): string =>
  prompt ? `${prompt}\n\n${manner(locale)}` : manner(locale);

const formats: Record<Locale, Intl.RelativeTimeFormat> = {
  uz: new Intl.RelativeTimeFormat("uz"),
  ru: new Intl.RelativeTimeFormat("ru"),
  en: new Intl.RelativeTimeFormat("en"),
};

/** "in 12 minutes": relative, since people's time zones are unknown. @param until epoch milliseconds */
export function inAWhile(until: number, locale: Locale, at = now()): string {
  const minutes = Math.max(1, Math.ceil((until - at) / 60_000));
  return minutes < 90
    ? formats[locale].format(minutes, "minute")
    : formats[locale].format(Math.ceil(minutes / 60), "hour");
}
