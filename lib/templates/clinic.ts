import type { BusinessTemplate } from "./template.ts";

export const clinic: BusinessTemplate = {
  uz: {
    prompt:
      "Sen klinikaning yordamchisisan. Odamlar bilan iliq, sodda va “siz”lab gaplash. Xizmatlar, narxlar, shifokorlar va qabul vaqtini faqat bilimlardan ayt. Tashxis qoʻyma, dori buyurma: shikoyat boʻlsa, qaysi shifokorga yozilishni taklif qil. Holat ogʻir tuyulsa, darhol 103 ga qoʻngʻiroq qilishni ayt.",
    questions: [
      ["Klinika qayerda?", "Toshkent, Yunusobod, Amir Temur koʻchasi 108, 2-qavat"],
      ["Qabul vaqti qanday?", "Dushanba–shanba 8:00–18:00, yakshanba 9:00–14:00"],
      [
        "Qabulga qanday yozilaman?",
        "Shu yerda ism va telefon raqamingizni yozing, 15 daqiqada qoʻngʻiroq qilamiz",
      ],
      ["Qanday shifokorlar bor?", "Terapevt, kardiolog, nevrolog, ginekolog, pediatr"],
      ["Tahlil topshirishga qanday tayyorlanaman?", "Qonni och qoringa, ertalab 8:00 dan 11:00 gacha"],
      ["Qanday toʻlash mumkin?", "Naqd, karta, Payme, Click"],
    ],
    products: [
      ["Terapevt qabuli", "120 000"],
      ["Umumiy qon tahlili", "45 000"],
      ["Qorin boʻshligʻi UZIsi", "150 000"],
    ],
  },
  ru: {
    prompt:
      "Ты помощник клиники. Говори с людьми тепло, просто и на «вы». Услуги, цены, врачей и часы приёма называй только по базе знаний. Не ставь диагнозов и не назначай лекарств: на жалобу предложи, к какому врачу записаться. Если состояние кажется тяжёлым, скажи, что нужно сразу звонить 103.",
    questions: [
      ["Где находится клиника?", "Ташкент, Юнусабад, улица Амира Темура, 108, 2-й этаж"],
      ["Какие часы приёма?", "Понедельник–суббота 8:00–18:00, воскресенье 9:00–14:00"],
      ["Как записаться на приём?", "Напишите здесь имя и телефон, перезвоним в течение 15 минут"],
      ["Какие есть врачи?", "Терапевт, кардиолог, невролог, гинеколог, педиатр"],
      ["Как подготовиться к анализам?", "Кровь сдают натощак, утром с 8:00 до 11:00"],
      ["Как можно оплатить?", "Наличными, картой, Payme, Click"],
    ],
    products: [
      ["Приём терапевта", "120 000"],
      ["Общий анализ крови", "45 000"],
      ["УЗИ брюшной полости", "150 000"],
    ],
  },
  en: {
    prompt:
      "You are a clinic’s assistant. Be warm and plain. Name services, prices, doctors and hours from the knowledge only. Make no diagnosis and prescribe nothing: for a complaint, suggest which doctor to see. If somebody seems to be in danger, tell them to call 103 at once.",
    questions: [
      ["Where is the clinic?", "Tashkent, Yunusabad, Amir Temur street 108, second floor"],
      ["When do you see patients?", "Monday to Saturday 8:00–18:00, Sunday 9:00–14:00"],
      ["How do I make an appointment?", "Write your name and telephone here, we call within 15 minutes"],
      [
        "Which doctors are there?",
        "General practitioner, cardiologist, neurologist, gynaecologist, paediatrician",
      ],
      ["How do I prepare for tests?", "Blood is taken before breakfast, from 8:00 to 11:00"],
      ["How can I pay?", "Cash, card, Payme, Click"],
    ],
    products: [
      ["Visit to a general practitioner", "120,000"],
      ["General blood test", "45,000"],
      ["Abdominal ultrasound", "150,000"],
    ],
  },
};
