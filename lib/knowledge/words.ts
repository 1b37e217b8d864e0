// The words of a piece and of a question in one form, so that Postgres finds one by the other whatever the script, the ending
// and the apostrophes. Pure. Kinds of lexemes: a stem as it is, "^" a stem in the heading, "~" a beginning, "%" consonants,
// "#" an article number.

import { isFiller } from "./fillers.ts";
import { codesOf, cut, inLatin, isCyrillic } from "./fold.ts";
import { glossary } from "./glossary.ts";
import { englishStem, russianStem, uzbekStem } from "./stems.ts";

/** Longer ones are no words. */
const WORD_MAX = 40;
/** A tsvector has at most a megabyte. */
const WORDS_MAX = 20_000;

/** The forms under which a word is found, the likeliest first. @param word of `cut` */
function stemsOf(word: string): string[] {
  if (/^\p{N}+$/u.test(word)) return [word];
  const folded = inLatin(word);
  const other = isCyrillic(word) ? inLatin(russianStem(word)) : englishStem(folded);
  return [...new Set([uzbekStem(folded), other])].filter(Boolean);
}

const BEGIN = [4, 6] as const;

/** Its beginnings, the shorter first: words with endings that the stems do not know. */
const beginningsOf = (folded: string): string[] =>
  BEGIN.filter((length) => folded.length >= length).map((length) => folded.slice(0, length));

/** Its consonants: vowels are what people most often write otherwise. null: too few of them. */
function consonantsOf(folded: string): string | null {
  const bare = folded
    .replaceAll("sh", "w")
    .replaceAll("ch", "c")
    .replaceAll("ts", "s")
    .replace(/[qg]/g, "k")
    .replace(/^[aeiou]/, "_")
    .replace(/[aeiouy]/g, "")
    .replace(/(.)\1+/g, "$1");
  return bare.length >= 3 ? bare : null;
}

/** Lexemes of everything that the words of a text are found by. */
function* lexemesOf(text: string, mark: "" | "^"): Generator<string> {
  const { words, codes } = cut(text);
  for (const word of words) {
    if (word.length > WORD_MAX) continue;
    const stems = stemsOf(word);
    for (const stem of stems) {
      yield stem;
      if (mark) yield mark + stem;
    }
    const folded = inLatin(word);
    if (/^\p{N}/u.test(folded)) continue;
    for (const begin of beginningsOf(folded)) yield `~${begin}`;
    const consonants = consonantsOf(stems[0] ?? folded);
    if (consonants) yield `%${consonants}`;
  }
  for (const code of codes) for (const each of codesOf(code)) yield `#${each}`;
}

let meanings: Map<string, Set<string>> | undefined;

/** Stems that mean the same as these in the glossary. */
function alikeOf(stems: readonly string[]): string[] {
  if (!meanings) {
    meanings = new Map();
    for (const line of glossary) {
      const all = new Set(cut(line).words.flatMap(stemsOf));
      for (const stem of all) meanings.set(stem, new Set([...(meanings.get(stem) ?? []), ...all]));
    }
  }
  const found = new Set(stems.flatMap((stem) => [...(meanings?.get(stem) ?? [])]));
  return [...found].filter((stem) => !stems.includes(stem));
}

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, "$&$&")}'`;

/** For "Piece".words, as `$1::tsvector`. */
export function wordsOf({
  heading,
  text,
  article,
}: {
  heading: string;
  text: string;
  article?: string | null;
}): string {
  const lexemes = new Set<string>();
  if (article) for (const code of codesOf(article.toLowerCase())) if (code) lexemes.add(`#${code}`);
  for (const part of [lexemesOf(heading, "^"), lexemesOf(text, ""), lexemesOf(article ?? "", "")]) {
    for (const lexeme of part) {
      lexemes.add(lexeme);
      if (lexemes.size === WORDS_MAX) break;
    }
  }
  return [...lexemes].map(quoted).join(" ");
}

/** One way in which a word of the question is found. */
export interface Term {
  /** Which word, from 0; below 0: not a word of its own. Of its terms that a piece has, the best counts. */
  word: number;
  weight: number;
  /** A tsquery: any of its lexemes. */
  query: string;
}

const anyOf = (lexemes: readonly string[]): string => [...new Set(lexemes)].map(quoted).join(" | ");

const weights = {
  heading: 1.5,
  stem: 1,
  alike: 0.7,
  longBegin: 0.6,
  begin: 0.3,
  consonants: 0.35,
  code: 2.5,
} as const;
/** More words of a question are not searched. */
const QUESTION_WORDS = 24;

/** Terms of a question, to be weighed by how rare they are. Empty: it has no word. */
export function queryOf(question: string): Term[] {
  const { words, codes } = cut(question);
  const some = [...new Set(words)].filter((word) => word.length <= WORD_MAX);
  const meant = some.filter((word) => !isFiller(inLatin(word)));
  const terms: Term[] = [];
  const used = (meant.length > 0 ? meant : some).slice(0, QUESTION_WORDS);
  used.forEach((each, word) => {
    const add = (weight: number, lexemes: readonly string[]) => {
      if (lexemes.length > 0) terms.push({ word, weight, query: anyOf(lexemes) });
    };
    const stems = stemsOf(each);
    const folded = inLatin(each);
    add(weights.stem, stems);
    add(
      weights.heading,
      stems.map((stem) => `^${stem}`),
    );
    const alike = alikeOf(stems);
    add(weights.alike, alike);
    add(
      weights.alike * weights.heading,
      alike.map((stem) => `^${stem}`),
    );
    if (/^\p{N}/u.test(folded)) return;
    const [short, long] = beginningsOf(folded);
    if (long) add(weights.longBegin, [`~${long}`]);
    if (short) add(weights.begin, [`~${short}`]);
    const consonants = consonantsOf(stems[0] ?? folded);
    if (consonants) add(weights.consonants, [`%${consonants}`]);
  });
  const numbers = codesInQuestion(words, codes);
  if (numbers.length > 0) terms.push({ word: -1, weight: weights.code, query: anyOf(numbers) });
  return terms;
}

/** "A 52 5 F" and "a52 5f" are meant as "A525F": neighbours are tried together. */
function codesInQuestion(words: readonly string[], codes: readonly string[]): string[] {
  const found = codes.filter((code) => code.length > 2).flatMap(codesOf);
  for (let i = 0; i < words.length; i++) {
    for (let length = 2; length <= 4; length++) {
      const joined = words.slice(i, i + length).join("");
      if (i + length > words.length || joined.length > 20) break;
      if (/\p{N}/u.test(joined) && joined.length > 2) found.push(...codesOf(joined));
    }
  }
  return found.map((code) => `#${code}`);
}
