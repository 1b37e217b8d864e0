// How the bots speak: what the model is told besides the bot's prompt, and times in words.
import type { Locale } from "#lib/messages/locales.ts";

const languages: Record<Locale, string> = { uz: "Uzbek", ru: "Russian", en: "English" };

const manner = (locale: Locale) =>
  "Answer in the language of the last message, and in its script: Uzbek written in Cyrillic is answered in Cyrillic, " +
  `Uzbek in Latin letters in Latin. Where the language is not clear, use ${languages[locale]}. ` +
  "You write in a Telegram chat: be clear and not longer than needed.";

/** The system instruction. */
export const systemOf = (prompt: string, locale: Locale): string =>
  prompt ? `${prompt}\n\n${manner(locale)}` : manner(locale);

/** A promise of a time makes sense only where it is soon enough to wait for. */
const PROMISE_MS = 6 * 3_600_000;
const formats: Record<Locale, Intl.RelativeTimeFormat> = {
  uz: new Intl.RelativeTimeFormat("uz"),
  ru: new Intl.RelativeTimeFormat("ru"),
  en: new Intl.RelativeTimeFormat("en"),
};

/** "in 12 minutes"; from now, since we do not know people's time zones. @returns null where it is too far or unknown */
export function inAWhile(until: number | null, locale: Locale, now = Date.now()): string | null {
  if (until === null || until - now > PROMISE_MS) return null;
  const minutes = Math.max(1, Math.ceil((until - now) / 60_000));
  return minutes < 90
    ? formats[locale].format(minutes, "minute")
    : formats[locale].format(Math.ceil(minutes / 60), "hour");
}
