// The words of a piece in the form in which those of a question are (query.ts), so that Postgres finds one by the other whatever
// the script, the ending and the apostrophes. Pure. Kinds of lexemes: a stem as it is, "^" a stem in the heading, "~" a beginning, "%" consonants,
// "#" an article number.

import { codesOf, cut, inLatin, isCyrillic } from "./fold.ts";
import { englishStem, russianStem, uzbekStem } from "./stems.ts";

/** Longer ones are no words. */
export const WORD_MAX = 40;
/** A tsvector has at most a megabyte. */
const WORDS_MAX = 20_000;

/** The forms under which a word is found, the likeliest first. @param word of `cut` */
export function stemsOf(word: string): string[] {
  if (/^\p{N}+$/u.test(word)) return [word];
  const folded = inLatin(word);
  const other = isCyrillic(word) ? inLatin(russianStem(word)) : englishStem(folded);
  return [...new Set([uzbekStem(folded), other])].filter(Boolean);
}

const BEGIN = [4, 6] as const;

/** Its beginnings, the shorter first: words with endings that the stems do not know. */
export const beginningsOf = (folded: string): string[] =>
  BEGIN.filter((length) => folded.length >= length).map((length) => folded.slice(0, length));

/** Its consonants: vowels are what people most often write otherwise. null: too few of them. */
export function consonantsOf(folded: string): string | null {
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

/** In a tsvector or a tsquery. */
export const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, "$&$&")}'`;

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
