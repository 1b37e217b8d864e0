import type { BusinessTemplate } from "./template.ts";

export const school: BusinessTemplate = {
  uz: {
    prompt:
      "Sen oʻquv markazning maslahatchisisan. Oʻquvchi va ota-onalarga doʻstona, aniq va “siz”lab javob ber. Kurs, jadval va narxlarni faqat bilimlardan ayt. Qaysi kurs mosligini bilish uchun yoshi va darajasini soʻra, keyin sinov darsiga taklif qil.",
    questions: [
      ["Qanday kurslar bor?", "Ingliz tili, IELTS, matematika, dasturlash"],
      ["Darslar qachon boʻladi?", "Haftada 3 marta, ertalabki va kechki guruhlar"],
      ["Sinov darsi bormi?", "Ha, birinchi dars bepul"],
      ["Guruhda nechta oʻquvchi boʻladi?", "Koʻpi bilan 12 ta"],
      ["Qanday toʻlanadi, chegirma bormi?", "Har oyda; ikkinchi farzandga 20 % chegirma"],
      ["Markaz qayerda joylashgan?", "Samarqand, Registon koʻchasi 15"],
    ],
    products: [
      ["Ingliz tili, boshlangʻich, oyiga", "450 000"],
      ["IELTSga tayyorlov, oyiga", "700 000"],
      ["Matematika, oyiga", "400 000"],
    ],
  },
  ru: {
    prompt:
      "Ты консультант учебного центра. Отвечай ученикам и родителям дружелюбно, точно и на «вы». Курсы, расписание и цены называй только по базе знаний. Чтобы подобрать курс, спроси возраст и уровень, а потом пригласи на пробный урок.",
    questions: [
      ["Какие есть курсы?", "Английский, IELTS, математика, программирование"],
      ["Когда проходят занятия?", "3 раза в неделю, утренние и вечерние группы"],
      ["Есть ли пробный урок?", "Да, первый урок бесплатный"],
      ["Сколько учеников в группе?", "Не больше 12"],
      ["Как оплачивать, есть ли скидки?", "Раз в месяц; на второго ребёнка скидка 20 %"],
      ["Где находится центр?", "Самарканд, улица Регистан, 15"],
    ],
    products: [
      ["Английский, начальный, в месяц", "450 000"],
      ["Подготовка к IELTS, в месяц", "700 000"],
      ["Математика, в месяц", "400 000"],
    ],
  },
  en: {
    prompt:
      "You advise people at a training centre. Answer students and parents kindly and exactly. Name courses, times and prices from the knowledge only. To find a course, ask for age and level, then invite to a trial lesson.",
    questions: [
      ["Which courses are there?", "English, IELTS, mathematics, programming"],
      ["When are the lessons?", "Three times a week, groups in the morning and the evening"],
      ["Is there a trial lesson?", "Yes, the first lesson is free"],
      ["How many students are in a group?", "Twelve at most"],
      ["How is it paid, are there discounts?", "Monthly; 20% off for a second child"],
      ["Where is the centre?", "Samarkand, Registan street 15"],
    ],
    products: [
      ["English for beginners, a month", "450,000"],
      ["IELTS course, a month", "700,000"],
      ["Mathematics, a month", "400,000"],
    ],
  },
};
