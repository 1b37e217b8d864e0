// Telegram has no tables, so a table becomes padded columns in a monospace font.

/** Wider cells are not padded to: one long cell would cost its length in every row. */
const MAX_WIDTH = 40;

/** @param rows the cells' texts; a row may be longer than the first */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) {
      widths[i] = Math.max(widths[i] ?? 0, Math.min(cell.length, MAX_WIDTH));
    }
  }
  return rows
    .map((row) => {
      const filled = row.slice(0, row.findLastIndex((cell) => cell !== "") + 1);
      const padded = filled.map((cell, i) => cell.padEnd(widths[i] ?? 0));
      return padded.join(" | ").trimEnd();
    })
    .join("\n");
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
