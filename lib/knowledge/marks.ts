// By which a model says what it used of the knowledge, or that it has no answer. They are taken out of what is shown, like those of
// lib/memory/marks.ts; at the end of a line they count too, since models forget to begin a new one. Pure.
import { USED_MAX } from "./trace.ts";

export interface KnowledgeMarks {
  /** Numbers of sources in the prompt, from 1. */
  used: number[];
  unknown: boolean;
}

/** What a model writes instead of an answer that is not there. */
export const UNKNOWN = "<unknown>";

const FENCE = /^\s*(?:```|~~~)/;
const USED = /\s*<used>([\d\s,;]*)(?:<\/used>)?[\s.]*$/i;
const SAYS_UNKNOWN = /\s*<unknown\s*\/?>(?:\s*<\/unknown>)?[\s.]*$/i;
const isSuspect = (text: string) => /<(?:used|unknown)/i.test(text);

/** The text without the marks, and what they say. A line of a code block is code. */
export function readKnowledgeMarks(markdown: string): { text: string; marks: KnowledgeMarks } {
  const marks: KnowledgeMarks = { used: [], unknown: false };
  if (!isSuspect(markdown)) return { text: markdown, marks };
  let isCode = false;
  const lines = markdown.split("\n").flatMap((line) => {
    if (FENCE.test(line)) isCode = !isCode;
    if (isCode) return line;
    let rest = line;
    // Both may stand in one line.
    for (let i = 0; i < 2; i++) {
      const [, numbers] = USED.exec(rest) ?? [];
      for (const number of numbers?.match(/\d{1,4}/g) ?? [])
        if (marks.used.length < USED_MAX) marks.used.push(Number(number));
      marks.unknown ||= SAYS_UNKNOWN.test(rest);
      rest = rest.replace(USED, "").replace(SAYS_UNKNOWN, "");
    }
    return rest === line || rest.trim() ? rest : [];
  });
  return { text: lines.join("\n").trim(), marks };
}

/** A part of a mark at the end. */
const BEGUN =
  /\s*<(?:u(?:s(?:e(?:d(?:>[\d\s,;]*(?:<(?:\/(?:u(?:s(?:ed?)?)?)?)?)?)?)?)?|n(?:k(?:n(?:o(?:w(?:n[\s/]*)?)?)?)?)?)?)?$/i;

/** What may be shown of a text that still grows. */
export const shownOfKnown = (growing: string): string => readKnowledgeMarks(growing).text.replace(BEGUN, "");
