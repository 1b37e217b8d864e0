import type { BusinessTemplate } from "./template.ts";

export const shop: BusinessTemplate = {
  uz: {
    prompt:
      "Sen doʻkonning yordamchisisan. Xaridorga samimiy va qisqa javob ber, hurmat bilan “siz” deb murojaat qil. Narx, qoldiq va shartlarni faqat bilimlardan ol; u yerda yoʻq boʻlsa, bilmasligingni ayt va sotuvchi javob berishini bildir. Xaridor nima izlayotganini tushunmasang, bitta aniqlashtiruvchi savol ber.",
    questions: [
      ["Doʻkon qayerda joylashgan?", "Toshkent, Chilonzor tumani, 5-mavze, metrodan 200 metr"],
      ["Ish vaqtingiz qanday?", "Har kuni 9:00 dan 21:00 gacha, dam olishsiz"],
      ["Yetkazib berasizmi, qancha turadi?", "Toshkent boʻylab 30 000 soʻm, 500 000 soʻmdan bepul, 1 kunda"],
      ["Qanday toʻlash mumkin?", "Naqd, Payme, Click, karta; boʻlib toʻlash 6 oygacha"],
      ["Qaytarish yoki almashtirish mumkinmi?", "10 kun ichida, yorligʻi va cheki bilan"],
      ["Kafolat bormi?", "Barcha texnikaga 1 yil"],
    ],
    products: [
      ["Choynak, 1 litr, koʻk", "85 000"],
      ["Piyola toʻplami, 6 dona", "120 000"],
      ["Lagan, 40 sm", "95 000"],
    ],
  },
  ru: {
    prompt:
      "Ты помощник магазина. Отвечай покупателю дружелюбно и коротко, обращайся на «вы». Цены, остатки и условия бери только из базы знаний; если там этого нет, скажи, что не знаешь и что ответит продавец. Если непонятно, что человек ищет, задай один уточняющий вопрос.",
    questions: [
      ["Где находится магазин?", "Ташкент, Чиланзар, 5-й квартал, 200 метров от метро"],
      ["Какие у вас часы работы?", "Каждый день с 9:00 до 21:00, без выходных"],
      [
        "Есть ли доставка и сколько она стоит?",
        "По Ташкенту — 30 000 сумов, от 500 000 бесплатно, за 1 день",
      ],
      ["Как можно оплатить?", "Наличными, Payme, Click, картой; рассрочка до 6 месяцев"],
      ["Можно ли вернуть или обменять товар?", "В течение 10 дней, с ярлыком и чеком"],
      ["Есть ли гарантия?", "На всю технику — 1 год"],
    ],
    products: [
      ["Чайник, 1 литр, синий", "85 000"],
      ["Набор пиал, 6 штук", "120 000"],
      ["Ляган, 40 см", "95 000"],
    ],
  },
  en: {
    prompt:
      "You are a shop’s assistant. Answer customers kindly and briefly. Take prices, stock and terms from the knowledge only; where it does not tell, say that you do not know and that a seller will answer. If it is unclear what somebody looks for, ask one question.",
    questions: [
      ["Where is the shop?", "Tashkent, Chilanzar, block 5, 200 metres from the metro"],
      ["What are your opening hours?", "Every day from 9:00 to 21:00"],
      [
        "Do you deliver, and what does it cost?",
        "Within Tashkent for 30,000 soum, free from 500,000, in one day",
      ],
      ["How can I pay?", "Cash, Payme, Click, card; by instalments up to 6 months"],
      ["Can I return or exchange something?", "Within 10 days, with its label and receipt"],
      ["Is there a guarantee?", "One year for all appliances"],
    ],
    products: [
      ["Teapot, 1 litre, blue", "85,000"],
      ["Set of bowls, 6 pieces", "120,000"],
      ["Serving plate, 40 cm", "95,000"],
    ],
  },
};
