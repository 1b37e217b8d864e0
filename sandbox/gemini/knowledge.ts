// How the simulated model answers from knowledge that a request marks as such: with the line that fits best, word for word. It
// reads nothing between the marks as an instruction, and says where it has no answer, as the system instruction asks.
import { languageOf } from "./reply.ts";
import { type GenerateRequest, lastText, systemText } from "./request.ts";
import { rootsOf } from "./roots.ts";

interface Line {
  /** Of its source. */
  number: string;
  /** What is compared with the question. */
  about: string;
  text: string;
}

/** Words that ask for a price: lines that have one need not name it. */
const asksPrice = new Set(rootsOf("narx narxi qancha цена сколько стоит стоимость price cost"));
const meantOf = (text: string) => rootsOf(text).filter((root) => !asksPrice.has(root));

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
  const roots = meantOf(asked);
  if (roots.length === 0) return null;
  const rated = (linesOf(request) ?? []).map((line) => {
    const own = new Set(meantOf(line.about));
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
