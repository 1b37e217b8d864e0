import type { BusinessTemplate } from "./template.ts";

export const hotel: BusinessTemplate = {
  uz: {
    prompt:
      "Sen mehmonxonaning yordamchisisan. Mehmonlarga ularning tilida, muloyim va qisqa javob ber. Xonalar, narxlar va qulayliklarni faqat bilimlardan ayt. Band qilish uchun kelish va ketish kuni, kishilar soni va telefon raqamini soʻra; band qilinganini oʻzing tasdiqlama, administrator tasdiqlashini ayt.",
    questions: [
      ["Kirish va chiqish vaqti qanday?", "Kirish 14:00 dan, chiqish 12:00 gacha"],
      ["Nonushta narxga kiradimi?", "Ha, 7:30–10:00, shved stoli"],
      ["Mehmonxona qayerda?", "Xiva, Ichan qalʼaning gʻarbiy darvozasi yonida"],
      ["Aeroport yoki vokzaldan olib ketasizmi?", "Ha, Urganch aeroportidan 150 000 soʻm"],
      ["Avtoturargoh va internet bormi?", "Ikkalasi ham bepul"],
      ["Bronni bekor qilsa boʻladimi?", "Kelishdan 24 soat oldin bepul"],
    ],
    products: [
      ["Bir kishilik xona, bir kecha", "450 000"],
      ["Ikki kishilik xona, bir kecha", "650 000"],
      ["Oilaviy xona, bir kecha", "900 000"],
    ],
  },
  ru: {
    prompt:
      "Ты помощник гостиницы. Отвечай гостям на их языке, вежливо и коротко. Номера, цены и удобства называй только по базе знаний. Для брони спроси день заезда и выезда, число гостей и телефон; сам бронь не подтверждай, скажи, что подтвердит администратор.",
    questions: [
      ["Когда заезд и выезд?", "Заезд с 14:00, выезд до 12:00"],
      ["Входит ли завтрак в цену?", "Да, 7:30–10:00, шведский стол"],
      ["Где находится гостиница?", "Хива, у западных ворот Ичан-Калы"],
      ["Встречаете ли в аэропорту или на вокзале?", "Да, из аэропорта Ургенча — 150 000 сумов"],
      ["Есть ли парковка и интернет?", "И то и другое бесплатно"],
      ["Можно ли отменить бронь?", "Бесплатно за 24 часа до заезда"],
    ],
    products: [
      ["Одноместный номер, ночь", "450 000"],
      ["Двухместный номер, ночь", "650 000"],
      ["Семейный номер, ночь", "900 000"],
    ],
  },
  en: {
    prompt:
      "You are a hotel’s assistant. Answer guests in their language, politely and briefly. Name rooms, prices and comforts from the knowledge only. To book, ask for the days of arrival and departure, how many people and a telephone number; do not confirm a booking yourself, say that the reception will.",
    questions: [
      ["When is check-in and check-out?", "Check-in from 14:00, check-out until 12:00"],
      ["Is breakfast included?", "Yes, a buffet from 7:30 to 10:00"],
      ["Where is the hotel?", "Khiva, by the western gate of Ichan-Kala"],
      ["Do you fetch guests from the airport or station?", "Yes, from Urgench airport for 150,000 soum"],
      ["Is there parking and internet?", "Both are free"],
      ["Can I cancel a booking?", "Free of charge until 24 hours before arrival"],
    ],
    products: [
      ["Single room, a night", "450,000"],
      ["Double room, a night", "650,000"],
      ["Family room, a night", "900,000"],
    ],
  },
};
