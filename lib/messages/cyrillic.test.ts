import assert from "node:assert/strict";
import test from "node:test";
import { inCyrillic } from "./cyrillic.ts";
import { tongueAmong } from "./tongue.ts";
import { say } from "./translate.ts";
import uz from "./uz/telegram.ts";

const table: Record<string, string> = {
  // Letters of two signs, and those that look like them.
  oʻzbek: "ўзбек",
  Gʻalaba: "Ғалаба",
  shoshiling: "шошилинг",
  choy: "чой",
  yoʻq: "йўқ",
  yoz: "ёз",
  yulduz: "юлдуз",
  yangi: "янги",
  yer: "ер",
  poyezd: "поезд",
  SHAHAR: "ШАҲАР",
  Shahar: "Шаҳар",
  // E as Э at the beginning and behind a vowel.
  ertaga: "эртага",
  aeroport: "аэропорт",
  kerak: "керак",
  // The mark.
  maʼlumot: "маълумот",
  eʼtibor: "эътибор",
  sanʼat: "санъат",
  // H and x, q and k.
  hammasi: "ҳаммаси",
  xabar: "хабар",
  qaysi: "қайси",
  jami: "жами",
  // Months and other words that the rules do not give.
  "28-noyabr": "28-ноябрь",
  sentabrda: "сентябрьда",
  menyu: "меню",
  "14 MB": "14 МБ",
  // As people type the letters.
  "o'zbek, g’oya": "ўзбек, ғоя",
  "ma'lumot": "маълумот",
  // Names, commands, placeholders, addresses and code keep their letters.
  "Google va Gemini": "Google ва Gemini",
  "iPhone 15 bor": "iPhone 15 бор",
  "Wi-Fi bepul": "Wi-Fi бепул",
  "USB-da": "USB-да",
  "/new – yangidan": "/new – янгидан",
  "{name}, salom": "{name}, салом",
  "https://baraka.uz/narxlar ga kiring": "https://baraka.uz/narxlar га киринг",
  "baraka.uz saytida": "baraka.uz сайтида",
  "`kod` shu": "`kod` шу",
  "@baraka_bot ga yozing": "@baraka_bot га ёзинг",
};
for (const [latin, cyrillic] of Object.entries(table))
  test(`"${latin}" is "${cyrillic}"`, () => assert.equal(inCyrillic(latin), cyrillic));

type Texts = { [key: string]: string | Texts };
const flat = (texts: Texts): string[] =>
  Object.values(texts).flatMap((text) => (typeof text === "string" ? [text] : flat(text)));

test("every sentence of a bot is in Cyrillic: no Latin letter is left but in names, commands and placeholders", () => {
  const left = flat(uz).flatMap((text) =>
    (
      inCyrillic(text)
        .replace(/\{\w+\}|\/\w+/g, "")
        .match(/[a-zʻʼ]+/gi) ?? []
    ).filter((word) => !["Google", "Gemini", "Telegram", "BotFather"].includes(word)),
  );
  assert.deepEqual(left, []);
  assert.equal(say("uz-Cyrl")("stopped"), "Тўхтатдим.");
  assert.equal(
    say("uz-Cyrl")("start", { name: "Shop" }),
    "Ассалому алайкум! Мен Shop. Менга ёзинг, жавоб бераман.",
  );
});

const all = ["uz", "ru", "en"] as const;
const speaks = (
  about: { chosen?: string; code?: string; wrote?: string[] },
  fallback: "uz" | "uz-Cyrl" | "ru" = "uz",
) => tongueAmong(all, { chosen: about.chosen ?? null, code: about.code, wrote: about.wrote ?? [] }, fallback);

test("what a person chose holds, whatever they write and their Telegram says", () => {
  assert.equal(speaks({ chosen: "uz-Cyrl", code: "en", wrote: ["salom"] }), "uz-Cyrl");
  assert.equal(speaks({ chosen: "ru", code: "uz", wrote: ["Қалайсиз"] }), "ru");
  assert.equal(
    tongueAmong(["ru", "en"], { chosen: "uz-Cyrl", code: "ru", wrote: [] }, "ru"),
    "ru",
    "not spoken any more",
  );
});

test("Uzbek is said in the script that the person writes, also where their Telegram is in Russian", () => {
  assert.equal(speaks({ code: "uz", wrote: ["Нархи канча?"] }), "uz-Cyrl");
  assert.equal(speaks({ code: "uz", wrote: ["narxi qancha"] }, "uz-Cyrl"), "uz");
  assert.equal(
    speaks({ code: "uz", wrote: ["/help", "Нархи канча?"] }),
    "uz-Cyrl",
    "a command tells no script",
  );
  assert.equal(speaks({ code: "ru", wrote: ["Қанча туради?"] }), "uz-Cyrl");
  assert.equal(speaks({ code: "ru", wrote: ["Сколько стоит?"] }), "ru");
  assert.equal(speaks({ code: "uz", wrote: ["Вы открыты?"] }), "uz", "that is Russian");
  assert.equal(speaks({ code: "ru", wrote: ["Қайырлы күн, сізге не керек"] }), "ru", "that is Kazakh");
});

test("where nothing tells, it is the language of their Telegram, else the bot's, in its script", () => {
  assert.equal(speaks({ code: "en-US" }), "en");
  assert.equal(speaks({ code: "de" }, "uz-Cyrl"), "uz-Cyrl");
  assert.equal(speaks({ code: "uz" }, "uz-Cyrl"), "uz-Cyrl");
  assert.equal(speaks({}, "ru"), "ru");
});
