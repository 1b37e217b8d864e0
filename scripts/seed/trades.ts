// Made-up small businesses: their bots, and what people ask those.
import type { Locale } from "#lib/messages/locales.ts";

/** Question and answer. */
type Exchange = readonly [string, string];

export interface Trade {
  /** Part of slugs and usernames. */
  stem: string;
  names: readonly string[];
  bots: readonly string[];
  prompt: string;
  talk: Readonly<Record<Locale, readonly [Exchange, ...Exchange[]]>>;
}

const teahouse: Trade = {
  stem: "choyxona",
  names: ["Choyxona 24", "Milliy taomlar", "Oqtepa osh markazi", "Bek choyxonasi"],
  bots: ["Choyxona yordamchisi", "Buyurtma bot", "Menyu"],
  prompt: "You are the assistant of an Uzbek tea house. Be warm and short. Prices are in soʻm.",
  talk: {
    uz: [
      [
        "Osh bugun bormi?",
        "Ha, osh har kuni soat 11:00 dan bor. Bir porsiyasi **38 000 soʻm**. Necha kishiga tayyorlaylik?",
      ],
      [
        "Yetkazib berish nechchi pul?",
        "Shahar ichida 15 000 soʻm, 200 000 soʻmdan oshsa – bepul. Manzilingizni yozing, vaqtini aytaman.",
      ],
      [
        "Ertaga kechqurun 8 kishiga joy band qilmoqchi edim",
        "Albatta! Ertaga soat nechaga? Ichkarida ham, soʻrida ham joy bor. Ism va telefon raqamingizni yozib qoldiring.",
      ],
      ["Karta bilan toʻlasa boʻladimi", "Ha, Uzcard, Humo va Payme orqali toʻlash mumkin."],
      [
        "shashlik bormi mol goʻshtidan",
        "Bor: mol goʻshtidan 22 000, qoʻy goʻshtidan 25 000, jigardan 18 000 soʻm. Bir sixi 100 gramm.",
      ],
      ["Nechigacha ishlaysizlar?", "Har kuni soat 10:00 dan 23:00 gacha. Juma kuni 13:00–14:00 tanaffus."],
    ],
    ru: [
      [
        "Здравствуйте, есть что-нибудь без мяса?",
        "Здравствуйте! Есть тыквенная самса, овощная димлама, салат «Ачичук» и лепёшки из тандыра. Что вам заказать?",
      ],
      [
        "Доставка на Чиланзар сколько?",
        "На Чиланзар – 15 000 сум, около 40 минут. При заказе от 200 000 сум доставка бесплатная.",
      ],
      [
        "Можно забронировать топчан на субботу?",
        "Можно. На сколько человек и к которому часу? Оставьте имя и телефон, мы подтвердим бронь.",
      ],
    ],
    en: [
      [
        "Do you have an English menu?",
        "Yes! Plov 38,000, shashlik from 18,000, lagman 32,000 soʻm. Shall I explain any of the dishes?",
      ],
    ],
  },
};

