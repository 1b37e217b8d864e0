// The cells of tables by other programs. For a process of its own (lib/aside): a workbook is an archive by a stranger.
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
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

const WORKBOOK = "xl/workbook.xml";
const RELATIONS = "xl/_rels/workbook.xml.rels";
/** Of a sheet's XML, what stands before its rows. */
const HEAD_BYTES = 256 * 1024;
/** Of Excel's sheets. */
const COLUMNS_MOST = 16_384;

const tagsOf = (xml: string, name: string): string[] =>
  xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, "g")) ?? [];
const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(tag)?.[1];

/**
 * What a price list does not show, such as what was paid for each thing.
 * @returns for each sheet, in order, its hidden columns from 0; null: all of it is hidden
 */
function hiddenIn(bytes: Buffer): (ReadonlySet<number> | null)[] {
  const parts = unzipSync(bytes, {
    filter: ({ name }) => name === WORKBOOK || name === RELATIONS || name.startsWith("xl/worksheets/"),
  });
  const xmlOf = (name: string) => strFromU8((parts[name] ?? new Uint8Array()).subarray(0, HEAD_BYTES), true);
  const files = new Map(
    tagsOf(xmlOf(RELATIONS), "Relationship").map((tag) => [
      attributeOf(tag, "Id"),
      attributeOf(tag, "Target") ?? "",
    ]),
  );
  return tagsOf(xmlOf(WORKBOOK), "sheet").map((sheet) => {
    if (/^(?:very)?hidden$/i.test(attributeOf(sheet, "state") ?? "")) return null;
    const file = files.get(attributeOf(sheet, "id")) ?? "";
    const [head = ""] = xmlOf(file.startsWith("/") ? file.slice(1) : `xl/${file}`).split(
      /<(?:\w+:)?sheetData/,
      1,
    );
    const columns = new Set<number>();
    for (const tag of tagsOf(head, "col")) {
      if (!/^(?:1|true)$/.test(attributeOf(tag, "hidden") ?? "")) continue;
      const [from, to] = [
        Number(attributeOf(tag, "min")),
        Math.min(Number(attributeOf(tag, "max")), COLUMNS_MOST),
      ];
      for (let column = from; column <= to; column++) columns.add(column - 1);
    }
    return columns;
  });
}
/** Without sheets and columns that are hidden: whoever looks at the file does not see that they are told too. */
export async function sheetsOfXlsx(bytes: Buffer): Promise<CellSheet[]> {
  const sheets = await readWorkbook(bytes);
  const hidden = hiddenIn(bytes);
  return sheets.flatMap(({ sheet, data }, i): CellSheet[] => {
    const columns = hidden[i];
    if (columns === null) return [];
    const cells = data.map((row) => row.filter((_, column) => !columns?.has(column)).map(cellText));
    return [{ name: sheets.length > 1 ? sheet : "", cells }];
  });
}
