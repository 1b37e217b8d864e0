import { why } from "./reach.ts";

export default {
  forbidden: "Rolingiz bunga ruxsat bermaydi. Shu ish maydonining administratoriga murojaat qiling.",
  not_found: "Bu endi yoʻq. Kimdir oʻchirib yuborgan boʻlishi mumkin.",
  invalid: "Kiritilgan maʼlumot toʻgʻri kelmadi. Tekshirib, qayta urinib koʻring.",
  conflict: "Shu orada buni boshqa kishi oʻzgartirdi. Uning oʻzgarishini koʻrib, qaytadan saqlang.",
  conversation_taken: "Bu suhbatni hozir {name} olib boryapti.",
  conversation_back: "Bu yerda yana bot javob bermoqda. Suhbatni qaytadan oʻzingizga oling, keyin yuboring.",
  bot_duplicate: "@{username} botlaringiz orasida allaqachon bor.",
  bot_taken: "@{username} boshqa ish maydonida ishlayapti. Bot faqat bitta ish maydonida ishlay oladi.",
  bot_other: "Bu @{given} botining tokeni, @{username} botiniki emas. @{username} tokenini qoʻying.",
  bot_token_shape: "Bu bot tokeni emas. Token 123456789:AA… koʻrinishida boʻladi, uni @BotFather beradi.",
  bot_off: "Bot oʻchirilgan. Uni yoqing, keyin yozing.",
  command_name:
    "Buyruq 1–32 ta kichik lotin harfi, raqam va pastki chiziqdan iborat boʻladi, masalan narxlar_royxati.",
  command_built_in: "/{name} buyrugʻi har bir botda bor. Boshqa nom tanlang.",
  command_taken: "Botda /{name} buyrugʻi bor. Boshqa nom tanlang.",
  command_empty: "Kamida bitta tilda yozing.",
  commands_full: "Telegram bundan ortiq buyruq koʻrsatmaydi: botning oʻz buyruqlari koʻpi bilan {max} ta.",
  bot_token_refused:
    "Telegram bunday tokenni tanimaydi. @BotFather botidan qayta nusxa oling yoki yangisini soʻrang.",
  broadcast_ordered: "Bu xabar allaqachon tarqatilmoqda yoki tarqatib boʻlingan.",
  broadcast_empty: "Avval matn yozing.",
  broadcast_long:
    "Telegram uchun {excess, plural, other {# ta}} belgi ortiqcha: matnda 4 096 tagacha, rasm ostida 1 024 tagacha.",
  broadcast_link: "Havola https:// bilan boshlanadi va saytga olib boradi.",
  broadcast_time: "Kelgusi bir yil ichidagi, hali kelmagan vaqtni tanlang.",
  broadcast_limit:
    "Bu ish maydonidan 24 soatda {limit, plural, other {# ta}} xabar tarqatish mumkin. Ertaga urinib koʻring yoki platforma administratorlaridan koʻproq soʻrang.",
  broadcast_no_chat:
    "Telegram akkauntingiz hali maʼlum emas. Uni “Ogohlantirishlar” sahifasida ulang, keyin qayta soʻrang.",
  source_address: "Veb-sahifa manzilini yozing, masalan https://example.com/prices.",
  source_type:
    "Bunday faylni oʻqib boʻlmaydi. PDF, DOCX, XLSX, CSV, TXT, MD, HTML, PPTX, ODT yoki rasm yuklang.",
  source_large: "Fayl {megabytes} MB dan katta. Uni boʻling yoki rasmlarini olib tashlang.",
  source_table:
    "Jadvalni oʻqib boʻlmadi: fayl buzilgan, parollangan yoki unda ikkitadan kam ustun bor. Uni XLSX yoki CSV qilib qayta saqlang.",
  telegram_unreachable:
    "Telegram hozir javob bermayapti, tokenni tekshirib boʻlmadi. Birozdan soʻng urinib koʻring.",
  telegram_out_of_reach: `Bu server Telegramga ulana olmayapti: ${why} ({host}, {code}). Token tekshirilmadi, ayb unda emas. Serverga qaraydigan odam uning tarmogʻi, DNS va faervolini tekshirsin.`,
  key_duplicate: "Bu kalit roʻyxatda bor, nomi “{label}”.",
  key_refused: "Google bu kalitni qabul qilmayapti. Google AI Studiodan qayta nusxa oling.",
  gemini_unreachable: "Google hozir javob bermayapti. Birozdan soʻng urinib koʻring.",
  model_unknown: "{model} degan model yoʻq.",
  sign_in: "Pochta manzili yoki parol notoʻgʻri.",
  too_many_tries:
    "Juda koʻp urinish boʻldi. {minutes, plural, other {# daqiqadan}} keyin qayta urinib koʻring.",
  busy: "Hozir juda koʻp odam kiryapti. Yarim daqiqadan keyin qayta urinib koʻring.",
  signed_out: "Tizimdan chiqib qolgansiz. Qaytadan kiring; yozganingiz shu yerda qoladi.",
  setup_code: "Kod toʻgʻri kelmadi. U BotFactory ishga tushirilgan terminalda yozilgan.",
  setup_done: "Sozlash allaqachon tugagan. Tizimga kiring.",
  email: "Bu pochta manziliga oʻxshamaydi.",
  email_taken: "Bunday manzilli hisob allaqachon bor.",
  password_short: "Kamida {min} ta belgi boʻlsin.",
  password_common:
    "Bu parolni topish oson. Boshqasini oʻylang: faqat siz yonma-yon qoʻyadigan bir necha soʻz.",
  password_wrong: "Bu hozirgi parolingiz emas.",
  second_factor: "Autentifikator ilovasidagi kodni kiriting.",
  code_wrong: "Kod notoʻgʻri yoki allaqachon ishlatilgan. Keyingisini kuting.",
  prove_again: "Avval bu siz ekaningizni tasdiqlang.",
  factor_demanded: "Bu ish maydonida ikki bosqichli kirish shart. Uni hisob sahifasida sozlang.",
  factor_last:
    "Ish maydonlaringizdan biri ikki bosqichli kirishni talab qiladi, bu esa oxirgi usulingiz. Avval boshqasini qoʻshing.",
  passkey_refused: "Kirish kaliti qabul qilinmadi. Qayta urinib koʻring yoki boshqa yoʻl bilan kiring.",
  link_used: "Bu havola ishlatilgan yoki eskirgan. Yangisini soʻrang.",
  identity_unverified:
    "Provayder pochta manzilingizni tasdiqlamayapti. U yerda tasdiqlab, qayta urinib koʻring.",
  identity_unknown: "Bu manzil uchun hisob ham, taklif ham yoʻq. Sizni taklif qilishlarini soʻrang.",
  identity_failed: "Provayder orqali kirib boʻlmadi. Qayta urinib koʻring.",
  invited_other: "Bu taklif {email} uchun. Chiqing, soʻng havolani qayta oching.",
  member_already: "{email} allaqachon shu ish maydonida.",
  member_elsewhere: "Bu odam boshqa ish maydonida ham bor, shuning uchun parolini faqat oʻzi tiklay oladi.",
  members_only: "Siz bu yerga platforma nomidan kirgansiz, buni esa faqat ish maydoni aʼzolari qila oladi.",
  last_owner: "Bu oxirgi ega. Avval boshqa birovni ega qiling.",
  zone_unknown: "Bunday vaqt mintaqasi yoʻq. Mana bunday yozing: Asia/Tashkent.",
  limit_reached:
    "{what, select, bots {Ish maydonining tarifi {limit, plural, other {# ta}} botga ruxsat beradi.} keys {Ish maydonining tarifi {limit, plural, other {# ta}} kalitga ruxsat beradi.} sources {Ish maydonining tarifi {limit, plural, other {# ta}} bilim manbasiga ruxsat beradi.} knowledgeMegabytes {Ish maydonining tarifi {limit} MB faylga ruxsat beradi.} pieces {Ish maydonining tarifi {limit, plural, other {# ta}} bilim boʻlagiga ruxsat beradi.} other {Ish maydonining tarifi takliflar bilan birga {limit, plural, other {# ta}} aʼzoga ruxsat beradi.}} Bittasini olib tashlang yoki platforma administratorlaridan koʻproq soʻrang.",
  slug_shape:
    "Kichik lotin harflari, raqamlar va chiziqcha yozing; boshida va oxirida harf yoki raqam boʻlsin.",
  slug_taken: "{slug} manzili band. Boshqasini tanlang.",
  name_taken: "{name} nomli tarif bor.",
  name_differs: "Nomi bunday emas. Buni yozing: {name}",
  token_missing: "Token yuboring: Authorization: Bearer bf_… (docs/api.md).",
  token_refused:
    "Token yaroqsiz: u bekor qilingan, muddati tugagan yoki egasi bu ish maydonidan chiqib ketgan.",
  token_weak: "Endi bu ish maydonida ikki bosqichli kirish kerak. Shunday kirib, yangi token yarating.",
  token_scope: "Bu tokenda {scope} ruxsati yoʻq.",
  tokens_full: "Bir ish maydonida bir aʼzoda koʻpi bilan {max} ta token boʻladi. Avval birini bekor qiling.",
  too_many_requests: "Soʻrovlar juda koʻp. {seconds, plural, other {# soniyadan}} keyin qayta urining.",
  no_method: "Bu manzilda bunday usul yoʻq.",
  body_large: "Soʻrov juda katta: koʻpi bilan {max} KB.",
  body_unreadable: "Soʻrov JSON emas. Uni application/json sifatida, UTF-8 da yuboring.",
  file_syntax: "{line}-qator: bu YAML ham, JSON ham emas. Surilishlar va qoʻshtirnoqlarni tekshiring.",
  file_none: "Bu bot fayli emas.",
  file_newer: "Bu faylni BotFactoryning yangiroq versiyasi yaratgan.",
  file_field:
    "{line}-qator, {path}: {rule, select, unknown {bunday sozlama yoʻq.} choice {shulardan birini tanlang: {detail}.} long {koʻpi bilan {detail}.} short {kamida {detail}.} kind {bu yerda boshqa qiymat kerak: {detail}.} other {bu qiymat toʻgʻri kelmaydi.}}",
  database_away:
    "Maʼlumotlar bazasi hozir javob bermayapti, hech narsa saqlanmadi. Birozdan soʻng urinib koʻring.",
  internal: "Bizda nosozlik yuz berdi, hech narsa saqlanmadi. Qayta urinib koʻring.",
};
