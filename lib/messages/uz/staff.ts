export default {
  message: {
    codeUsed: "Bu kod ishlatilgan yoki eskirgan. Kabinetdagi “Suhbatlar” boʻlimida yangisini oling.",
    noForum:
      "Bu guruhda hali mavzular yoʻq. Ularni yoqing (guruh sozlamalari → Mavzular) va buyruqni qayta yuboring: u yarim soat amal qiladi.",
    noRights:
      "Mavzularni boshqarishga huquqim yoʻq. Meni “Mavzularni boshqarish” huquqi bilan administrator qiling va buyruqni qayta yuboring.",
    anonymous:
      "Kimligingiz koʻrinmayapti: siz anonim administrator sifatida yozyapsiz. “Anonim qolish”ni oʻchiring va qayta yuboring.",
    linked:
      "Guruh {bot} botiga bogʻlandi. Odamga siz kerak boʻlganda shu yerda mavzu ochaman. Unda yozganingiz odamga boradi; /back dan keyin yana bot javob beradi.",
    account: "Akkauntingiz bogʻlandi: xodimlar guruhida {name} nomidan javob berasiz.",
    opened:
      "Bu yerda yozganingiz odamga boradi, bot esa jim turadi.\nBoshida // boʻlsa yoki hamkasbingizga javob boʻlsa — oʻzaro qoladi\n/back — yana bot javob beradi\n/take — suhbatni hamkasbingizdan olish",
    stranger:
      "{name}, akkauntingizni tanimadim, shuning uchun hech narsa yuborilmadi. Kabinetda “Suhbatlar”ni oching, Telegramingizni bogʻlang va qayta yozing.",
    takenBy:
      "Bu suhbatni {name} olib boryapti, shuning uchun hech narsa yuborilmadi. /take bilan oling, keyin qayta yozing.",
    notMine: "Bu suhbat sizda emas.",
    unknownKind: "Bunday xabarni yetkaza olmayman. Hech narsa yuborilmadi.",
    tooLong: "Bu yuborish uchun juda uzun.",
    notSent: "Yetib bormadi: “{text}”. {reason}",
    blocked: "Odam botni bloklagan.",
    refused: "Telegram javobi: {reason}",
    asAccount:
      "Mijoz botga ulangan {name} akkauntiga yozmoqda. Bu yerda yozganingiz unga {name} nomidan boradi.",
    ownerHas: "{name} akkauntdan oʻzi javob berdi.",
    again: "Bu yerda yana bot javob beradi.",
  },
  post: {
    nameless: "Ismsiz",
    took: "Suhbat {name} da, bot jim.",
    returned: "{name} suhbatni botga qaytardi.",
    changed: "oʻzgartirildi",
    noAnswer: "hech bir model javob bera olmadi",
    stopped: "birinchi soʻzdan oldin toʻxtatildi",
    bot: "Bot",
    file: "[{kind}]",
  },
};
