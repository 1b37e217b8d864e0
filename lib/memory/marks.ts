// Lines by which a model says what to remember or to forget of a person. They are taken out of what is shown: the answer's
// text alone carries them, so they cost no call, and every model can write them. Pure.
import { FACTS_AT_ONCE, factFrom } from "./facts.ts";

/** What an answer says to remember, and the numbers of what it says to forget. */
export interface Marks {
  keep: string[];
  drop: number[];
}

const MARKS = ["remember", "forget"] as const;
/** Of a line without spaces around it. */
const MARK = /^<(remember|forget)>([^\n]*?)(?:<\/\1>)?$/i;
const FENCE = /^\s*(?:```|~~~)/;
/** Whether some text may hold a line that marks. */
const isSuspect = (text: string) => /<(?:remember|forget)>/i.test(text);

/** Whether the unfinished line may become one that marks: a part of it must not be shown meanwhile. */
function mayMark(line: string): boolean {
  const begun = line.trimStart().toLowerCase();
  return (
    begun.startsWith("<") &&
    MARKS.some((mark) => `<${mark}>`.startsWith(begun) || begun.startsWith(`<${mark}>`))
  );
}

/** The text without the lines that mark, and what they say. A line of a code block is code. */
export function readMarks(markdown: string): { text: string; marks: Marks } {
  const marks: Marks = { keep: [], drop: [] };
  if (!isSuspect(markdown)) return { text: markdown, marks };
  let isCode = false;
  const shown = markdown.split("\n").filter((line) => {
    if (FENCE.test(line)) isCode = !isCode;
    const [, kind, said = ""] = isCode ? [] : (MARK.exec(line.trim()) ?? []);
    if (!kind) return true;
    const fact = factFrom(said);
    if (kind.toLowerCase() === "forget") {
      const [number] = /^\d{1,3}/.exec(fact) ?? [];
      if (number && marks.drop.length < FACTS_AT_ONCE) marks.drop.push(Number(number));
    } else if (fact && marks.keep.length < FACTS_AT_ONCE) marks.keep.push(fact);
    return false;
  });
  return { text: shown.join("\n").trim(), marks };
}

/** What may be shown of a text that still grows. */
export function shownSoFar(growing: string): string {
  const { text } = readMarks(growing);
  const from = text.lastIndexOf("\n") + 1;
  return mayMark(text.slice(from)) ? text.slice(0, from).trimEnd() : text;
}
