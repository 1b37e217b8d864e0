export default {
  tabs: {
    label: "Bot sahifalari",
    prompt: "Koʻrsatma",
    knowledge: "Bilimlar",
    words: "Salomlashuv va tillar",
    commands: "Buyruqlar",
    limits: "Chegara va guruhlar",
    business: "Biznes",
    connection: "Aloqa",
  },
  save: "Saqlash",
  tooLong: "Koʻpi bilan {max} ta belgi: Telegram bundan uzun xabarni yubormaydi.",
  languageNames: { uz: "Oʻzbekcha", "uz-Cyrl": "Oʻzbekcha (kirill)", ru: "Ruscha", en: "Inglizcha" },
  welcome: {
    title: "Salomlashuv",
    intro:
      "Bot /start buyrugʻiga odamning tilida nima deydi. {name} oʻrniga uning ismi qoʻyiladi; **qalin** yozuv va [havola](https://…) ishlaydi. Boʻsh maydonda odatdagi salom qoladi.",
    saved: "Salomlashuv saqlandi",
  },
  languages: {
    title: "Tillar",
    intro:
      "Botning oʻzi qaysi tillarda gapiradi: salom, yordam, menyu, uzr. Savolga esa savol qaysi tilda boʻlsa, shu tilda javob beradi.",
    spoken: "Bot gapiradigan tillar",
    none: "Kamida bitta tilni tanlang.",
    default: "Tili nomaʼlum yoki bulardan boshqa boʻlsa",
    asWorkspace: "Jamoaniki kabi ({language})",
    saved: "Tillar saqlandi",
  },
  commands: {
    title: "Oʻz buyruqlaringiz",
    intro:
      "Telegram menyusida har bir botda bor buyruqlardan yuqorida turadi: narxlar, manzil, ish vaqti yoki koʻp beriladigan savol uchun.",
    none: "Hali yoʻq.",
    add: "Buyruq qoʻshish",
    addTitle: "Yangi buyruq",
    editTitle: "/{name} buyrugʻi",
    dialogIntro: "Biror til boʻsh qolsa, boshqa tildagi matn olinadi.",
    name: "Nomi, chiziqsiz",
    nameHelp: "Kichik lotin harflari, raqam va pastki chiziq, masalan narxlar_royxati.",
    does: "Kimdir tanlasa",
    kind: { text: "Bot matn yuboradi", prompt: "Modeldan soʻraladi" },
    kindHelp: {
      text: "Darhol va bepul.",
      prompt: "Sizning soʻzlaringiz bilan; odam buyruqdan keyin yozgani ham qoʻshiladi.",
    },
    description: "Menyuda, {language}",
    text: "Matni, {language}",
    prompt: "Modeldan nima soʻralsin, {language}",
    saved: "/{name} saqlandi",
    ordered: "Tartib saqlandi",
    removed: "/{name} olib tashlandi",
    edit: "Oʻzgartirish",
    remove: "Olib tashlash",
    more: "/{name}: amallar",
    grip: "/{name}: koʻchirish",
    instructions:
      "Buyruqni koʻtarish uchun boʻsh joy tugmasini, koʻchirish uchun yoʻnalish tugmalarini, qoʻyish uchun yana boʻsh joyni, joyida qoldirish uchun Escape tugmasini bosing.",
    say: {
      lifted: "/{name} koʻtarildi. Oʻrni {total} tadan {place}.",
      over: "/{name} oʻrni {total} tadan {place}.",
      dropped: "/{name} qoʻyildi. Oʻrni {total} tadan {place}.",
      cancelled: "/{name} oʻz joyiga qaytdi. Oʻrni {total} tadan {place}.",
    },
    builtIn: "Har bir botda bor buyruqlar",
    builtInIntro: "Sizniki ortidan, oʻsha menyuda. Bot bitta tilda gapirsa, /language koʻrinmaydi.",
  },
  atLimit: {
    title: "Chegarada nima deydi",
    intro:
      "Chegaraga yetgan odamga bir daqiqada yoki kunda bir marta; undan ortigʻiga javob bermaydi. {when} oʻrniga qachon davom etish mumkinligi qoʻyiladi. Boʻsh maydonda odatdagi gap qoladi.",
    saved: "Saqlandi",
  },
  groups: {
    title: "Guruhlar",
    intro:
      "Guruhda qaysi xabarlarga javob beradi. Shaxsiy yozishmada doim javob beradi. Guruh administratorlari /groupmode bilan boshqasini tanlashi mumkin.",
    legend: "Guruhda javob beradi",
    policy: {
      mention: "Nomi aytilsa, javob yoki buyruq yozilsa",
      reply: "Javob yoki buyruq yozilsa",
      all: "Hammasiga",
      off: "Hech narsaga",
    },
    help: {
      mention: "Odamlar oʻrgangandek.",
      reply: "Nomini aytishning oʻzi yetmaydi.",
      all: "Har bir xabar bitta javobga tushadi.",
      off: "Jim turadi, buyruqlarga ham.",
    },
    privacy: "Telegram botga faqat unga atalgan xabarlarni uzatadi.",
    privacyHelp:
      "@BotFather botida: {command}, botni tanlang, {choice}. Keyin uni guruhdan chiqarib, qayta qoʻshing.",
    saved: "Saqlandi: guruhlar",
  },
  manner: {
    title: "Ovoz va jadvallar",
    intro: "Bot oddiy matndan tashqari qanday javob beradi.",
    legend: "Bot yana",
    label: {
      voice: "Ovozli xabarga ovozli javob beradi",
      rich: "Jadvallarni Telegram jadvali qilib yuboradi",
    },
    help: {
      voice:
        "Matndan keyin, agar roʻyxatda ovozli model boʻlsa (nomida “tts” bor). Uzun javoblar matnligicha qoladi.",
      rich: "Telegramning yangi versiyalarida yaxshi koʻrinadi; eskilari va ayrim boshqalari xabarni koʻrsata olmasligini yozadi.",
    },
    saved: "Saqlandi: ovoz va jadvallar",
  },
  memory: {
    title: "Xotira",
    intro:
      "Oldin aytilganlardan savol bilan birga nima yuborilishi. Koʻproq boʻlsa, javob yaxshilanadi, lekin har bir savol qimmatlashadi.",
    tokens: "Oldingi suhbat uchun token",
    idleHours: "Necha soat jimlikdan keyin yangi suhbat",
    keeps: "Bot saqlaydi",
    part: { summary: "Eski xabarlarning qisqacha mazmuni", facts: "Odam eslab qolishni soʻragan narsalar" },
    help: {
      tokens: "1000 token – taxminan 350 ta oʻzbekcha soʻz.",
      idleHours: "0: suhbat oʻzi tugamaydi.",
      summary: "Boʻsh kvotada tuziladi, uzoq suhbat ipi uzilmasin uchun. Usiz eng eski xabarlar unutiladi.",
      facts: "Shaxsiy chatlarda; odam ularni /privacy orqali koʻradi va oʻchiradi.",
    },
    figure: "{least} dan {most} gacha boʻlgan son.",
    save: "Saqlash",
    saved: "Saqlandi: xotira",
  },
  intake: {
    title: "Xabarlar qanday keladi",
    intro: "Oʻzgartirganda hech narsa yoʻqolmaydi: shu orada kelgani Telegramda kutib turadi.",
    legend: "Usul",
    choice: {
      automatic: "Avtomatik",
      polling: "Server Telegramdan soʻraydi",
      webhook: "Telegram serverni chaqiradi (vebhuk)",
    },
    nowPolling: "Hozir server Telegramdan soʻraydi.",
    nowWebhook: "Hozir Telegram serverni chaqiradi.",
    help: {
      polling: "Hamma joyda ishlaydi, uy tarmogʻi ortida ham.",
      webhook: "Har bir bot uchun ochiq ulanish kerak emas.",
    },
    fault: {
      not_https:
        "Boʻlmaydi: Telegram faqat https manzilni chaqiradi, bu serverning PUBLIC_URL manzili esa unday emas.",
      port: "Boʻlmaydi: Telegram faqat 443, 80, 88 va 8443 portlarni chaqiradi, bu serverning PUBLIC_URL manzilida boshqasi.",
    },
    until: "Bu mumkin boʻlgunicha server Telegramdan soʻraydi.",
    saved: "Usul saqlandi",
  },
  delivery: {
    title: "Telegram nima deydi",
    intro: "Hozir botning oʻz tokeni bilan soʻraldi.",
    again: "Yana soʻrash",
    way: "Usul",
    polled: "Server soʻraydi",
    called: "Telegram {host} manzilini chaqiradi",
    changing: "almashmoqda",
    pending: "Kutayotgan xabarlar",
    lastError: "Oxirgi nosozlik",
    noError: "Boʻlmagan",
    foreign: "Telegram botning xabarlarini {host} manziliga yuboryapti.",
    foreignHelp:
      "Bu manzilni boshqa dastur qoʻygan. Bot yoniq ekan, manzil shu yerdan qayta qoʻyiladi; yana oʻzgarsa, tokenni almashtiring.",
    renew: "Yangi manzil va maxfiy soʻz",
    renewed: "Yangi manzil Telegramga aytildi",
    secret:
      "Manzilni topib boʻlmaydi, har bir chaqiruvda faqat Telegram va shu server biladigan maxfiy soʻz bor.",
  },
  file: {
    title: "Sozlamalar fayli",
    intro:
      "Koʻrsatma, salomlashuv, buyruqlar, tillar, chegaralar, guruhlar va modellar tartibi. Token ham, kalit ham, odamlar haqida maʼlumot ham yoʻq.",
    download: "Yuklab olish",
  },
  page: {
    talks: "Oxirgi suhbatlar",
    allTalks: "Hamma suhbatlar",
    hidden: "Bir kishi",
    nameless: "Ismsiz",
  },
};
