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
const BEGINS = /<(?:used>|unknown)/gi;
const USED = /^<used>([\d\s,;]*)(?:<\/used>)?[\s.]*$/i;
const SAYS_UNKNOWN = /^<unknown\s*\/?>(?:\s*<\/unknown>)?[\s.]*$/i;
const isSuspect = (text: string) => /<(?:used|unknown)/i.test(text);
/** At the end of one line. */
const TOGETHER = 4;

/**
 * What stands behind an index, with single spaces, for a pattern: models write thousands of spaces when they go astray, which a pattern
 * would try from each to each, at each piece of the answer.
 */
const tailFrom = (text: string, at: number): string => text.slice(at).replace(/\s+/g, " ");

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
    for (let i = 0; i < TOGETHER; i++) {
      const at = [...rest.matchAll(BEGINS)].at(-1)?.index;
      if (at === undefined) break;
      const tail = tailFrom(rest, at);
      const [, numbers] = USED.exec(tail) ?? [];
      if (numbers === undefined && !SAYS_UNKNOWN.test(tail)) break;
      for (const number of numbers?.match(/\d{1,4}/g) ?? [])
        if (marks.used.length < USED_MAX) marks.used.push(Number(number));
      marks.unknown ||= numbers === undefined;
      rest = rest.slice(0, at).trimEnd();
    }
    return rest === line || rest.trim() ? rest : [];
  });
  return { text: lines.join("\n").trim(), marks };
}

/** A part of a mark. */
const BEGUN =
  /^<(?:u(?:s(?:e(?:d(?:>[\d\s,;]*(?:<(?:\/(?:u(?:s(?:ed?)?)?)?)?)?)?)?)?|n(?:k(?:n(?:o(?:w(?:n[\s/]*)?)?)?)?)?)?)?$/i;

/** What may be shown of a text that still grows. */
export function shownOfKnown(growing: string): string {
  const { text } = readKnowledgeMarks(growing);
  // The end of a mark begins with one too.
  const last = text.lastIndexOf("<");
  for (const at of [last > 0 ? text.lastIndexOf("<", last - 1) : -1, last])
    if (at >= 0 && BEGUN.test(tailFrom(text, at))) return text.slice(0, at).trimEnd();
  return text;
}
