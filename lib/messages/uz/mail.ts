export default {
  invite: {
    subject: "BotFactoryga taklif",
    body: "Sizni BotFactorydagi ish maydoniga taklif qilishdi. Havola uch kun ichida bir marta ishlaydi:",
  },
  reset: {
    subject: "BotFactory uchun yangi parol",
    body: "Shu havola orqali yangi parol qoʻyasiz. U bir soat ichida bir marta ishlaydi. Soʻramagan boʻlsangiz, hech narsa qilmang:",
  },
};
