export default {
  title: "Umumiy koʻrinish",
  intro: "Nimaga eʼtibor kerak va bugun qanday oʻtyapti.",
  needs: "Eʼtibor kerak",
  allWell: "Hammasi joyida",
  answering:
    "{works, plural, =0 {Hozir birorta bot javob bera olmaydi} other {# ta bot javob bera oladi}}, {on, plural, =0 {hammasi oʻchirilgan} other {# tasi yoqilgan}}.",
  cannotAnswer: "{names} javob bera olmayapti. {cause}",
  andMore: "{names} va yana {count} ta",
  moreNeeds: "Yana {count} ta sabab",
  retired:
    "{count, plural, =1 {Google tartibingizdagi # ta modelni yopdi. Uni oʻtkazib yuboramiz, boshqalari javob beradi.} other {Google tartibingizdagi # ta modelni yopdi. Ularni oʻtkazib yuboramiz, boshqalari javob beradi.}}",
  waiting: {
    people: "{shown} kishi javob kutyapti",
    drafts: "shundan {count} tasining javobi tasdiq kutyapti",
  },
  today: {
    title: "Bugun",
    answered: "Javob berildi",
    first: "Birinchi urinishda",
    fallback: "Zaxira orqali",
    apologised: "Uzr soʻraldi",
    speed: "Birinchi soʻzgacha",
    cost: "Taxminiy narxi",
    share: "javoblarning {share}",
    before: "kecha shu paytgacha {value}",
    look: "Nima xato boʻlganini koʻrish",
    median: "mediana",
  },
  traffic: {
    title: "Bugun eng koʻp yozilgan botlar",
    bot: "Bot",
    state: "Holati",
    answers: "Javoblar",
    apologised: "Uzr soʻraldi",
  },
  empty: {
    title: "Hali bot yoʻq",
    wait: "Birinchi botni ish maydoni administratori qoʻshadi. Keyin bu sahifada u qanday ishlayotgani koʻrinadi.",
  },
};
