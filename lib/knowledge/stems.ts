// Words without their endings: Uzbek and English lightly, Russian as Snowball does. Pure.

/** Of Latin letters without apostrophes, the longest first. What may stand at the end of nouns, adjectives and verbs. */
const uzbek = [
  ...["laridagi", "sidagi", "idagi", "dagilar", "lardagi", "larning", "larimiz", "laringiz", "moqchiman"],
  ...["imizning", "ingizning", "dagi", "ngizlar", "ingiz", "imiz", "ning", "lari", "lar", "gacha", "guncha"],
  ...["yapman", "yapsiz", "yapti", "yapmiz", "yapsan", "moqchi", "moqda", "mizni", "ngiz", "dingiz", "dilar"],
  ...["asiz", "aman", "amiz", "aysiz", "ayman", "aymiz", "ysiz", "yman", "ymiz", "adi", "aydi", "ydi"],
  ...[
    "ilgan",
    "iladi",
    "ibdi",
    "dan",
    "tan",
    "niki",
    "siz",
    "dir",
    "gan",
    "kan",
    "qan",
    "man",
    "miz",
    "lik",
    "lig",
    "roq",
    "sin",
  ],
  ...[
    "ish",
    "sh",
    "da",
    "ta",
    "ga",
    "ka",
    "qa",
    "ni",
    "si",
    "im",
    "ing",
    "mi",
    "di",
    "ti",
    "li",
    "cha",
    "ib",
    "i",
  ],
].sort((a, b) => b.length - a.length);
/** What is left of a word has at least so many letters. */
const LEAST = 3;
/** Short endings are too often a part of the word. */
const LEAST_BEFORE_SHORT = 4;
const STEPS = 4;

/** @param word small Latin letters, as fold.ts makes them */
export function uzbekStem(word: string): string {
  let stem = word;
  for (let step = 0; step < STEPS; step++) {
    const ending = uzbek.find(
      (each) =>
        stem.endsWith(each) && stem.length - each.length >= (each.length < 3 ? LEAST_BEFORE_SHORT : LEAST),
    );
    if (!ending) break;
    stem = stem.slice(0, -ending.length);
  }
  if (stem.length > 4) stem = stem.replace(/[aeiou]$/, "");
  // "yurak" is "yuragi" with an ending, "qishloq" is "qishlogʻi".
  return stem.replace(/[gq]$/, "k");
}

const english: readonly (readonly [RegExp, string])[] = [
  [/(?:ies|ied)$/, "y"],
  [/(ss|sh|ch|x|z)es$/, "$1"],
  [/([^su])s$/, "$1"],
  [/ing$|ed$|ly$|er$/, ""],
];

/** @param word small Latin letters */
export function englishStem(word: string): string {
  let stem = word;
  for (const [ending, instead] of english) {
    const shorter = stem.replace(ending, instead);
    if (shorter !== stem && shorter.length >= LEAST) stem = shorter;
  }
  return stem.length > 4 ? stem.replace(/e$/, "").replace(/([b-df-hj-np-tv-z])\1$/, "$1") : stem;
}

const GERUND = /(?:(?:ив|ивши|ившись|ыв|ывши|ывшись)|(?<=[ая])(?:в|вши|вшись))$/;
const ADJECTIVE = /(?:ее|ие|ые|ое|ими|ыми|ей|ий|ый|ой|ем|им|ым|ом|его|ого|ему|ому|их|ых|ую|юю|ая|яя|ою|ею)$/;
const PARTICIPLE = /(?:ивш|ывш|ующ|(?<=[ая])(?:ем|нн|вш|ющ|щ))$/;
const VERB = new RegExp(
  "(?:(?:ила|ыла|ена|ейте|уйте|ите|или|ыли|ей|уй|ил|ыл|им|ым|ен|ило|ыло|ено|ят|ует|уют|ит|ыт|ены|ить|ыть|ишь|ую|ю)|" +
    "(?<=[ая])(?:ла|на|ете|йте|ли|й|л|ем|н|ло|но|ет|ют|ны|ть|ешь|нно))$",
);
const NOUN =
  /(?:иями|ями|ами|ией|иям|ием|иях|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ях|ах|ию|ью|ия|ья|я|о|у|ы|ь|ю|и|й|е|а)$/;

/** Snowball's Russian (snowballstem.org/algorithms/russian). @param word small Cyrillic letters */
export function russianStem(word: string): string {
  const plain = word.replaceAll("ё", "е");
  const vowel = plain.search(/[аеиоуыэюя]/);
  if (vowel < 0) return plain;
  const start = plain.slice(0, vowel + 1);
  let rest = plain.slice(vowel + 1);
  const without = (ending: RegExp) => {
    const shorter = rest.replace(ending, "");
    const changed = shorter !== rest;
    rest = shorter;
    return changed;
  };
  if (!without(GERUND)) {
    without(/(?:ся|сь)$/);
    if (without(ADJECTIVE)) without(PARTICIPLE);
    else if (!without(VERB)) without(NOUN);
  }
  without(/и$/);
  if (/[^аеиоуыэюя][аеиоуыэюя]+[^аеиоуыэюя].*ость?$/.test(rest)) without(/ость?$/);
  if (!without(/ь$/)) {
    without(/(?:ейше|ейш)$/);
    rest = rest.replace(/нн$/, "н");
  }
  return start + rest;
}
