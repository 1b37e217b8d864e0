export default {
  email: "Elektron pochta",
  password: "Parol",
  show: "Koʻrsatish",
  hide: "Yashirish",
  signIn: { title: "Kirish", submit: "Kirish", lead: "Har doim javob beradigan Telegram botlari." },
  again: {
    title: "Tizimdan chiqib qolgansiz",
    lead: "Qaytadan kiring: sahifa va yozganlaringiz joyida qoladi.",
  },
  setup: {
    title: "BotFactory’ga xush kelibsiz",
    lead: "Birinchi administrator hisobini yarating. Bu bir daqiqa oladi va bir marta qilinadi.",
    code: "Bir martalik kod",
    codeHelp: "U BotFactory ishga tushganda terminalda chiqqan.",
    workspace: "Ish maydoni nomi",
    workspaceHelp: "Kompaniyangiz yoki loyihangiz. Botlar, kalitlar va hamkasblar shunga tegishli boʻladi.",
    name: "Ismingiz",
    passwordHelp: "Kamida {min} ta belgi.",
    submit: "Yaratish va boshlash",
  },
};
