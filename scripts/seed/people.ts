// Made-up people who write to the bots.
import type { Locale } from "#lib/messages/locales.ts";
import type { Dice } from "./dice.ts";

export interface MadeUpPerson {
  /** Telegram's id; negative: a group. */
  id: number;
  name: string;
  username: string | null;
  locale: Locale;
}

const uzbek = {
  first: [
    ...["Dilnoza", "Jasur", "Malika", "Bekzod", "Nodira", "Sardor", "Gulnora", "Otabek", "Shahnoza", "Aziz"],
    ...[
      "Zilola",
      "Ulugʻbek",
      "Madina",
      "Sherzod",
      "Nigora",
      "Islom",
      "Feruza",
      "Javohir",
      "Kamola",
      "Doston",
    ],
    ...["Mohira", "Akmal", "Sevara", "Rustam", "Laylo", "Oybek", "Munisa", "Farruh", "Hilola", "Temur"],
  ],
  last: [
    ...["Karimov", "Toshmatov", "Yusupov", "Rahimov", "Abdullayev", "Ergashev", "Saidov", "Nazarov"],
    ...["Qodirov", "Mirzayev", "Usmonov", "Joʻrayev", "Sobirov", "Tursunov", "Xolmatov", "Ismoilov"],
  ],
};
const russian = {
  first: ["Анна", "Сергей", "Елена", "Тимур", "Ольга", "Руслан", "Марина", "Алексей", "Камила", "Денис"],
  last: ["Ким", "Иванов", "Пак", "Ахмедов", "Соколов", "Цой", "Каримов", "Юлдашев", "Петров", "Хан"],
};
const english = { first: ["Emily", "Daniel", "Priya", "Yusuf", "Sofia"], last: ["Carter", "Lee", "Shah"] };
const groups = [
  "Sinf 9-B",
  "Mahalla",
  "Ota-onalar",
  "Buyurtmalar",
  "Наш двор",
  "Родители 5-А",
  "Kursdoshlar",
];

/** How first names of women end. */
const WOMAN = /[aoа]$/;
/** What the surname of a woman adds, by its last letter. */
const ENDINGS: Record<string, string> = { v: "a", в: "а" };

/** How many of a hundred people use Telegram in each language. */
const languages = [
  ["uz", 68],
  ["ru", 26],
  ["en", 6],
] as const;

/** @param id positive: one person; negative: a group */
export function makePerson(dice: Dice, id: number): MadeUpPerson {
  const [locale] = languages[dice.weighted(languages.map(([, share]) => share))] ?? languages[0];
  if (id < 0) return { id, name: dice.pick(groups), username: null, locale };
  const names = { uz: uzbek, ru: russian, en: english }[locale];
  const first = dice.pick(names.first);
  const last = dice.pick(names.last);
  const ending = (WOMAN.test(first) && ENDINGS[last.slice(-1)]) || "";
  const handle = locale === "ru" ? null : `${first}_${last.charAt(0)}`.toLowerCase().replaceAll("ʻ", "");
  return {
    id,
    name: dice.chance(0.7) ? `${first} ${last}${ending}` : first,
    username: handle && dice.chance(0.5) ? `${handle}${id % 1000}` : null,
    locale,
  };
}

/** People of one bot: a few write often, most once or twice. */
export function peopleOf(dice: Dice, questions: number, firstId: number): MadeUpPerson[] {
  const count = Math.max(1, Math.round(questions / dice.between(4, 11)));
  return Array.from({ length: count }, (_, i) =>
    makePerson(dice, dice.chance(0.03) ? -(firstId + i) : firstId + i),
  );
}

export const whoAsks = (dice: Dice, people: readonly MadeUpPerson[]): MadeUpPerson =>
  people[Math.floor(people.length * dice.next() ** 2)] ?? dice.pick(people);
