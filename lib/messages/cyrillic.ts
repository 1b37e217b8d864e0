// Uzbek in Cyrillic, made of Uzbek in Latin by the rules of both alphabets. So each sentence of a bot, and each text of an
// owner, is there in both scripts, also those that are added later; a file of its own would lack them. Pure.

/** Longest first. */
const letters: readonly (readonly [latin: string, cyrillic: string])[] = [
  ["yoʻ", "йў"],
  ["oʻ", "ў"],
  ["gʻ", "ғ"],
  ["sh", "ш"],
  ["ch", "ч"],
  ["yo", "ё"],
  ["yu", "ю"],
  ["ya", "я"],
  ["ye", "е"],
  ...[..."abdfghijklmnopqrstuvxyz"].map(
    (letter, i) => [letter, [..."абдфгҳижклмнопқрстувхйз"][i] ?? ""] as const,
  ),
];
const VOWELS = "aeiouаеиоуўэёюя";

/** Words that Cyrillic writes otherwise; also with endings. */
const words: Readonly<Record<string, string>> = {
  ...{ yanvar: "январь", fevral: "февраль", aprel: "апрель", iyun: "июнь", iyul: "июль" },
  ...{ sentabr: "сентябрь", oktabr: "октябрь", noyabr: "ноябрь", dekabr: "декабрь" },
  ...{ menyu: "меню", kuryer: "курьер", sentyabr: "сентябрь", oktyabr: "октябрь", mb: "МБ", kb: "КБ" },
};

/** Names that keep their letters. */
const names =
  /^(Google|Gemini|Telegram|BotFactory|BotFather|YouTube|Instagram|Facebook|AI|API|GPS|ID|JSON|OK|PDF|PIN|QR|SIM|SMS|URL|USB|VIP)$/;

/** What is no Uzbek word: w, a c without h, capitals inside of a small word. */
const isForeign = (word: string): boolean =>
  /w|c(?!h)/i.test(word) || /[a-z][A-Z]/.test(word) || names.test(word);

const isUpper = (text: string) => text !== text.toLowerCase();

/** A short one stands alone: others may begin like it. */
const ALONE = 4;
const fixedIn = (word: string) =>
  Object.entries(words).find(([latin]) => word === latin || (latin.length > ALONE && word.startsWith(latin)));

function spelled(word: string): string {
  const [latin, fixed] = fixedIn(word.toLowerCase()) ?? [];
  if (latin && fixed) {
    const begin = isUpper(word.charAt(0)) ? fixed.charAt(0).toUpperCase() + fixed.slice(1) : fixed;
    return begin + (word.length > latin.length ? spelled(word.slice(latin.length)) : "");
  }
  const lower = word.toLowerCase();
  let text = "";
  for (let i = 0; i < word.length; ) {
    const rest = lower.slice(i);
    const [latin = rest.charAt(0), found] = letters.find(([each]) => rest.startsWith(each)) ?? [];
    let cyrillic = found ?? latin;
    // E begins a word, or stands behind a vowel, as Э; elsewhere as Е. The mark stands for the hard sign, and goes before E.
    if (latin === "e") cyrillic = i === 0 || VOWELS.includes(lower.charAt(i - 1)) ? "э" : "е";
    if (latin === "ʼ") cyrillic = i > 0 && i < word.length - 1 ? "ъ" : "";
    text += isUpper(word.charAt(i)) ? cyrillic.charAt(0).toUpperCase() + cyrillic.slice(1) : cyrillic;
    i += latin.length;
  }
  return text;
}

/** A word with what a hyphen ties to it: "Wi-Fi" is one name, of "USB-da" the ending is Uzbek. */
function spelledAll(joined: string): string {
  const [first = "", ...rest] = joined.split("-");
  const foreign = isForeign(first);
  const stays = (part: string) => isForeign(part) || (foreign && isUpper(part.charAt(0)));
  return [foreign ? first : spelled(first), ...rest.map((part) => (stays(part) ? part : spelled(part)))].join(
    "-",
  );
}

/** What is no text: a placeholder, a command, an address, a name with @, code, a tag. */
const LEFT =
  /(\{[^}]*\}|\/\w+|https?:\/\/[^\s)]+|\S*@\w\S*|`[^`]*`|<\/?\w+>|\b[\w-]+\.(?:uz|com|ru|org|net|me)\b\S*)/;

/** The apostrophes that people type for the two letters of Uzbek's own. */
const withLetters = (text: string): string =>
  text.replace(/([oOgG])['‘’`´ʼ]/g, "$1ʻ").replace(/(?<=\p{L})['‘’`´](?=\p{L})/gu, "ʼ");

/** The Uzbek text in Cyrillic letters. */
export const inCyrillic = (text: string): string =>
  text
    .split(LEFT)
    .map((piece, i) =>
      i % 2 === 1 ? piece : withLetters(piece).replace(/[a-zʻʼ]+(?:-[a-zʻʼ]+)*/gi, spelledAll),
    )
    .join("");
