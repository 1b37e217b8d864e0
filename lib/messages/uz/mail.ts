export default {
  invite: {
    subject: "BotFactory’ga taklif",
    body: "Sizni BotFactory’dagi ish maydoniga taklif qilishdi. Havola bir marta, uch kun davomida ishlaydi:",
  },
  reset: {
    subject: "BotFactory uchun yangi parol",
    body: "Shu havola orqali yangi parol qoʻyasiz. U bir marta, bir soat davomida ishlaydi. Soʻramagan boʻlsangiz, hech narsa qilmang:",
  },
};
