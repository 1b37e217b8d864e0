// Uzbek and Russian Cyrillic in the Latin letters that Uzbek writes the same words with. Pure.

const latin: Readonly<Record<string, string>> = {
  ...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "yo", ж: "j", з: "z", и: "i", й: "y", к: "k" },
  ...{ л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "x", ц: "ts" },
  ...{ ч: "ch", ш: "sh", щ: "sh", ъ: "", ы: "i", ь: "", э: "e", ю: "yu", я: "ya" },
  ...{ ў: "o", қ: "q", ғ: "g", ҳ: "h" },
};

/** @param text in small letters */
export const latinLetters = (text: string): string =>
  text.replace(/\p{Script=Cyrillic}/gu, (letter) => latin[letter] ?? letter);
