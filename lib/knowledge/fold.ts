// Texts in the letters in which pieces and questions are compared: small Latin ones, without apostrophes and accents. Pure.
import { latinLetters } from "../search/latin.ts";

/** Letters that look the same: an article number is typed with either keyboard. */
const alike: Readonly<Record<string, string>> = {
  ...{ а: "a", в: "b", е: "e", к: "k", м: "m", н: "h", о: "o", р: "p", с: "c", т: "t", у: "y", х: "x" },
};

const CYRILLIC = /\p{Script=Cyrillic}/u;
export const isCyrillic = (word: string): boolean => CYRILLIC.test(word);

const cyrillicLetters = /\p{Script=Cyrillic}/gu;

/** Of a word from `cut`. H and X are one, people write either in many Uzbek words; so are E and Ye, which Cyrillic writes alike. */
export const inLatin = (word: string): string =>
  latinLetters(word).normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("x", "h").replaceAll("ye", "e");

/** The code as it sounds and as it looks, without what separates its parts. */
export function codesOf(code: string): string[] {
  const bare = code.replace(/[^\p{L}\p{N}]/gu, "");
  if (!isCyrillic(bare)) return [bare];
  return [
    ...new Set([latinLetters(bare), bare.replace(cyrillicLetters, (letter) => alike[letter] ?? letter)]),
  ];
}

interface Cut {
  /** Words and numbers in small letters of their own script. */
  words: string[];
  /** What may be an article number: with a digit, its parts not separated. */
  codes: string[];
}

/** Hyphens that are typed or that a text program sets. */
const HYPHENS = /[\u2010-\u2015\u2212]/g;
/** Within a word they are not seen, such as a soft hyphen. */
const UNSEEN = /\p{Cf}/gu;
const APOSTROPHES = /['‘’ʻʼ`´ʹ′]/g;
/**
 * "200 000", "200.000" and "200,000" are one number, "iPhone 15 128 GB" has two: what a single space parts belongs together
 * where it is round or money follows.
 */
const GROUPED =
  /(?<![\p{L}\p{N}])(?:\d{1,3}(?:[.,]\d{3})+|\d{1,3}(?:[ \u00a0\u202f]\d{3}){2,}|\d{1,3}[ \u00a0\u202f](?:\d00|\d{3}(?= ?(?:s[ou]m|с[ўу]м|uzs))))(?!\p{N})/gu;
const CODE = /[\p{L}\p{N}]+(?:[-_./][\p{L}\p{N}]+)*/gu;
const CODE_MAX = 40;

/** Small letters of their own script, without apostrophes; numbers without what groups their digits. */
export const plainOf = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(UNSEEN, "")
    .replace(APOSTROPHES, "")
    .replace(HYPHENS, "-")
    .replace(GROUPED, (number) => number.replace(/\D/g, ""));

/** What a text consists of, in its order. */
export function cut(text: string): Cut {
  const plain = plainOf(text);
  const words: string[] = [];
  const codes: string[] = [];
  for (const [code] of plain.matchAll(CODE)) {
    const parts = code.split(/[-_./]/);
    const all = parts.flatMap((part) => part.match(/\p{N}+|\p{L}+/gu) ?? []);
    words.push(...all);
    if (/\p{N}/u.test(code)) {
      if (code.length <= CODE_MAX) codes.push(code);
      if (parts.length > 1) codes.push(...parts.filter((part) => part.length > 2 && /\p{N}/u.test(part)));
    }
    // "Wi-Fi" is also written in one word.
    else if (parts.length === 2) words.push(parts.join(""));
  }
  return { words, codes };
}
