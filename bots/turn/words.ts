// How the bots speak: the system instruction, and times in words.
import { now } from "#lib/chain-state/shared-clock.ts";
import { localIn, nextDay } from "#lib/local-time.ts";
import { inCyrillic } from "#lib/messages/cyrillic.ts";
import { localeOfTongue, type Tongue } from "#lib/messages/locales.ts";
import { say } from "#lib/messages/translate.ts";

const languages: Record<Tongue, string> = {
  uz: "Uzbek",
  "uz-Cyrl": "Uzbek in Cyrillic letters",
  ru: "Russian",
  en: "English",
};

const manner = (locale: Tongue) =>
  "Answer in the language of the last message, and in its script: Uzbek written in Cyrillic is answered in Cyrillic, " +
  `Uzbek in Latin letters in Latin. Where the language is not clear, use ${languages[locale]}. ` +
  "You write in a Telegram chat: be clear and not longer than needed.";

/** The system instruction. @param rules more of it, each a paragraph */
export const systemOf = (prompt: string, locale: Tongue, rules: readonly string[] = []): string =>
  [prompt, manner(locale), ...rules].filter(Boolean).join("\n\n");

/** Of the day and month; Node knows no Uzbek in Cyrillic. */
function dayIn(tongue: Tongue, zone: string, at: Date): string {
  const locale = { uz: "uz", ru: "ru", en: "en-GB" }[localeOfTongue(tongue)];
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, day: "numeric", month: "long" }).format(at);
  return tongue === "uz-Cyrl" ? inCyrillic(day) : day;
}

const MINUTE_MS = 60_000;

/**
 * "at 15:40", "tomorrow at 09:00", "on 28 November at 09:00": by the clock of the bot's people, who read it later than it was
 * written. Rounded up to the minute.
 * @param until epoch milliseconds @param zone an IANA name, the tenant's
 */
export function atTime(until: number, tongue: Tongue, zone: string, at = now()): string {
  const moment = new Date(Math.ceil(Math.max(until, at + 1) / MINUTE_MS) * MINUTE_MS);
  const [day = "", time = ""] = localIn(zone, moment).split("T");
  const [today = ""] = localIn(zone, new Date(at)).split("T");
  const speak = say(tongue);
  if (day === today) return speak("when.today", { time });
  if (day === nextDay(today)) return speak("when.tomorrow", { time });
  return speak("when.later", { day: dayIn(tongue, zone, moment), time });
}
