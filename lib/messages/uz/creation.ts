export default {
  button: "Botni yaratish",
  ask: "{member} “{tenant}” jamoasi uchun yangi bot soʻrayapti. Tugmani bosing, nomini tanlab tasdiqlang: bot oʻsha yerda oʻzi ishga tushadi, tokeni ham oʻsha jamoaga boradi. Sizniki emasmi? Unda hech narsani bosmang.",
  used: "Bu havola ishlatilgan yoki eskirgan. Panelda “Bot qoʻshish”ni qayta oching.",
  added: "@{username} yaratildi va “{tenant}”da ishlayapti.",
  nobody:
    "Siz @{username} botini yaratdingiz, lekin uni hech bir jamoa soʻramagan. Avval panelda “Bot qoʻshish”ni ochib, oʻsha yerdagi havolani bosing; yoki @BotFather koʻrsatgan tokenni joylang.",
  failed: "@{username} yaratildi, lekin “{tenant}”ga qoʻshib boʻlmadi: {reason}",
  tap: "Telegramda yaratish",
  tapHelp: "U yerda bir marta bosasiz, bot esa shu yerda oʻzi paydo boʻladi: token koʻchirish shart emas.",
  open: "Telegramni ochish",
  waiting: "Bot kutilyapti… Havola yarim soat va faqat “Boshlash”ni bosgan Telegram akkaunti uchun ishlaydi.",
};
