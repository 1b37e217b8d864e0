// What a question says of the price and the stock of what it looks for: "200 000 soʻmgacha", "от 6 до 9 миллионов", "cheapest".
// In Uzbek of both scripts, Russian and English. Pure.
import { inLatin, plainOf } from "./fold.ts";

export interface Filters {
  /** Inclusive; null: no bound. */
  least: number | null;
  most: number | null;
  /** Only what is in stock. */
  stocked: boolean;
  /** 1 the cheapest first, -1 the dearest; 0: nothing is said. */
  byPrice: -1 | 0 | 1;
  /** Everything of a kind is asked for, not the best few. */
  all: boolean;
  /** The question without what is said of these. */
  rest: string;
  /** Amounts of money that were taken out of it, as they were written: a document may name them. */
  amounts: string[];
}

const UNIT = "(mln|million(?:a|ov|lik)?|ming(?:ta)?|min(?=gacha|dan)|tisyach[ai]?|tis|k(?![a-z]))";
const MONEY = "(sum(?:a|ov)?|som(?:lik)?|uzs)";
/**
 * A number, its unit, a second number in thousands, money. Begins where a number does and has an end: else digits alone, as long as a
 * message may be, would be tried from each to each.
 */
const N = `(?<!\\d)(\\d{1,15}(?:[.,]\\d{1,15})?) ?${UNIT}?(?: (\\d{1,15}) ?(?:ming|tisyach[ai]?|tis))? ?${MONEY}?`;
const GROUPS = 4;

const range = new RegExp(
  [
    `${N} ?dan ${N} ?gacha`,
    `(?:ot|s) ${N} do ${N}`,
    `(?:between|from) ${N} (?:and|to) ${N}`,
    `${N} ?- ?${N}`,
  ].join("|"),
);
const upper = new RegExp(
  [
    `${N} ?gacha`,
    `${N} ?dan (?:arzon|kam|past|oshma|qimmat bolma)[a-z]*`,
    `(?:do|deshevle|ne doroje|ne bolshe|ne bolee|menshe|menee|nije|v predelah|under|below|up to|less than|cheaper than|at most|ma[xh]) (?:chem )?${N}`,
  ].join("|"),
);
const lower = new RegExp(
  [
    `${N} ?dan (?:qimmat|yuqori|ortiq|kop|baland|boshla)[a-z]*`,
    `(?:ot|doroje|bolshe|bolee|svishe|ne menee|ne menshe|over|above|more than|at least) (?:chem )?${N}`,
  ].join("|"),
);
const cheapest = /\b(?:eng arzon[a-z]*|sam[a-z]+ desh(?:e|yo)v[a-z]+|deshevle vsego|cheapest|lowest price)\b/;
const dearest = /\b(?:eng qimmat[a-z]*|sam[a-z]+ dorog[a-z]+|doroje vsego|most e[xh]pensive|highest price)\b/;
const surelyStocked = /\b(?:omborda bor[a-z]*|v nalichii|est v nalichii|in stock|hozir mavjud[a-z]*)\b/;
const stocked = /\b(?:bor(?:mi|lari)?|mavjud[a-z]*|est|imeyutsya|available)\b/;
const everything =
  /\b(?:barcha(?:si|sini)?|hamma(?:si|sini)?|toliq royhat[a-z]*|royhat(?:ini|i)?|vse(?:h)?|ves|vsya|polniy|spisok|perechen|assortiment|katalog[a-z]*|prays-list|prays|list(?: of)? all|all|whole|price list|full list)\b/;

const FACTORS: readonly [RegExp, number][] = [
  [/^m(?:ln|illion)/, 1_000_000],
  [/^(?:min|tis|k)/, 1_000],
];
const factorOf = (unit: string | undefined) =>
  unit === undefined ? 1 : (FACTORS.find(([pattern]) => pattern.test(unit))?.[1] ?? 1);
/** Without a unit or money a smaller number is an hour, an age or a size. */
const SURELY_MONEY = 10_000;

interface Amount {
  value: number;
  unit: string | undefined;
  money: boolean;
}

/** The amounts in the groups that matched, in order. */
function amountsOf(match: RegExpExecArray): Amount[] {
  const amounts: Amount[] = [];
  for (let at = 1; at < match.length; at += GROUPS) {
    const [number, unit, thousands, money] = match.slice(at, at + GROUPS);
    if (number === undefined) continue;
    const value = Number(number.replace(",", ".")) * factorOf(unit) + Number(thousands ?? 0) * 1_000;
    amounts.push({ value, unit, money: Boolean(unit || money) || value >= SURELY_MONEY });
  }
  return amounts;
}

/** Words in their own script with the same in Latin letters, between which the patterns are looked for. */
class Words {
  #own: string[];
  #folded: string[];
  constructor(question: string) {
    this.#own = plainOf(question).match(/[\p{L}\p{N}]+(?:[.,-][\p{L}\p{N}]+)*/gu) ?? [];
    this.#folded = this.#own.map(inLatin);
  }

  find(pattern: RegExp): RegExpExecArray | null {
    return pattern.exec(this.#folded.join(" "));
  }

  /** Takes the words out that the match touches. */
  take({ index, 0: text }: RegExpExecArray): void {
    const kept: number[] = [];
    let at = 0;
    this.#folded.forEach((word, i) => {
      if (at + word.length <= index || at >= index + text.length) kept.push(i);
      at += word.length + 1;
    });
    this.#own = kept.map((i) => this.#own[i] ?? "");
    this.#folded = kept.map((i) => this.#folded[i] ?? "");
  }

  takeIf(pattern: RegExp): boolean {
    const match = this.find(pattern);
    if (match) this.take(match);
    return match !== null;
  }

  get rest(): string {
    return this.#own.join(" ");
  }
}

const numbersIn = ([text]: RegExpExecArray): string[] => text.match(/\d{4,}/g) ?? [];

/** Takes one bound out; null: none is there, or it is no price. */
function boundIn(words: Words, pattern: RegExp, taken: string[]): number | null {
  const match = words.find(pattern);
  const [amount] = match ? amountsOf(match) : [];
  if (!match || !amount?.money) return null;
  words.take(match);
  taken.push(...numbersIn(match));
  return amount.value;
}

export function filtersOf(question: string): Filters {
  const words = new Words(question);
  let [least, most]: (number | null)[] = [null, null];
  const amounts: string[] = [];
  const both = words.find(range);
  const [from, to] = both ? amountsOf(both) : [];
  if (both && from && to && (from.money || to.money)) {
    // "6 – 9 million": the unit stands once.
    least = from.unit ? from.value : from.value * factorOf(to.unit);
    most = to.value;
    words.take(both);
    amounts.push(...numbersIn(both));
  } else {
    most = boundIn(words, upper, amounts);
    least = boundIn(words, lower, amounts);
  }
  const byPrice = words.takeIf(cheapest) ? 1 : words.takeIf(dearest) ? -1 : 0;
  const surely = words.takeIf(surelyStocked);
  const priced = least !== null || most !== null || byPrice !== 0;
  return {
    least,
    most,
    byPrice,
    stocked: surely || (priced && words.takeIf(stocked)),
    all: byPrice === 0 && words.takeIf(everything),
    rest: words.rest,
    amounts,
  };
}