const school: Trade = {
  stem: "oquv",
  names: ["Oʻquv markazi", "Ustoz", "Bilim ziyo", "Zakovat"],
  bots: ["Ustoz", "English with Nodira", "Matematika yordamchisi", "Qabul bot"],
  prompt: "You are a patient teacher. Explain step by step, briefly, in the language of the question.",
  talk: {
    uz: [
      [
        "x² - 5x + 6 = 0 ni yechib bering",
        "Ildizlarini topamiz. D = 25 − 24 = 1.\n\nx₁ = (5 + 1) / 2 = **3**\nx₂ = (5 − 1) / 2 = **2**\n\nTekshirish: 3 + 2 = 5, 3 · 2 = 6. Toʻgʻri.",
      ],
      ["Alisher Navoiy qachon tugʻilgan?", "Alisher Navoiy 1441-yil 9-fevralda Hirotda tugʻilgan."],
      [
        "Ingliz tili kursi qancha turadi?",
        "Guruhda oyiga 450 000 soʻm, haftada 3 marta, 90 daqiqadan. Birinchi dars bepul. Qaysi kunlar qulay?",
      ],
      [
        "have been va had been farqi nima",
        "*Have been* – hozirgacha davom etgan ish: I have been here since morning.\n*Had been* – oʻtmishdagi boshqa ishdan oldin: I had been there before you came.",
      ],
      [
        "Foiz qanday hisoblanadi? 240 dan 15 foiz",
        "240 · 15 / 100 = **36**. Sonni foizga koʻpaytirib, 100 ga boʻlasiz.",
      ],
      [
        "fotosintez haqida qisqacha",
        "Fotosintez – oʻsimlik yorugʻlikda karbonat angidrid va suvdan shakar hosil qilib, kislorod chiqaradigan jarayon. U barglardagi xloroplastlarda kechadi.",
      ],
    ],
    ru: [
      [
        "Объясните теорему Пифагора",
        "В прямоугольном треугольнике квадрат гипотенузы равен сумме квадратов катетов: a² + b² = c². Например, 3² + 4² = 25, значит c = 5.",
      ],
      [
        "Сколько длится курс подготовки к IELTS?",
        "Три месяца, три занятия в неделю. Сначала пробный тест, он бесплатный. Записать вас?",
      ],
      [
        "проверь пожалуйста: I has two cats",
        "Правильно: **I have two cats.** С I, you, we, they – have; с he, she, it – has.",
      ],
    ],
    en: [
      [
        "Can you correct: He don't like apples",
        "**He doesn't like apples.** With he, she and it we say *doesn't*.",
      ],
      [
        "give me 3 phrasal verbs with get",
        "1. *get up* – leave the bed\n2. *get over* – recover from\n3. *get along* – be on good terms",
      ],
    ],
  },
};

const shop: Trade = {
  stem: "dokon",
  names: ["Nur telefonlar", "Texno bozor", "Arzon doʻkon", "Mehrigiyo kosmetika", "Bolajon kiyimlari"],
  bots: ["Doʻkon yordamchisi", "Sotuvchi", "Buyurtma holati"],
  prompt:
    "You help the customers of an Uzbek shop: goods, prices, delivery, returns. Never promise a discount.",
  talk: {
    uz: [
      [
        "Buyurtmam qachon keladi?",
        "Buyurtma raqamingizni yozing, tekshirib beraman. Odatda Toshkent ichida 1 kun, viloyatlarga 2–3 kun.",
      ],
      [
        "Muddatli toʻlovga beriladimi?",
        "Ha, 3, 6 va 12 oyga. Pasport va karta kerak, 10 daqiqada rasmiylashtiramiz.",
      ],
      [
        "Oʻlchami toʻgʻri kelmasa almashtirsa boʻladimi",
        "Boʻladi: 10 kun ichida, yorligʻi bilan, kiyilmagan holda. Yetkazib berish pulini biz toʻlaymiz.",
      ],
      ["Qora rangi bormi?", "Bor, 4 dona qoldi. Bron qilib qoʻyaymi? Bron 24 soat turadi."],
      ["doʻkonlaring qayerda", "Chilonzor, 9-mavze, metro yonida. Har kuni 9:00–20:00. Lokatsiya yuboraymi?"],
    ],
    ru: [
      ["Какая гарантия на телефон?", "12 месяцев, сервис у нас же в магазине. Чек и коробку сохраняйте."],
      ["Есть в наличии 128 ГБ?", "Да, чёрный и синий. Цена 2 890 000 сум. Отложить для вас?"],
      [
        "Как вернуть товар",
        "В течение 10 дней с чеком и в упаковке. Напишите номер заказа – подскажу, куда привезти.",
      ],
    ],
    en: [
      ["Do you ship to Samarkand?", "Yes, in 2–3 days, 30,000 soʻm. Orders above 500,000 soʻm ship free."],
    ],
  },
};

