// The text of a PDF, page by page: lines from where its texts stand, headings from the size of their letters.

import { getDocumentProxy } from "unpdf";
import type { PageText } from "#lib/knowledge/cut.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";

/** Milliseconds of reading are bounded by the process; this bounds its memory. */
const PAGES_MOST = 5_000;
/** Of letters, compared with the text's own: a larger line is a heading. */
const HEADING = 1.2;
const HEADING_LENGTH = 150;

interface Line {
  text: string;
  size: number;
  y: number;
}

interface Item {
  str: string;
  /** The matrix: [2] and [3] are the size, [4] and [5] where it stands. */
  transform: number[];
  width: number;
  hasEOL: boolean;
}

/** A gap of several letters parts the cells of a table's row. */
function linesOf(items: readonly Item[]): Line[] {
  const lines: Line[] = [];
  let [line, end]: [Line | null, number] = [null, 0];
  for (const { str, transform, width, hasEOL } of items) {
    const [, , skew = 0, scale = 0, x = 0, y = 0] = transform;
    const size = Math.hypot(skew, scale);
    if (str.trim() !== "") {
      if (line && Math.abs(line.y - y) < Math.max(line.size, size) / 2) {
        const gap = x - end;
        const part = gap > size * 1.8 ? " | " : gap > size * 0.15 && !/\s$/.test(line.text) ? " " : "";
        line.text += part + str;
        line.size = Math.max(line.size, size);
      } else {
        line = { text: str, size, y };
        lines.push(line);
      }
      end = x + width;
    } else if (line && str !== "") line.text += " ";
    if (hasEOL) line = null;
  }
  return lines
    .map((each) => ({ ...each, text: each.text.replace(/\s+/g, " ").trim() }))
    .filter(({ text }) => text);
}

/** The size of most letters. */
function usualSize(pages: readonly Line[][]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of pages.flat()) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const MANY_PAGES = 5;
/** A longer line at the edge of a page is text. */
const FRAME_LENGTH = 80;
const withoutNumbers = (text: string) => text.replace(/\d+/g, "#");

/** What stands at the top or the bottom of most pages: the file's name, the page's number. */
function withoutFrames(pages: readonly Line[][]): Line[][] {
  if (pages.length < MANY_PAGES) return [...pages];
  const counts = new Map<string, number>();
  const framesOf = (lines: Line[]) =>
    new Set([lines[0], lines.at(-1)].flatMap((line) => (line ? [line] : [])));
  for (const lines of pages)
    for (const { text } of framesOf(lines))
      counts.set(withoutNumbers(text), (counts.get(withoutNumbers(text)) ?? 0) + 1);
  const isFrame = ({ text }: Line) =>
    text.length <= FRAME_LENGTH && (counts.get(withoutNumbers(text)) ?? 0) > pages.length * 0.6;
  return pages.map((lines) => {
    const frames = framesOf(lines);
    return lines.filter((line) => !frames.has(line) || !isFrame(line));
  });
}

function textOf(lines: readonly Line[], usual: number): string {
  let text = "";
  let before: Line | null = null;
  for (const line of lines) {
    const isHeading = line.size >= usual * HEADING && line.text.length <= HEADING_LENGTH;
    const level = line.size >= usual * 1.6 ? 1 : 2;
    // A gap of more than a line begins a paragraph; so does a new column.
    const gap = before ? before.y - line.y : 0;
    const isNew = before && (gap > line.size * 1.9 || gap < 0);
    if (isHeading && before && before.size === line.size && gap > 0 && gap < line.size * 1.9)
      text += ` ${line.text}`;
    else if (isHeading) text += `\n\n${"#".repeat(level)} ${line.text}`;
    else {
      // A word that was parted at the line's end.
      const parted = /\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line.text);
      text = parted
        ? text.slice(0, -1) + line.text
        : `${text}${isNew ? "\n\n" : "\n"}${line.text.replace(/^#/, " #")}`;
    }
    before = line;
  }
  return text.trim();
}

/** @throws UnreadableSource */
export async function pagesOfPdf(bytes: Buffer): Promise<PageText[]> {
  const options = { isEvalSupported: false, useSystemFonts: false, disableFontFace: true, verbosity: 0 };
  const pdf = await getDocumentProxy(new Uint8Array(bytes), options).catch((error: Error) => {
    throw new UnreadableSource(error.name === "PasswordException" ? "encrypted" : "broken");
  });
  if (pdf.numPages > PAGES_MOST) throw new UnreadableSource("tooLong");
  const pages: Line[][] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(linesOf(items.flatMap((item) => ("str" in item ? [item] : []))));
    page.cleanup();
  }
  const usual = usualSize(pages);
  return withoutFrames(pages).map((lines, i) => ({ place: String(i + 1), text: textOf(lines, usual) }));
}
