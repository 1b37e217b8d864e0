export default {
  start: "Assalomu alaykum! Men {name}. Menga yozing, javob beraman.",
  help: "Savolingizni yozing, xolos. Suhbatimizni eslab turaman.\n\n/new – yangidan boshlash, aytilganlarni unutaman\n/language – tilni tanlash\n/help – shu yordam",
  forgotten: "Boʻldi: aytilganlarni unutdim. Nima haqida gaplashamiz?",
  chooseLanguage: "Qaysi tilda gaplashay?",
  languageChosen: "Endi oʻzbekcha gapiraman.",
  unsupported: "Matn, rasm, ovozli xabar va hujjatni tushunaman, buni esa hozircha yoʻq.",
  tooLarge: "Bu fayl men uchun juda katta: koʻpi bilan 20 MB.",
  apology: "Kechirasiz, hozir javob bera olmayman. Birozdan soʻng yana urinib koʻring.",
  apologyUntil: "Kechirasiz, hozir javob bera olmayman. Taxminan soat {time} da yana ishlaydi.",
  refusal: "Kechirasiz, bunga javob bera olmayman. Boshqacharoq aytib koʻring.",
  cut: "(Javobim juda uzun chiqdi va shu yerda tugadi.)",
  commands: {
    start: "Boshlash",
    help: "Nimalar qila olaman",
    new: "Yangidan boshlash",
    language: "Til",
  },
};
