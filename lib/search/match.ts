// How lists and the palette find: by parts of words, in any language, script and keyboard layout. Pure.
import { latinLetters } from "./latin.ts";

const qwerty = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const russian = "ёйцукенгшщзхъфывапролджэячсмитьбю";

/** What was meant where the keyboard had the other layout: "dsqnb" is "выйти". */
export function otherLayout(typed: string): string {
  const cyrillic = /\p{Script=Cyrillic}/u.test(typed);
  const [from, to] = cyrillic ? [russian, qwerty] : [qwerty, russian];
  return [...typed.toLowerCase()].map((letter) => to[from.indexOf(letter)] ?? letter).join("");
}

/** Without case, accents, apostrophes and scripts: "Oʻqituvchi" and "ўқитувчи" are both "oqituvchi". */
export function folded(text: string): string {
  return latinLetters(text.toLowerCase())
    .replace(/[ʻʼ'‘’`@…]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
}

const WHOLE = 1;
const START = 0.9;
const WORD = 0.7;
const PART = 0.5;
/** A match of what was typed in another layout is less likely meant. */
const OTHER_LAYOUT = 0.5;

/** How well one word of the query stands in a text. */
function scoreOf(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return text.length === word.length ? WHOLE : START;
  return text.includes(` ${word}`) ? WORD : PART;
}

function best(query: string, texts: readonly string[]): number {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const scores = words.map((word) => Math.max(...texts.map((text) => scoreOf(word, text))));
  return scores.length > 0 && !scores.includes(0) ? scores.reduce((a, b) => a + b, 0) / scores.length : 0;
}

/**
 * Each word of the query must be a part of one of the texts.
 * @param texts folded
 * @returns 0: not found; up to 1
 */
export const matchOf = (query: string, texts: readonly string[]): number =>
  Math.max(best(query, texts), best(otherLayout(query), texts) * OTHER_LAYOUT);
