// The words of a question as terms by which Postgres finds pieces: each word in several ways, the surest weighs most. Pure.
import { alikeOf } from "./alike.ts";
import { isFiller } from "./fillers.ts";
import { codesOf, cut, inLatin } from "./fold.ts";
import { beginningsOf, consonantsOf, quoted, stemsOf, WORD_MAX } from "./words.ts";

/** One way in which a word of the question is found. */
export interface Term {
  /**
   * Which word: from 0 of the question, from -1 down of what was said before it, from ASKING down one that asks for a price, from
   * CODES down an article number.
   */
  word: number;
  /** Of its terms that a piece has, the one that is rarest for its weight counts. */
  weight: number;
  /** Not sure: it may be another word, and is tried only if the sure ones find next to nothing. */
  sure: boolean;
  /** A tsquery: any of its lexemes. */
  query: string;
}

/** Also in the migration that made botfactory_find_pieces. */
const CODES = -100;
const ASKING = -50;

const weights = {
  heading: 1.5,
  stem: 1,
  alike: 0.7,
  longBegin: 0.6,
  begin: 0.3,
  consonants: 0.35,
  code: 2.5,
} as const;
/** More words are not looked for. */
const QUESTION_WORDS = 24;
const BEFORE_WORDS = 8;

const anyOf = (lexemes: readonly string[]): string => [...new Set(lexemes)].map(quoted).join(" | ");
const inHeading = (stems: readonly string[]) => stems.map((stem) => `^${stem}`);

function termsOf(each: string, word: number, factor = 1): Term[] {
  const stems = stemsOf(each);
  const folded = inLatin(each);
  // The first is the word itself: how rare it is decides how much of the question it is.
  const sure: [number, string[]][] = [
    [weights.stem, stems],
    [weights.heading, inHeading(stems)],
    [weights.alike, alikeOf(stems)],
  ];
  const unsure: [number, string[]][] = [];
  if (factor === 1 && !/^\p{N}/u.test(folded)) {
    const [short, long] = beginningsOf(folded);
    const consonants = consonantsOf(stems[0] ?? folded);
    unsure.push([weights.longBegin, long ? [`~${long}`] : []]);
    unsure.push([weights.begin, short ? [`~${short}`] : []]);
    unsure.push([weights.consonants, consonants ? [`%${consonants}`] : []]);
  }
  const toTerm =
    (isSure: boolean) =>
    ([weight, lexemes]: [number, string[]]): Term[] =>
      lexemes.length > 0 ? [{ word, weight: weight * factor, sure: isSure, query: anyOf(lexemes) }] : [];
  return [...sure.flatMap(toTerm(true)), ...unsure.flatMap(toTerm(false))];
}

/** Words that tell what a text is about; all of them, if none does. */
export function meantWords(text: string): string[] {
  const words = [...new Set(cut(text).words)].filter((word) => word.length <= WORD_MAX);
  const meant = words.filter((word) => !isFiller(inLatin(word)));
  return meant.length > 0 ? meant : words;
}

const CODES_MAX = 12;
/** Shorter numbers are amounts and sizes, which are words. */
const NUMBER_LEAST = 4;
const CODE_LEAST = 3;
const CODE_MAX = 20;
const isCode = (code: string) =>
  code.length >= CODE_LEAST &&
  code.length <= CODE_MAX &&
  /\p{N}/u.test(code) &&
  (code.length >= NUMBER_LEAST || /\p{L}/u.test(code));

/** "A 52 5 F" and "a52 5f" are meant as "A525F": neighbours are tried together. */
function codeTerms(question: string): Term[] {
  const { words, codes } = cut(question);
  const joined = words.map((_, i) => [2, 3, 4].map((length) => words.slice(i, i + length).join("")));
  return [...codes.map((code) => [code]), ...joined]
    .map((some) => some.filter(isCode).flatMap(codesOf))
    .filter((some) => some.length > 0)
    .slice(0, CODES_MAX)
    .map((some, i) => ({
      word: CODES - i,
      weight: weights.code,
      sure: true,
      query: anyOf(some.map((code) => `#${code}`)),
    }));
}

/** Of a question before, the later the more. */
const BEFORE = 0.5;

/** A product that has a price need not have such a word: it tells what is asked of the product, not which one. */
const asking = new Set(
  "narxi qancha qanchadan nechpul baho turadi сколько цена стоимость стоит почём price cost much"
    .split(" ")
    .flatMap((each) => stemsOf(each)),
);
const isAsking = (word: string): boolean => stemsOf(word).some((stem) => asking.has(stem));

/**
 * Empty: there is no word.
 * @param before what was asked before, the newest last; numbers that were taken out of the question
 */
export function queryOf(question: string, before: readonly string[] = []): Term[] {
  const words = meantWords(question).slice(0, QUESTION_WORDS);
  const known = new Set(words);
  const isAskedOf = words.some((each) => !isAsking(each));
  const terms = words.flatMap((each, i) => termsOf(each, isAskedOf && isAsking(each) ? ASKING - i : i));
  let word = 0;
  let factor = BEFORE;
  for (const text of before.toReversed()) {
    for (const each of meantWords(text).slice(0, BEFORE_WORDS)) {
      if (known.has(each)) continue;
      known.add(each);
      terms.push(...termsOf(each, --word, factor));
    }
    factor *= BEFORE;
  }
  return [...terms, ...codeTerms(question)];
}
