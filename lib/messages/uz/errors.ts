export default {
  forbidden: "Rolingiz bunga ruxsat bermaydi. Shu ish maydonining administratoriga murojaat qiling.",
  not_found: "Bu endi yoʻq. Kimdir oʻchirib yuborgan boʻlishi mumkin.",
  invalid: "Bu yerda nimadir toʻgʻri kelmadi. Tekshirib, qayta urinib koʻring.",
  conflict: "Shu orada buni boshqa kishi oʻzgartirdi. Uning oʻzgarishini koʻrib, qaytadan saqlang.",
  bot_duplicate: "@{username} botlaringiz orasida allaqachon bor.",
  bot_taken: "@{username} shu yerda boshqa ish maydonida ishlayapti. Bot faqat bittasida ishlay oladi.",
  bot_other: "Bu @{given} botining tokeni, @{username} botiniki emas. @{username} tokenini qoʻying.",
  bot_token_shape: "Bu bot tokeni emas. Token 123456789:AA… koʻrinishida boʻladi, uni @BotFather beradi.",
  bot_token_refused:
    "Telegram bunday tokenni tanimaydi. @BotFather’dan qayta nusxa oling yoki yangisini soʻrang.",
  telegram_unreachable:
    "Telegram hozir javob bermayapti, tokenni tekshirib boʻlmadi. Birozdan soʻng urinib koʻring.",
  key_duplicate: "Bu kalit roʻyxatda bor, nomi “{label}”.",
  key_refused: "Google bu kalitni qabul qilmayapti. Google AI Studio’dan qayta nusxa oling.",
  gemini_unreachable: "Google hozir javob bermayapti. Birozdan soʻng urinib koʻring.",
  model_unknown: "{model} degan model yoʻq.",
  sign_in: "Pochta manzili yoki parol notoʻgʻri.",
  too_many_tries:
    "Juda koʻp urinish boʻldi. {minutes, plural, one {# daqiqadan} other {# daqiqadan}} keyin qayta urinib koʻring.",
  busy: "Hozir juda koʻp odam kiryapti. Yarim daqiqadan keyin qayta urinib koʻring.",
  signed_out: "Tizimdan chiqib qolgansiz. Qaytadan kiring; yozganingiz shu yerda qoladi.",
  setup_code: "Kod toʻgʻri kelmadi. U BotFactory ishga tushirilgan terminalda yozilgan.",
  setup_done: "Sozlash allaqachon tugagan. Tizimga kiring.",
  email: "Bu pochta manziliga oʻxshamaydi.",
  email_taken: "Bunday manzilli hisob allaqachon bor.",
  password_short: "Kamida {min} ta belgi boʻlsin.",
  database_away:
    "Maʼlumotlar bazasi hozir javob bermayapti, hech narsa saqlanmadi. Birozdan soʻng urinib koʻring.",
  internal: "Bizning tomonda nosozlik yuz berdi, hech narsa saqlanmadi. Qayta urinib koʻring.",
};
