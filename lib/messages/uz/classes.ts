const model = "{model, select, none {modellari} other {{model}}}";
const key = "“{label}” kaliti (…{last4})";

export default {
  ok: { name: "Javob berdi" },
  cancelled: { name: "Bekor qilindi" },
  rate_minute: {
    name: "Daqiqalik limit tugadi",
    headline: `${key}: ${model} uchun daqiqalik limit tugadi.`,
    doing:
      "Google aytgan paytgacha kutamiz, odatda bir daqiqaga ham bormaydi. Ungacha keyingi kalit yoki model javob beradi.",
    remedy: "Hech narsa qilish shart emas. Tez-tez takrorlansa, boshqa Google loyihasidan kalit qoʻshing.",
  },
  rate_day: {
    name: "Sutkalik limit tugadi",
    headline: `${key}: ${model} uchun sutkalik limit tugadi.`,
    doing:
      "Google kuni tugaguncha (Kaliforniyada yarim tun) kutamiz. Ungacha keyingi kalit yoki model javob beradi.",
    remedy: "Boshqa Google loyihasidan kalit qoʻshing yoki shu loyihada toʻlovni yoqing.",
  },
  no_entitlement: {
    name: "Kalit tarifida yoʻq",
    headline: `${key}: Googledagi tarifi ${model} uchun ruxsat bermaydi.`,
    doing: "Uni oʻtkazib yuboramiz va bir kundan keyin yoki kalitni oʻzgartirsangiz, qayta tekshiramiz.",
    remedy: "Google AI Studioda loyiha uchun toʻlovni yoqing yoki bu modelni boshqa kalit bilan ishlating.",
  },
  spend_cap: {
    name: "Oylik xarajat chegarasiga yetildi",
    headline: `${key}: loyihasi oylik xarajat chegarasiga yetdi.`,
    doing:
      "Keyingi oyning 1-kunigacha yoki kalitni oʻzgartirguningizcha loyihaning barcha kalitlarini ishlatmaymiz.",
    remedy: "Google AI Studioda chegarani oshiring, soʻng kalitni qayta tekshiring.",
  },
  rate_unknown: {
    name: "Google kutishni soʻradi",
    headline: `${key}: Google ${model} uchun kutishni soʻradi, lekin qanchaligini aytmadi.`,
    doing: "Yarim daqiqadan keyin, soʻng tobora kamroq urinib koʻramiz.",
    remedy: "Hozircha hech narsa. Oʻtib ketmasa, Google AI Studioda loyiha kvotalarini koʻring.",
  },
  prepaid_empty: {
    name: "Oldindan toʻlangan pul tugadi",
    headline: `${key}: loyihasi hisobida oldindan toʻlangan pul tugadi.`,
    doing: "Loyihaning barcha kalitlarini ishlatmaymiz, soatiga bir marta sinab koʻramiz.",
    remedy: "Google AI Studioda loyiha hisobini toʻldiring, soʻng kalitni qayta tekshiring.",
  },
  spend_rate: {
    name: "Xarajat juda tez ketyapti",
    headline: `${key}: loyihasi bir necha daqiqada Google ruxsat bergan miqdorni sarfladi.`,
    doing: "Loyiha kalitlarini Google aytgan paytgacha, koʻpi bilan oʻn daqiqa, ishlatmaymiz.",
    remedy: "Hech narsa qilish shart emas. Tez-tez boʻlsa, yukni bir necha loyihaga boʻling.",
  },
  key_invalid: {
    name: "Kalit yaroqsiz",
    headline: `${key}: Google bu kalitni qabul qilmaydi. U oʻchirilgan, muddati oʻtgan, xato yozilgan yoki Google bekor qilgan eski turdagi (AIza…) kalit.`,
    doing: "Uni endi ishlatmaymiz.",
    remedy:
      "Google AI Studioda yangi kalit oching (u AQ. bilan boshlanadi) va buni oʻsha bilan almashtiring.",
  },
  key_blocked: {
    name: "Kalit bloklangan",
    headline: `${key}: Google bu kalitni bloklagan, masalan, oshkor boʻlib qolgani uchun.`,
    doing: "Uni ishlatmaymiz, soatiga bir marta sinab koʻramiz.",
    remedy: "Almashtiring. Manzil yoki xizmat boʻyicha cheklov boʻlsa, uni Google Cloudda olib tashlang.",
  },
  unreadable: {
    name: "Ochib boʻlmayapti",
    headline: `${key}: server uni ocha olmayapti, ENCRYPTION_KEY oʻzgartirilgan.`,
    doing: "Uni ishlatmaymiz.",
    remedy: "ENCRYPTION_KEYning avvalgi qiymatini qaytaring yoki kalitni almashtiring.",
  },
  project_blocked: {
    name: "Google loyihasi bloklangan",
    headline: `${key}: Google loyihasiga Gemini yopiq: xizmat yoki toʻlov oʻchirilgan yoxud loyiha toʻxtatilgan.`,
    doing: "Loyihaning barcha kalitlarini ishlatmaymiz, soatiga bir marta sinab koʻramiz.",
    remedy: "Google Cloudda Generative Language API va toʻlovni yoqing, soʻng kalitni qayta tekshiring.",
  },
  model_denied: {
    name: "Bu modelga ruxsat yoʻq",
    headline: `${key}: Google bu kalitga ${model} uchun ruxsat bermayapti.`,
    doing:
      "Bu modelni shu kalit bilan ishlatmaymiz, soatiga bir marta sinab koʻramiz. Boshqa modellar ishlayveradi.",
    remedy: "Loyihasida toʻlovni yoqing yoki bu modelni boshqa kalit bilan ishlating.",
  },
  project_refused: {
    name: "Google loyihasida toʻlov yoqilmagan",
    headline: `${key}: bu yerda Google uning loyihasiga faqat toʻlov yoqilgan boʻlsa xizmat koʻrsatadi.`,
    doing:
      "Loyihaning barcha kalitlarini ishlatmaymiz, soatiga bir marta sinab koʻramiz. Boshqa loyihalarga tegmaymiz.",
    remedy: "Google AI Studioda loyiha uchun toʻlovni yoqing, soʻng kalitni qayta tekshiring.",
  },
  model_missing: {
    name: "Model mavjud emas",
    headline: "Google {model} modelini bu kalitga bermaydi: u olib tashlangan yoki yangi loyihalarga yopiq.",
    doing: "Uni oʻtkazib yuboramiz va bir kundan keyin qayta tekshiramiz.",
    remedy: "Uni oʻchirib qoʻying yoki oʻrniga yangiroq model qoʻying.",
  },
  model_unfit: {
    name: "Model bunday xabarni qabul qilmaydi",
    headline: "{model} bunday xabarni, masalan, koʻrsatmali yoki rasmli xabarni qabul qilmaydi.",
    doing: "Iloji boʻlsa, u qabul qilmaydigan qismisiz soʻraymiz, boʻlmasa keyingi model javob beradi.",
    remedy: "Hech narsa qilish shart emas. Bunday xabarlar uchun boshqa modelni birinchi qoʻying.",
  },
  overloaded: {
    name: "Model band",
    headline: "{model} hozir Google tomonida haddan tashqari band.",
    doing:
      "Yana bir marta boshqa loyiha bilan urinamiz, keyin navbatdagi modelga oʻtamiz. Bir necha soniyadan, choʻzilsa, bir necha daqiqadan keyin qaytamiz.",
    remedy: "Hech narsa: oʻtib ketadi. Kalitlarda ayb yoʻq.",
  },
  internal: {
    name: "Googleda nosozlik",
    headline: "{model} javob berayotganda Googleda nosozlik yuz berdi.",
    doing:
      "Keyingi kalit yoki model qaytadan boshladi. Bir necha xabar va loyihada takrorlansa, modelni vaqtincha toʻxtatib turamiz.",
    remedy: "Hech narsa: oʻtib ketadi.",
  },
  timeout: {
    name: "Javob oʻz vaqtida kelmadi",
    headline: `${key}: ${model} oʻz vaqtida javob bermadi.`,
    doing: "Keyingisiga oʻtdik, bunisiga oʻn soniya tegmaymiz.",
    remedy: "Barcha kalitlarda shunday boʻlsa, serverning Google bilan aloqasini tekshiring.",
  },
  egress_refused: {
    name: "Google server manzilini qabul qilmayapti",
    headline: "Google bu server manzilidan kelgan soʻrovlarni qabul qilmayapti.",
    doing:
      "Bu loyihani bir daqiqaga toʻxtatib turamiz. Boshqa loyihalarda ham shunday boʻlsa, besh daqiqa kutamiz.",
    remedy:
      "Shu manzildan Googlega yana nima soʻrov yuborayotganini tekshiring yoki GEMINI_BASE_URL sozlamasida proksi manzilini yozing.",
  },
  location: {
    name: "Google bu yerda ishlamaydi",
    headline: "Bu server joylashgan hududda Gemini ishlamaydi.",
    doing:
      "Bu loyihani besh daqiqaga toʻxtatib turamiz, boshqa loyihalarda ham shunday boʻlsa, shu yerdan ketadigan barcha soʻrovlarni. Kalitlarda ayb yoʻq.",
    remedy:
      "Serverni Gemini ishlaydigan davlatga koʻchiring yoki GEMINI_BASE_URL sozlamasida oʻsha yerdagi proksi manzilini yozing.",
  },
  bad_request: {
    name: "Google soʻrovni qabul qilmadi",
    headline: "Google bu xabarni qabul qilmadi. Kalitda ham, modelda ham ayb yoʻq.",
    doing: "Yana bitta modelni sinadik; u ham rad etsa, odamga muloyim javob boradi.",
    remedy: "Botning koʻrsatmasini va yuborilgan xabarni koʻrib chiqing.",
  },
  blocked: {
    name: "Xavfsizlik qoidalari toʻxtatdi",
    headline: "Googlening xavfsizlik qoidalari bu savol yoki javobni toʻxtatdi.",
    doing: "Yana bitta modelni sinadik; u ham rad etsa, odamga muloyim rad javobi boradi.",
    remedy: "Savol nojoʻya boʻlsa, hech narsa. Aks holda bot koʻrsatmasini boshqacha yozing.",
  },
  empty: {
    name: "Boʻsh javob",
    headline: "{model} bir soʻz ham demay tugatdi.",
    doing: "Keyingi modelga oʻtdik.",
    remedy: "Hech narsa. Tez-tez boʻlsa, boshqa modelni yuqoriga koʻtaring.",
  },
  unknown: {
    name: "Nomaʼlum xato",
    headline: `${key}: Google ${model} boʻyicha bizga hali nomaʼlum xatoni yubordi.`,
    doing: "Keyingisiga oʻtdik, bunisiga yarim daqiqa tegmaymiz.",
    remedy: "Google nima deganini quyida oʻqing.",
  },
};
