export default {
  title: "Umumiy koʻrinish",
  intro: "Nimaga eʼtibor kerak va bugun qanday oʻtyapti.",
  needs: "Eʼtibor kerak",
  allWell: "Hammasi joyida",
  answering:
    "{works, plural, =0 {Hozir birorta bot javob bera olmaydi} one {# ta bot javob bera oladi} other {# ta bot javob bera oladi}}, {on, plural, =0 {hammasi oʻchirilgan} one {# tasi yoqilgan} other {# tasi yoqilgan}}.",
  cannotAnswer:
    "{count, plural, one {{names} javob bera olmayapti} other {{names} javob bera olmayapti}}: {cause}",
  andMore: "{names} va yana {count, plural, one {# ta} other {# ta}}",
  moreNeeds: "{count, plural, one {Yana # ta sabab} other {Yana # ta sabab}}",
  retired:
    "{count, plural, one {Google tartibingizdagi # ta modelni yopdi. Uni oʻtkazib yuboramiz, boshqalari javob beradi.} other {Google tartibingizdagi # ta modelni yopdi. Ularni oʻtkazib yuboramiz, boshqalari javob beradi.}}",
  today: {
    title: "Bugun",
    answered: "Javob berildi",
    first: "Birinchi urinishda",
    fallback: "Zaxira urinishda",
    apologised: "Uzr soʻraldi",
    speed: "Birinchi soʻzgacha",
    cost: "Taxminiy narxi",
    share: "javoblarning {share}",
    before: "kecha shu paytgacha {value}",
    look: "Nima xato boʻlganini koʻrish",
    median: "oʻrtacha (mediana)",
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
    body: "@BotFather bergan token bilan bot qoʻshing. Keyin bu sahifada u javob bera oladimi va qanday ishlayapti — koʻrinib turadi.",
    wait: "Birinchi botni ish maydoni administratori qoʻshadi. Keyin bu sahifada u qanday ishlayotgani koʻrinadi.",
    action: "Bot qoʻshish",
  },
};
