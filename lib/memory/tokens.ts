// How many tokens a text comes to, without asking anybody. Pure.

/** Beyond its first characters, a word's tokens for each further character. */
interface Rate {
  whole: number;
  each: number;
}

// Fitted to the vocabulary of Google's Gemma and Gemini (SentencePiece, 256,000 pieces) on our own texts of each language:
// within a sixth of the count, over some hundred words. Uzbek is the dearest: a word of it has many rare pieces.
const english: Rate = { whole: 3, each: 0.11 };
const uzbek: Rate = { whole: 3, each: 0.43 };
const russian: Rate = { whole: 2, each: 0.16 };
const uzbekCyrillic: Rate = { whole: 2, each: 0.55 };

const ofEnglish = /\b(?:the|of|and|to|is|in|a|for|it|you|are|i)\b/gi;
/** Words of English text that are one of these, at least. */
const ENGLISH_SHARE = 0.08;
/** Of a long text the beginning tells the language. */
const SAMPLE = 2_000;

function latinOf(sample: string): Rate {
  const words = sample.match(/[a-z]+/gi)?.length ?? 0;
  const known = sample.match(ofEnglish)?.length ?? 0;
  return known > 0 && known >= words * ENGLISH_SHARE ? english : uzbek;
}

const isLatin = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 0x2bb || code === 0x2bc;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isCyrillic = (code: number) => code >= 0x400 && code <= 0x4ff;

/** An estimate; the usage that Google reports corrects it (correction.ts). */
export function estimateTokens(text: string): number {
  const sample = text.slice(0, SAMPLE);
  const latin = latinOf(sample);
  const cyrillic = /[ўқғҳ]/i.test(sample) ? uzbekCyrillic : russian;
  let tokens = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const isWord = isLatin(code) ? isLatin : isCyrillic(code) ? isCyrillic : null;
    if (!isWord) {
      // A digit or a sign is a token; white space goes with the word behind it, but not with a digit.
      if (code > 32 || isDigit(text.charCodeAt(i + 1))) tokens++;
      // Both halves of a surrogate pair are one.
      i += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
      continue;
    }
    const from = i;
    while (i < text.length && isWord(text.charCodeAt(i))) i++;
    const { whole, each } = isWord === isLatin ? latin : cyrillic;
    tokens += 1 + Math.max(0, i - from - whole) * each;
  }
  return Math.ceil(tokens);
}
