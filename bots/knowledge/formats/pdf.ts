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
/** Of all pages, so many have a line that is their frame. */
const FRAME_SHARE = 0.6;

/** What stands beside a page's number. */
const PAGE_WORD = "(?:bet|sahifa|varaq|бет|саҳифа|варақ|page|pages|p|стр|страница|с|лист|of|из|dan|дан)";
const IS_PAGE_WORD = new RegExp(`^${PAGE_WORD}$`, "i");
const IS_BESIDE_PAGE_WORD = new RegExp(
  `(?:^|[^\\p{L}])${PAGE_WORD}[^\\p{L}\\d]*#|#[^\\p{L}\\d]*${PAGE_WORD}(?:$|[^\\p{L}])`,
  "iu",
);

/** Nothing but a page's number and the words around it. */
const isNumbering = (text: string): boolean =>
  /\d/.test(text) && (text.match(/\p{L}+/gu) ?? []).every((word) => IS_PAGE_WORD.test(word));

/**
 * Whether the number, which stands as # in the text, may count pages: it has a page's word beside it, or is the only one and stands at an
 * edge. "Xona 3: 300 000" is a row of a list: the next page ends with the next row.
 */
const mayCount = (text: string): boolean =>
  IS_BESIDE_PAGE_WORD.test(text) || (!/\d/.test(text) && /^\P{L}*#|#\P{L}*$/u.test(text));

/** The line as the other pages may have it: as it is, or with each of its numbers as one that counts pages. @param page from 0 */
function framesOf(text: string, page: number): string[] {
  const isOnlyNumbering = isNumbering(text);
  const numbered = [...text.matchAll(/\d+/g)].flatMap(({ index, 0: number }) => {
    const [before, after] = [text.slice(0, index), text.slice(index + number.length)];
    if (!isOnlyNumbering && !mayCount(`${before}#${after}`)) return [];
    return [`${before}#${Number(number) - page}#${after}`];
  });
  return [text, ...numbered];
}

/**
 * What stands at the top or the bottom of most pages, such as the file's name, is left out where the page before has it too: the
 * first one stays, and each that stands again below another. A page's number goes wherever it is.
 */
function withoutFrames(pages: readonly Line[][]): Line[][] {
  if (pages.length < MANY_PAGES) return [...pages];
  const gone = new Set<Line>();
  for (const edge of [0, -1]) {
    const keys = pages.map((lines, page) => {
      const line = lines.at(edge);
      return line && line.text.length <= FRAME_LENGTH ? framesOf(line.text, page) : [];
    });
    const counts = new Map<string, number>();
    for (const key of keys.flatMap((each) => [...new Set(each)])) counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const [page, lines] of pages.entries()) {
      const line = lines.at(edge);
      const frame = keys[page]?.find((key) => (counts.get(key) ?? 0) > pages.length * FRAME_SHARE);
      if (!line || frame === undefined) continue;
      const isCount = frame !== line.text && isNumbering(line.text);
      if (isCount || keys[page - 1]?.includes(frame)) gone.add(line);
    }
  }
  return pages.map((lines) => lines.filter((line) => !gone.has(line)));
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
