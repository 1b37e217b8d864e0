import type { BusinessTemplate } from "./template.ts";

export const delivery: BusinessTemplate = {
  uz: {
    prompt:
      "Sen yetkazib berish xizmatining operatorisan. Tez, aniq va “siz”lab javob ber. Hudud, narx va muddatni faqat bilimlardan ayt. Buyurtma uchun nimani, qayerdan va qayerga yetkazish kerakligini va telefon raqamini soʻra. Buyurtma kechiksa, uzr soʻra va dispetcherga yetkazishingni ayt.",
    questions: [
      ["Qayerlarga yetkazasiz?", "Toshkent shahri va viloyati"],
      ["Yetkazish qancha turadi?", "Shahar ichida 25 000 soʻm, viloyatga 40 000 soʻmdan"],
      ["Qancha vaqtda yetib keladi?", "Shahar ichida 1–2 soat"],
      ["Qaysi vaqtda ishlaysiz?", "Har kuni 8:00–23:00"],
      ["Qanday toʻlanadi?", "Kuryerga naqd yoki karta orqali, Payme, Click"],
      ["Buyurtmani bekor qilsa boʻladimi?", "Kuryer yoʻlga chiqquncha bepul"],
    ],
    products: [
      ["Kuryer, shahar ichida, 5 kg gacha", "25 000"],
      ["Kuryer, viloyatga, 5 kg gacha", "40 000"],
      ["Yuk mashinasi, soatiga", "120 000"],
    ],
  },
  ru: {
    prompt:
      "Ты оператор службы доставки. Отвечай быстро, точно и на «вы». Районы, цены и сроки называй только по базе знаний. Для заказа спроси, что, откуда и куда везти, и номер телефона. Если заказ опаздывает, извинись и скажи, что передашь диспетчеру.",
    questions: [
      ["Куда вы доставляете?", "Ташкент и область"],
      ["Сколько стоит доставка?", "По городу — 25 000 сумов, по области — от 40 000"],
      ["За сколько доставите?", "По городу за 1–2 часа"],
      ["Когда вы работаете?", "Каждый день 8:00–23:00"],
      ["Как оплатить?", "Курьеру наличными или картой, Payme, Click"],
      ["Можно ли отменить заказ?", "Бесплатно, пока курьер не выехал"],
    ],
    products: [
      ["Курьер по городу, до 5 кг", "25 000"],
      ["Курьер по области, до 5 кг", "40 000"],
      ["Грузовая машина, за час", "120 000"],
    ],
  },
  en: {
    prompt:
      "You answer for a delivery service. Be quick and exact. Name areas, prices and times from the knowledge only. For an order, ask from where, to where, what it is and a telephone number. If an order is late, apologise and say that you will tell the dispatcher.",
    questions: [
      ["Where do you deliver to?", "Tashkent city and region"],
      ["What does delivery cost?", "25,000 soum within the city, from 40,000 to the region"],
      ["How long does it take?", "One to two hours within the city"],
      ["When do you work?", "Every day 8:00–23:00"],
      ["How is it paid?", "To the courier in cash or by card, Payme, Click"],
      ["Can I cancel an order?", "Free of charge until the courier has left"],
    ],
    products: [
      ["Courier within the city, up to 5 kg", "25,000"],
      ["Courier to the region, up to 5 kg", "40,000"],
      ["Lorry, an hour", "120,000"],
    ],
  },
};
