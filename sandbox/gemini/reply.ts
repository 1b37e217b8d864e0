// Text of the simulated model's answers.
import type { ReplySettings } from "./gemini.ts";
import type { Attachment } from "./request.ts";

type Language = "uz" | "uz-cyrl" | "ru" | "en";

const words = (list: string) =>
  new RegExp(`(?<![\\p{L}'ʻ‘’])(${list.trim().replace(/\s+/g, "|")})(?![\\p{L}'ʻ‘’])`, "giu");
/** Words that are common in one language and mean nothing in the other one of its script. */
const tells: Record<Language, RegExp> = {
  uz: words(`salom assalomu alaykum rahmat qanday qanaqa nima nimaga nimalar nimani nega kerak menga sizga senga qachon
    qayer qayerda qayerdan iltimos bormi yoqmi yaxshi haqida uchun bilan ber bering qil qiling va bu shu men sen siz qancha
    necha nechta nechi kim kimsan mumkin mumkinmi yoq ha narx narxi buyurtma ayt ayting tushuntir yordam bola dars hozir bugun
    ertaga ozing`),
  "uz-cyrl":
    words(`салом ассалому алайкум рахмат қандай канака нима нимага нега керак менга сизга сенга қачон каерда илтимос
    борми яхши хакида ҳақида учун билан бер беринг қил килинг ва бу шу мен сен сиз канча қанча неча нечта ким кимсан мумкин
    мумкинми нарх нархи айт айтинг ёрдам дарс хозир ҳозир бугун эртага`),
  ru: words(`и в не на что как привет здравствуйте спасибо пожалуйста вы ты я мы он она это есть где когда сколько стоит можно
    нужно расскажи расскажите умеете почему кто какой какая какие мне вас вам меня для или`),
  en: words(`the a an is are am what how why who when where which you your to of and or can could do does i my me please hello
    hi hey thanks thank tell in it this that with for have`),
};
const count = (text: string, language: Language) => text.match(tells[language])?.length ?? 0;

/** What the system instruction names for texts without a language of their own, such as "2 + 2". */
function usual(system: string): Language {
  const [, named] = /\buse (Uzbek in Cyrillic|Uzbek|Russian|English)\b/.exec(system) ?? [];
  if (named === "Uzbek in Cyrillic") return "uz-cyrl";
  if (named === "Uzbek") return "uz";
  return named === "Russian" ? "ru" : "en";
}