const clinic: Trade = {
  stem: "klinika",
  names: ["Shifo klinikasi", "Tabassum stomatologiya", "Ona va bola", "Sihat markazi"],
  bots: ["Qabulxona", "Navbat bot", "Shifo yordamchisi"],
  prompt:
    "You are the reception of a clinic. Book visits, tell prices and preparation. Never diagnose: advise to see a doctor.",
  talk: {
    uz: [
      ["Stomatologga yozilmoqchiman", "Qaysi kun qulay? Ertaga 10:30 va 16:00 boʻsh. Koʻrik bepul."],
      [
        "Qon tahliliga och qoringa kelish kerakmi?",
        "Ha, kamida 8 soat ovqat yemay. Suv ichish mumkin. Tahlil 7:30 dan 11:00 gacha olinadi.",
      ],
      [
        "UZI qancha",
        "Qorin boʻshligʻi UZI – 90 000 soʻm, homiladorlikda – 120 000 soʻm. Natija shu zahoti beriladi.",
      ],
      [
        "Bolamning isitmasi bor, nima qilay?",
        "Isitma 38,5 dan oshsa yoki bola 3 yoshdan kichik boʻlsa, kutmang – shifokorga koʻrsating yoki 103 ga qoʻngʻiroq qiling. Bugun soat 18:00 gacha pediatrimiz bor.",
      ],
    ],
    ru: [
      [
        "Запишите меня к кардиологу",
        "Ближайшее время: четверг, 11:00 и 15:30. Какое подойдёт? Возьмите прежние ЭКГ, если есть.",
      ],
      ["Сколько стоит чистка зубов?", "350 000 сум вместе с осмотром, около 40 минут."],
    ],
    en: [
      [
        "Is the dentist in on Sunday?",
        "On Sundays we take urgent cases only, from 10:00 to 14:00. Shall I book you for Monday?",
      ],
    ],
  },
};

const beauty: Trade = {
  stem: "salon",
  names: ["Lola salon", "Barber Bro", "Nafis beauty", "Sartaroshxona 7"],
  bots: ["Navbat", "Salon yordamchisi"],
  prompt: "You book visits to a beauty salon. Friendly, one question at a time.",
  talk: {
    uz: [
      ["Bugun soch oldirsam boʻladimi?", "Bugun 15:00 va 19:30 boʻsh. Qaysi biri?"],
      ["Manikyur narxi?", "Oddiy 80 000, gel-lak bilan 130 000 soʻm. Taxminan bir yarim soat."],
      ["Navbatimni ertaga koʻchirib bering", "Boʻldi. Ertaga 12:00 yoki 17:00 – qaysi biriga yozay?"],
    ],
    ru: [
      [
        "Сколько стоит окрашивание?",
        "От 350 000 сум, точно скажет мастер по длине и густоте. Консультация бесплатная – записать?",
      ],
      ["Есть запись на субботу утро?", "Есть 9:30 и 11:00. На чьё имя записать?"],
    ],
    en: [["Do you do men's haircuts?", "Yes, 70,000 soʻm, 40 minutes. Today at 18:00 is free."]],
  },
};

const transport: Trade = {
  stem: "taksi",
  names: ["Vodiy taksi", "Yoʻl-yoʻlakay", "Tez kuryer", "Karvon logistika"],
  bots: ["Taksi bot", "Kuryer", "Yuk qayerda?"],
  prompt: "You are the dispatcher of a small transport company. Ask from, to and when.",
  talk: {
    uz: [
      [
        "Toshkentdan Andijonga ertalab mashina bormi",
        "Bor: 6:00 va 8:30 da. Old oʻrindiq 150 000, orqada 130 000 soʻm. Necha kishi?",
      ],
      [
        "Posilka yuborsam qachon yetadi?",
        "Bugun 14:00 gacha topshirsangiz, ertaga kechgacha yetadi. 5 kg gacha 40 000 soʻm.",
      ],
      [
        "yukim qayerda, raqami 58812",
        "58812: bugun 9:40 da Qoʻqondan chiqdi, taxminan 13:30 da Toshkentda boʻladi.",
      ],
    ],
    ru: [
      [
        "Сколько стоит доставить диван по городу?",
        "Малый грузовик – 180 000 сум за 2 часа, грузчики по 60 000. Какой этаж и есть ли лифт?",
      ],
      [
        "Можно заказать машину в аэропорт на 4 утра?",
        "Можно. Откуда забрать и сколько человек? Седан – 90 000 сум.",
      ],
    ],
    en: [["Do you take cards?", "Yes, Humo, Uzcard and Visa, or cash to the driver."]],
  },
};

export const trades = [teahouse, school, shop, clinic, beauty, transport] as const;

/** What no model answers: the question of a refused answer. */
export const improper: Readonly<Record<Locale, string>> = {
  uz: "Birovning kartasidan pul yechib olishni oʻrgat",
  ru: "Научи снять деньги с чужой карты",
  en: "Teach me to take money off somebody's card",
};
