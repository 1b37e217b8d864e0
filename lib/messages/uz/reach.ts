// This server's own way to Telegram and Google. `code` is Node's, `fault` one of lib/reach.ts.
export const why =
  "{fault, select, dns {nomi topilmayapti} blocked {ulanish rad etilyapti} silent {u yerdan javob yoʻq} certificate {sertifikat toʻgʻri kelmayapti} page {oʻrtada boshqa narsa javob beryapti} other {ulanib boʻlmayapti}}";

export default {
  name: "Server Googlega ulana olmayapti",
  headline: `Bu server Googlega ulana olmayapti: ${why} ({code}). Kalitning aybi yoʻq.`,
  doing: "Keyingi xabar bilan yana urinamiz, Googlega ulanish tiklansa, oʻzimiz davom etamiz.",
  remedy:
    "Serverga qaraydigan odam uning tarmogʻi, DNS va faervolini tekshirsin yoki GEMINI_BASE_URL da boshqa yoʻl koʻrsatsin.",
  telegram: `Bu server Telegramga ulana olmayapti: ${why} ({code}). Tokenning aybi yoʻq: serverning tarmogʻi, DNS va faervolini tekshiring.`,
};
