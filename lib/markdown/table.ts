// Telegram has no tables in its texts. One that fits a phone becomes padded columns in a monospace font; a wider one, whose
// lines the phone would break, becomes "name: value" lines.
import stringWidth from "string-width";

/** Wider cells are not padded to: one long cell would cost its length in every row. */
const MAX_WIDTH = 40;
/**
 * Columns of monospace text that a phone shows in one line: Telegram for Android writes code in 14 dp by default, a character
 * of which is 0.6 as wide, and leaves about 260 of a phone's 360 dp for it.
 */
const PHONE_WIDTH = 30;
const BETWEEN = " | ";

export interface TableCell {
  text: string;
  /** As its column says. */
  right: boolean;
}

/** Characters of one column each, without combining ones: Latin and Cyrillic, which the library need not look at. */
const NARROW = /^[\x20-\u02ff\u0400-\u0482\u048a-\u04ff]*$/;

/** Columns that a monospace font needs: two for an emoji or a Chinese character, none for a combining mark. */
const widthOf = (text: string): number => (NARROW.test(text) ? text.length : stringWidth(text));

const trimmed = (row: readonly TableCell[]) => row.slice(0, row.findLastIndex(({ text }) => text !== "") + 1);

function widthsOf(rows: readonly (readonly TableCell[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, { text }] of row.entries()) {
      widths[i] = Math.max(widths[i] ?? 0, Math.min(widthOf(text), MAX_WIDTH));
    }
  }
  return widths;
}

/** Whether a phone shows each row in one line. */
export const fitsPhone = (rows: readonly (readonly TableCell[])[]): boolean =>
  rows.every((row) => {
    const cells = trimmed(row);
    const width = cells.reduce((sum, { text }) => sum + widthOf(text), BETWEEN.length * (cells.length - 1));
    return width <= PHONE_WIDTH;
  }) && widthsOf(rows).reduce((sum, width) => sum + width + BETWEEN.length, -BETWEEN.length) <= PHONE_WIDTH;

/** Whether the names of the columns may be repeated for each row: a long head over many short rows would be all there is. */
export function mayRepeatHead([head = [], ...rows]: readonly (readonly TableCell[])[]): boolean {
  const lengthOf = (cells: readonly TableCell[]) => cells.reduce((sum, { text }) => sum + text.length, 0);
  const body = rows.reduce((sum, row) => sum + lengthOf(row), 0);
  return body > 0 && rows.length * lengthOf(head) <= 2_000 + 4 * body;
}

/** @param rows the cells' texts; a row may be longer than the first */
export function columnsText(rows: readonly (readonly TableCell[])[]): string {
  const widths = widthsOf(rows);
  const padded = ({ text, right }: TableCell, i: number) => {
    const room = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
    return right ? room + text : text + room;
  };
  return rows.map((row) => trimmed(row).map(padded).join(BETWEEN).trimEnd()).join("\n");
}

/** The cells of a row's source that lie beyond the table's columns; Markdown drops them, a person should see them. */
export function cellsBeyond(source: string, columns: number): string[] {
  const cells = source
    .trim()
    .replace(/^[\s>]*\|?/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/);
  return cells.slice(columns).map((cell) => cell.replaceAll("\\|", "|").trim());
}