/** The language in which somebody asks; a rough guess by letters, common words and endings. */
export function languageOf(text: string, system = ""): Language {
  // One letter for the many ways in which the apostrophe of oʻ and gʻ is typed.
  const plain = text.normalize("NFC").replace(/[og][ʻʼ'‘’`´]/gi, ([letter = ""]) => `${letter}`);
  if (/[а-яёўқғҳ]/i.test(text)) {
    if (/[ўқғҳ]/i.test(text)) return "uz-cyrl";
    if (/[ыщ]/i.test(text)) return "ru";
    const uzbek =
      count(text, "uz-cyrl") + (text.match(/(лар|нинг|дан|ми|миз|сиз)(?![а-яё])/giu)?.length ?? 0) / 2;
    return uzbek > count(text, "ru") ? "uz-cyrl" : "ru";
  }
  if (!/[a-z]/i.test(text)) return usual(system);
  const typed = text.match(/[og][ʻʼ'‘’`´](?!s\b)/gi)?.length ?? 0;
  const endings =
    plain.match(/\p{L}{2,}(larni|larning|lari|larda|dagi|ingiz|imiz|moqchi|yapti|yapman|masin)(?!\p{L})/giu)
      ?.length ?? 0;
  const [uzbek, english] = [count(plain, "uz") + typed + endings, count(plain, "en")];
  if (uzbek === english) return usual(system);
  return uzbek > english ? "uz" : "en";
}

const phrases: Record<
  Language,
  { answer(quote: string, model: string): string; file(what: string): string }
> = {
  uz: {
    answer: (quote, model) =>
      `**Yaxshi savol!** Siz shunday deb yozdingiz:\n\n> ${quote}\n\nQisqacha javobim:\n\n- bu savolga *bir necha* tomondan qarash mumkin;\n- eng muhimi — kichik qadamdan boshlash;\n- aniqroq javob uchun biroz batafsilroq yozing.\n\nJavob bergan model: \`${model}\`. Yana nima bilan yordam bera olaman?`,
    file: (what) => `Men ${what} koʻryapman.`,
  },
  "uz-cyrl": {
    answer: (quote, model) =>
      `**Яхши савол!** Сиз шундай деб ёздингиз:\n\n> ${quote}\n\nҚисқача жавобим:\n\n- бу саволга *бир неча* томондан қараш мумкин;\n- энг муҳими — кичик қадамдан бошлаш;\n- аниқроқ жавоб учун бироз батафсилроқ ёзинг.\n\nЖавоб берган модел: \`${model}\`. Яна нима билан ёрдам бера оламан?`,
    file: (what) => `Мен ${what} кўряпман.`,
  },
  ru: {
    answer: (quote, model) =>
      `**Хороший вопрос!** Вы написали:\n\n> ${quote}\n\nКоротко:\n\n- на это можно посмотреть с *разных* сторон;\n- главное — начать с малого шага;\n- для точного ответа расскажите чуть подробнее.\n\nОтветила модель \`${model}\`. Чем ещё помочь?`,
    file: (what) => `Я вижу ${what}.`,
  },
  en: {
    answer: (quote, model) =>
      `**Good question!** You wrote:\n\n> ${quote}\n\nIn short:\n\n- there is *more than one* way to look at it;\n- the best start is a small step;\n- tell me a little more for a sharper answer.\n\nAnswered by \`${model}\`. What else can I do for you?`,
    file: (what) => `I see ${what}.`,
  },
};

const fileNames: Record<
  Language,
  [image: string, sound: string, file: string, of: (size: string) => string]
> = {
  uz: ["rasmni", "ovozli xabarni", "faylni", (size) => `${size} hajmli`],
  "uz-cyrl": ["расмни", "овозли хабарни", "файлни", (size) => `${size} ҳажмли`],
  ru: ["изображение", "голосовое сообщение", "файл", (size) => `${size.replace("KB", "КБ")}:`],
  en: ["an image", "a voice message", "a file", (size) => size],
};

function describe(file: Attachment, language: Language): string {
  const [image, sound, other, of] = fileNames[language];
  const size = `${Math.max(1, Math.round(file.bytes / 1024))} KB`;
  const kind = file.mimeType.startsWith("image/")
    ? image
    : file.mimeType.startsWith("audio/")
      ? sound
      : other;
  if (language === "en") return `${kind} of ${size}`;
  return language === "ru" ? `${kind} (${size})` : `${of(size)} ${kind}`;
}

/** `[[reply:N]]` in the user's text requests N characters of Markdown. */
export function replyText(
  settings: ReplySettings,
  model: string,
  { text, system }: { text: string; system: string },
  files: Attachment[],
): string {
  const wanted = /\[\[reply:(\d{1,6})\]\]/.exec(text)?.[1];
  if (wanted) return markdownOf(Number(wanted));
  if (settings.mode === "echo") return `${model}: ${text}`;
  if (settings.mode === "fixed") return settings.text;
  const language = languageOf(text, system);
  const seen = files.map((file) => phrases[language].file(describe(file, language)));
  const quote = text.trim().replace(/\s+/g, " ").slice(0, 200);
  return [
    ...seen,
    ...(quote || seen.length === 0 ? [phrases[language].answer(quote || "…", model)] : []),
  ].join("\n\n");
}

const section = (number: number) => `## Part ${number}

This is **part ${number}** of a long answer. It has *emphasis*, a [link](https://example.com/${number}) and \`code\`.

- first point of part ${number}
- second point, a little longer than the first
  - a point inside a point
- third point

\`\`\`js
function part${number}(values) {
  return values.map((value) => value * ${number});
}
\`\`\`

1. Read it.
2. Try it.
3. Change it.

`;

/** Markdown of exactly this many characters. */
function markdownOf(length: number): string {
  let text = "# A long answer\n\n";
  for (let number = 1; text.length < length; number++) text += section(number);
  return text.slice(0, length);
}
