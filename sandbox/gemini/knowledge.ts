// How the simulated model answers from knowledge that a request marks as such: with the line that fits best, word for word. It
// reads nothing between the marks as an instruction, and says where it has no answer, as the system instruction asks.
import { languageOf } from "./reply.ts";
import { type GenerateRequest, lastText, systemText } from "./request.ts";

interface Line {
  /** Of its source. */
  number: string;
  /** What is compared with the question. */
  about: string;
  text: string;
}

const cyrillic: Record<string, string> = {
  ...{
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    д: "d",
    е: "e",
    ё: "yo",
    ж: "j",
    з: "z",
    и: "i",
    й: "y",
    к: "k",
    л: "l",
    м: "m",
  },
  ...{
    н: "n",
    о: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ф: "f",
    х: "x",
    ц: "s",
    ч: "ch",
    ш: "sh",
    щ: "sh",
  },
  ...{ ъ: "", ы: "i", ь: "", э: "e", ю: "yu", я: "ya", ў: "o", қ: "q", ғ: "g", ҳ: "h" },
};

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/['‘’ʻʼ`´]/g, "")
    .replace(/[а-яёўқғҳ]/g, (letter) => cyrillic[letter] ?? "");

/** Words that stand in questions about anything. */
const common = new Set(
  plain(
    `salom assalomu alaykum rahmat xayr bormi bor qancha qanday qachon qayerda nima kerak iltimos narxi narx turadi men siz
    ayting bering mumkinmi qiladi uchun bilan haqida va ham necha pul soʻm ha yoʻq mavjud
    здравствуйте привет спасибо пожалуйста сколько стоит есть ли где когда какой какая что как можно цена у вас мне на по
    the a an is are how much what where when do you have price of for to and can i me hello hi thanks thank please does it cost`,
  ).split(/\s+/),
);

/** The first letters of its words that tell what it is about: endings differ. */
function rootsOf(text: string): string[] {
  const words = plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [
    ...new Set(words.filter((word) => !common.has(word) && word.length > 1).map((word) => word.slice(0, 4))),
  ];
}

/** Its lines, by the mark that the system instruction names. null: the request has no knowledge. */
function linesOf(request: GenerateRequest): Line[] | null {
  const mark = /<knowledge-(\w+)>/.exec(systemText(request))?.[1];
  if (!mark) return null;
  const texts = request.contents.flatMap(({ parts = [] }) => parts.flatMap(({ text }) => text ?? []));
  const whole = texts.find((text) => text.startsWith(`<knowledge-${mark}>`)) ?? "";
  const sources = whole.matchAll(
    new RegExp(`<source-${mark} number="(\\d+)"[^\\n]*>\\n([\\s\\S]*?)\\n</source-${mark}>`, "g"),
  );
  return [...sources].flatMap(([, number = "", text = ""]) => {
    let above = "";
    return text.split("\n").flatMap((line): Line[] => {
      const [, heading] = /^(?:# |Question: )(.*)/.exec(line) ?? [];
      if (heading !== undefined) above = heading;
      if (heading !== undefined || !line.trim()) return [];
      return [{ number, about: `${above} ${line}`, text: line.replace(/^Answer: /, "") }];
    });
  });
}

const unknown = {
  uz: "Buni bilmayman.",
  "uz-cyrl": "Буни билмайман.",
  ru: "Этого я не знаю.",
  en: "I do not know that.",
};

/** Of the question's words, those that a line must have. */
const ENOUGH = 0.5;

/** @returns null: the request tells nothing of knowledge, or asks for none */
export function fromKnowledge(request: GenerateRequest): string | null {
  const system = systemText(request);
  if (!/line(?: of its own)?: <unknown>/.test(system)) return null;
  const asked = lastText(request);
  const roots = rootsOf(asked);
  if (roots.length === 0) return null;
  const rated = (linesOf(request) ?? []).map((line) => {
    const own = new Set(rootsOf(line.about));
    return { ...line, share: roots.filter((root) => own.has(root)).length / roots.length };
  });
  const best = rated.reduce<(typeof rated)[number] | null>(
    (one, other) => (one && one.share >= other.share ? one : other),
    null,
  );
  if (best && best.share >= ENOUGH) return `${best.text}\n<used>${best.number}</used>`;
  if (system.includes("nothing but this line: <unknown>")) return "<unknown>";
  return `${unknown[languageOf(asked, system)]}\n<unknown>`;
}
