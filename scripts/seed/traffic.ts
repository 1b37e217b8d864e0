// When people ask, and what: days and hours as those of small businesses in Tashkent.
import type { Locale } from "#lib/messages/locales.ts";
import type { Dice } from "./dice.ts";
import { type MadeUpPerson, whoAsks } from "./people.ts";
import { improper, type Trade } from "./trades.ts";

export interface MadeUpQuestion {
  /** Epoch milliseconds. */
  at: number;
  botId: string;
  person: MadeUpPerson;
  text: string;
  /** What a model answers. */
  answer: string;
  inputTokens: number;
  outputTokens: number;
  /** Every model refuses it. */
  improper: boolean;
  /** Every model finds it too long. */
  tooLong: boolean;
  /** The person stops the answer after this; null: no. */
  stopsAfterMs: number | null;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Uzbekistan has no summer time. */
const TASHKENT_MS = 5 * HOUR_MS;
/** By the hour of the day in Tashkent. */
const byHour = [2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 7, 8, 9, 8, 8, 8, 9, 10, 11, 10, 7, 4];
/** From Sunday on. */
const byDay = [7, 10, 10, 9.5, 10, 9, 8.5];

/** Times from `from` up to `to`, in order: busier by day than by night, on weekdays than on Sundays, and a little more each week. */
function timesBetween(dice: Dice, count: number, from: number, to: number): number[] {
  const hours = Math.max(1, Math.ceil((to - from) / HOUR_MS));
  const weights = Array.from({ length: hours }, (_, i) => {
    const local = new Date(from + i * HOUR_MS + TASHKENT_MS);
    const growth = 1 + 0.35 * (i / hours);
    return (
      (byHour[local.getUTCHours()] ?? 1) * (byDay[local.getUTCDay()] ?? 1) * growth * dice.between(0.7, 1.3)
    );
  });
  const sums: number[] = [];
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight);
  const all = sums.at(-1) ?? 0;
  const hourOf = (share: number) => {
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > share) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return Array.from({ length: count }, () =>
    Math.min(to - 1, Math.floor(from + (hourOf(dice.next() * all) + dice.next()) * HOUR_MS)),
  ).sort((a, b) => a - b);
}

const places = {
  uz: [
    "Chilonzor",
    "Yunusobod",
    "Sergeli",
    "Mirobod",
    "Qoʻqon",
    "Andijon",
    "Buxoro",
    "Nukus",
    "Termiz",
    "Guliston",
  ],
  ru: [
    "Чиланзар",
    "Юнусабад",
    "Сергели",
    "Мирабад",
    "Коканд",
    "Андижан",
    "Бухара",
    "Нукус",
    "Термез",
    "Самарканд",
  ],
  en: ["Chilanzar", "Yunusabad", "Kokand", "Andijan", "Bukhara", "Khiva"],
} as const;
const details: Record<Locale, readonly ((place: string, number: number) => string)[]> = {
  uz: [
    (place) => `${place}dan yozyapman.`,
    (_, number) => `Buyurtma raqami ${number}.`,
    (_, n) => `Telefonim 90 ${n}.`,
  ],
  ru: [
    (place) => `Пишу из города: ${place}.`,
    (_, number) => `Номер заказа ${number}.`,
    (_, n) => `Телефон 90 ${n}.`,
  ],
  en: [(place) => `I am in ${place}.`, (_, number) => `Order ${number}.`, (_, n) => `My phone is 90 ${n}.`],
};

/** Half of the people add something of their own, so that a search has rare words to find. */
function wordsOf(trade: Trade, locale: Locale, dice: Dice): readonly [string, string] {
  const [text, answer] = dice.pick(trade.talk[locale]);
  if (dice.chance(0.5)) return [text, answer];
  const own = dice.pick(details[locale])(dice.pick(places[locale]), 10_000 + dice.below(9e6));
  return [`${text} ${own}`, answer];
}

/** Text and token counts; about three letters are a token. */
export function exchangeOf(
  dice: Dice,
  trade: Trade,
  { locale }: MadeUpPerson,
): Pick<MadeUpQuestion, "text" | "answer" | "inputTokens" | "outputTokens"> {
  const [text, answer] = wordsOf(trade, locale, dice);
  const history = dice.below(6) * 90;
  const inputTokens = 140 + history + Math.round((trade.prompt.length + text.length) / 3);
  return {
    text,
    answer,
    inputTokens,
    outputTokens: Math.round((answer.length / 3) * dice.between(0.9, 1.4)),
  };
}

/** Questions of one bot, in order. */
export function questionsOf(of: {
  dice: Dice;
  trade: Trade;
  botId: string;
  people: readonly MadeUpPerson[];
  count: number;
  from: number;
  to: number;
}): MadeUpQuestion[] {
  const { dice, trade, botId, people, count, from, to } = of;
  return timesBetween(dice, count, from, to).map((at) => {
    const person = whoAsks(dice, people);
    const exchange = exchangeOf(dice, trade, person);
    const refused = dice.chance(0.006);
    return {
      ...{ at, botId, person, ...exchange },
      ...(refused ? { text: improper[person.locale] } : {}),
      improper: refused,
      tooLong: dice.chance(0.0006),
      stopsAfterMs: dice.chance(0.007) ? dice.between(300, 3_000) : null,
    };
  });
}
