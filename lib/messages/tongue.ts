// Which language, in which script, a bot itself speaks to a person. Pure.
import { isTongue, type Locale, localeOfTongue, type Tongue } from "./locales.ts";
import { localeAmong } from "./translate.ts";

/** Letters that only Uzbek in Cyrillic has among the languages of our people, and those of its neighbours' alphabets. */
const UZBEK = /[ўқғҳ]/i;
const NEIGHBOURS = /[ӣӯҷәіңөұүһ]/i;
/** Russian has them, Uzbek has not. */
const RUSSIAN = /[ыщ]/i;
const CYRILLIC = /[а-яёўқғҳ]/i;
const LATIN = /[a-z]/i;

/** The script of the newest text that tells it: "uzbek" surely Uzbek in Cyrillic; null: nothing tells it. */
function scriptOf(newestFirst: readonly string[]): "uzbek" | "cyrillic" | "latin" | null {
  for (const text of newestFirst) {
    if (text.startsWith("/")) continue;
    if (NEIGHBOURS.test(text) || RUSSIAN.test(text)) return null;
    if (UZBEK.test(text)) return "uzbek";
    if (CYRILLIC.test(text)) return "cyrillic";
    if (LATIN.test(text)) return "latin";
  }
  return null;
}

export interface Speaker {
  /** With /language; null: nothing. */
  chosen: string | null;
  /** Of their Telegram. */
  code: string | undefined;
  /** What they wrote, the newest first. */
  wrote: readonly string[];
}

/**
 * The first of these that the bot speaks: the one that the person chose, the one in which they surely write, the one of
 * their Telegram, the bot's. Uzbek in the script that they write.
 * @param spoken the bot's languages @param fallback the bot's default
 */
export function tongueAmong(
  spoken: readonly Locale[],
  { chosen, code, wrote }: Speaker,
  fallback: Tongue,
): Tongue {
  if (isTongue(chosen) && spoken.includes(localeOfTongue(chosen))) return chosen;
  const script = scriptOf(wrote);
  if (script === "uzbek" && spoken.includes("uz")) return "uz-Cyrl";
  const locale = localeAmong(spoken, code, fallback);
  if (locale !== "uz") return locale;
  if (script === "cyrillic") return "uz-Cyrl";
  return script === null ? (fallback === "uz-Cyrl" ? fallback : "uz") : "uz";
}
