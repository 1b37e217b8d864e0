// What a cell of a price list says of the stock, in numbers or in words: "12 ta", "Bor, 5 dona", "нет в наличии", "sold out". In Uzbek
// of both scripts, Russian and English. Pure; also in the browser.

/** `some`: there is some, nobody says how much. */
export type Stock = number | "some";

/** Without apostrophes, in whatever way they are written, and without marks around the words. */
const wordsIn = (cell: string): string =>
  cell
    .toLowerCase()
    .replace(/ё/g, "е")
    .replace(/[ʻʼ’'`‘]/g, "")
    .replace(/[\s,;:.!()\u00a0\u202f]+/g, " ")
    .trim();

const exactly = (...words: string[]): RegExp => new RegExp(`^(?:${words.join("|")})$`);

const none = exactly(
  "[-–—✗✘✕❌]",
  // Uzbek
  "(?:sotuvda |omborda |hozir(?:cha)? )?(?:yoq|mavjud emas|qolma(?:gan|di)|tuga(?:gan|di)|sotil(?:gan|di|ib ketdi))",
  "(?:сотувда |омборда |ҳозир(?:ча)? )?(?:[йе][ўоуў][қк]|мавжуд эмас|қолма(?:ган|ди)|туга(?:ган|ди)|сотил(?:ган|ди|иб кетди))",
  // Russian
  "(?:товара |сейчас )?(?:нет|нету)(?: в наличии| на складе| в продаже)?",
  "не в наличии|отсутствует|законч(?:ил|ен)\\S*|(?:рас)?продан[оаы]?",
  // English
  "no|none|out|false|not available|unavailable|not in stock|no stock|out of stock|sold out|sold",
);

const some = exactly(
  "[+✓✔✅☑]",
  // Uzbek
  "(?:sotuvda |omborda |hozir )?(?:bor|mavjud)|(?:sotuvda|omborda)|ha|kop|yetarli|(?:kam|oz)(?: qol(?:di|gan))?",
  "(?:сотувда |омборда |ҳозир )?(?:бор|мавжуд)|(?:сотувда|омборда)|ҳа|кўп|етарли|(?:кам|оз)(?: қол(?:ди|ган))?",
  // Russian
  "(?:есть|имеется)(?: в наличии| на складе| в продаже)?|(?:в наличии|на складе|в продаже)(?: есть)?|да|много|мало|достаточно|заканчива(?:е|ю)тся",
  // English
  "yes|true|available|in stock|on stock|many|plenty|few left|low stock|limited",
);

/** Words that stand beside a number, besides those above. */
const beside = exactly(
  "qoldi",
  "qolgan",
  "қолди",
  "қолган",
  "осталось",
  "остаток",
  "остал(?:ся|ась|ись)",
  "left",
);

/** A whole number that is not part of another one, with a word of counting. */
const COUNT =
  /(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,]0+)?(?![\d.,]*\d)\s*(?:ta|dona|та|дона|шт(?:ук\S*|\.)?|pcs|pieces|pc|items?)?(?![\p{L}\d])/u;

/** Characters; a longer cell is a text. */
const MOST = 60;

/** @returns null: it says something else, such as when there will be some */
export function stockOf(cell: string): Stock | null {
  if (cell.length > MOST) return null;
  const words = wordsIn(cell);
  if (none.test(words)) return 0;
  if (some.test(words)) return "some";
  const [found, digits = ""] = COUNT.exec(cell.toLowerCase()) ?? [];
  if (found === undefined) return null;
  const count = Number(digits.replace(/\D/g, ""));
  if (count >= 2 ** 31) return null;
  const others = wordsIn(cell.toLowerCase().replace(found, " "));
  if (others === "") return count;
  // "10+" is no number, but a text.
  if (!/\p{L}/u.test(others)) return null;
  if (none.test(others)) return count === 0 ? 0 : null;
  return some.test(others) || beside.test(others) ? count : null;
}
