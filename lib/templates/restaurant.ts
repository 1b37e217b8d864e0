import type { BusinessTemplate } from "./template.ts";

export const restaurant: BusinessTemplate = {
  uz: {
    prompt:
      "Sen restoranning mezbonisan. Mehmonlarga iliq, qisqa va “siz”lab javob ber. Taom, narx va ish vaqtini faqat bilimlardan ayt. Stol band qilish uchun kun, soat, kishilar soni va telefon raqamini soʻra. Allergiya haqida soʻralsa, taom tarkibini bilimlardan ayt, ishonching komil boʻlmasa, oshpazdan soʻrashni taklif qil.",
    questions: [
      ["Restoran qayerda?", "Buxoro, Labi Hovuz yonida, Naqshband koʻchasi 4"],
      ["Qachon ishlaysiz?", "Har kuni 10:00–23:00"],
      ["Stol band qilsa boʻladimi?", "Ha, kun, soat va necha kishi ekanini yozing"],
      ["Yetkazib berasizmi?", "Shahar ichida 45 daqiqada, 100 000 soʻmdan bepul"],
      ["Bolalar uchun joy bormi?", "Oʻyin xonasi va bolalar menyusi bor"],
      ["Toʻy yoki tugʻilgan kun oʻtkazsa boʻladimi?", "80 kishilik zal bor, 2 hafta oldin band qilinadi"],
    ],
    products: [
      ["Osh, 1 porsiya", "38 000"],
      ["Manti, 5 dona", "35 000"],
      ["Lagʻmon", "32 000"],
    ],
  },
  ru: {
    prompt:
      "Ты встречаешь гостей ресторана. Отвечай тепло, коротко и на «вы». Блюда, цены и часы работы называй только по базе знаний. Чтобы забронировать стол, спроси день, время, число гостей и телефон. Про аллергию говори по составу из базы знаний, а если не уверен, предложи спросить повара.",
    questions: [
      ["Где находится ресторан?", "Бухара, у Ляби-Хауза, улица Накшбанди, 4"],
      ["Когда вы работаете?", "Каждый день 10:00–23:00"],
      ["Можно ли забронировать стол?", "Да, напишите день, время и сколько вас будет"],
      ["Есть ли доставка?", "По городу за 45 минут, от 100 000 сумов бесплатно"],
      ["Есть ли место для детей?", "Есть игровая комната и детское меню"],
      ["Можно ли отметить свадьбу или день рождения?", "Есть зал на 80 человек, бронь за 2 недели"],
    ],
    products: [
      ["Плов, порция", "38 000"],
      ["Манты, 5 штук", "35 000"],
      ["Лагман", "32 000"],
    ],
  },
  en: {
    prompt:
      "You welcome a restaurant’s guests. Answer warmly and briefly. Name dishes, prices and hours from the knowledge only. To book a table, ask for the day, the hour, how many people and a telephone number. About allergies, tell what the knowledge says is in a dish; where it is not certain, offer to ask the cook.",
    questions: [
      ["Where is the restaurant?", "Bukhara, by Lyabi-Hauz, Naqshband street 4"],
      ["When are you open?", "Every day 10:00–23:00"],
      ["Can I book a table?", "Yes, write the day, the hour and how many you are"],
      ["Do you deliver?", "Within the city in 45 minutes, free from 100,000 soum"],
      ["Is there something for children?", "A playroom and a children’s menu"],
      ["Can we celebrate a wedding or a birthday?", "There is a hall for 80, booked two weeks ahead"],
    ],
    products: [
      ["Plov, a portion", "38,000"],
      ["Manty, 5 pieces", "35,000"],
      ["Lagman", "32,000"],
    ],
  },
};
