// The cells of tables by other programs. For a process of its own (lib/aside): a workbook is an archive by a stranger.
import { parse } from "csv-parse/sync";
import readWorkbook from "read-excel-file/node";

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/T00:00:00\.000Z$/, "")
      .replace(/\.000Z$/, "");
  return String(value).replace(/\s+/g, " ").trim();
}

export interface CellSheet {
  /** Empty: it is the only one. */
  name: string;
  cells: string[][];
}

const DELIMITERS = [";", "\t", ",", "|"];

/** The delimiter that parts the first lines into the most columns of equal number. */
function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, 20).filter((line) => line.trim() !== "");
  const score = (delimiter: string) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    return (
      counts.filter((count) => count > 0 && count === counts.at(-1)).length * 100 + Math.max(0, ...counts)
    );
  };
  return DELIMITERS.reduce((best, each) => (score(each) > score(best) ? each : best));
}

export function sheetOfCsv(text: string): CellSheet {
  // Excel writes the delimiter into the first line of some files.
  const told = /^sep=(.)\r?\n/.exec(text);
  const body = told ? text.slice(told[0].length) : text;
  const options = {
    delimiter: told?.[1] ?? delimiterOf(body),
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  };
  const cells = parse(body, options) as string[][];
  return { name: "", cells: cells.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim())) };
}

export async function sheetsOfXlsx(bytes: Buffer): Promise<CellSheet[]> {
  const sheets = await readWorkbook(bytes);
  return sheets.map(({ sheet, data }) => ({
    name: sheets.length > 1 ? sheet : "",
    cells: data.map((row) => row.map(cellText)),
  }));
}
