// This server's own way to Telegram and Google. `code` is Node's, `fault` one of lib/reach.ts.
export const why =
  "{fault, select, dns {имя не находится} blocked {в соединении отказано} silent {оттуда нет ответа} certificate {сертификат не тот} page {вместо него отвечает что-то по пути} other {соединение не устанавливается}}";

export default {
  name: "Сервер не может связаться с Google",
  headline: `Этот сервер не может связаться с Google: ${why} ({code}). Дело не в ключе.`,
  doing: "Пробуем снова со следующим сообщением и продолжаем сами, как только Google станет доступен.",
  remedy:
    "Тому, кто ведёт сервер, нужно проверить его сеть, DNS и файрвол или задать другой путь в GEMINI_BASE_URL.",
  telegram: `Этот сервер не может связаться с Telegram: ${why} ({code}). Дело не в токене: проверьте сеть, DNS и файрвол сервера.`,
};
