// The beginnings of the words of a text that tell what it is about, in Latin letters: endings and scripts differ.

const latin: Record<string, string> = {
  ...{
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    д: "d",
    е: "e",
    ё: "yo",
    ж: "j",
    з: "z",
    и: "i",
    й: "y",
    к: "k",
    л: "l",
    м: "m",
  },
  ...{
    н: "n",
    о: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ф: "f",
    х: "x",
    ц: "s",
    ч: "ch",
    ш: "sh",
    щ: "sh",
  },
  ...{ ъ: "", ы: "i", ь: "", э: "e", ю: "yu", я: "ya", ў: "o", қ: "q", ғ: "g", ҳ: "h" },
};

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/['‘’ʻʼ`´]/g, "")
    .replace(/[а-яёўқғҳ]/g, (letter) => latin[letter] ?? "");

/** Words that stand in questions about anything. */
const common = new Set(
  plain(
    `salom assalomu alaykum rahmat xayr bormi bor qanday qachon qayerda nima kerak iltimos turadi men siz
    ayting bering mumkinmi qiladi uchun bilan haqida va ham necha pul soʻm ha yoʻq mavjud qilasizmi
    здравствуйте привет спасибо пожалуйста есть ли где когда какой какая что как можно у вас мне на по
    the a an is are how much what where when do you have of for to and can i me hello hi thanks thank please does it`,
  ).split(/\s+/),
);

export function rootsOf(text: string): string[] {
  const words = plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const meant = words.filter((word) => !common.has(word) && word.length > 1);
  return [...new Set(meant.map((word) => word.slice(0, 4)))];
}
