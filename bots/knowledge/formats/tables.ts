// Tables of a file: each row is a product where the columns say so, else rows stand together under the names of the columns.
import { parse } from "csv-parse/sync";
import readWorkbook from "read-excel-file/node";
import type { NewPiece } from "#lib/knowledge/piece.ts";
import { productOf, productPiece, type Table, tableOf } from "#lib/knowledge/table.ts";
import { estimateTokens } from "#lib/memory/tokens.ts";
import { cellText } from "../../files/formats/xlsx.ts";

export interface Sheet {
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

export function sheetOfCsv(text: string): Sheet {
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

export async function sheetsOfXlsx(bytes: Buffer): Promise<Sheet[]> {
  const sheets = await readWorkbook(bytes);
  return sheets.map(({ sheet, data }) => ({
    name: sheets.length > 1 ? sheet : "",
    cells: data.map((row) => row.map(cellText)),
  }));
}

/** A table of products has names and prices. */
const hasProducts = ({ guess }: Table) => guess.includes("name") && guess.includes("price");

const TOKENS = 350;

/** Rows with the columns' names before each cell, so that a piece explains itself. */
function groups({ columns, rows }: Table, heading: string, place: string | null): NewPiece[] {
  const pieces: NewPiece[] = [];
  let [lines, tokens]: [string[], number] = [[], 0];
  const end = () => {
    if (lines.length > 0) pieces.push({ heading, text: lines.join("\n"), place });
    [lines, tokens] = [[], 0];
  };
  const named = columns.some((column, i) => column !== `${i + 1}`);
  for (const row of rows) {
    const line = row.flatMap((cell, i) => (cell ? (named ? `${columns[i]}: ${cell}` : cell) : [])).join("; ");
    const own = estimateTokens(line);
    if (tokens + own > TOKENS) end();
    lines.push(line);
    tokens += own;
  }
  end();
  return pieces;
}

/** @param heading of the file */
export function piecesOfSheet({ name, cells }: Sheet, heading: string): NewPiece[] {
  const table = tableOf(cells);
  const title = [heading, name].filter(Boolean).join(" › ");
  const place = name || null;
  if (!table) {
    const rows = cells.map((row) => row.filter(Boolean)).filter((row) => row.length > 0);
    return groups({ columns: rows.map((_, i) => `${i + 1}`), rows, guess: [] }, title, place);
  }
  if (!hasProducts(table)) return groups(table, title, place);
  const columns = table.columns.map((column, i) => ({
    name: column,
    as: table.guess[i] ?? ("more" as const),
  }));
  // A row without a price is a heading of the price list: "Drinks". It goes with the products below it.
  let section = "";
  return table.rows.flatMap((row) => {
    const filled = row.filter(Boolean);
    if (filled.length === 1) {
      section = filled[0] ?? "";
      return [];
    }
    const product = productOf(row, columns);
    if (!product) return [];
    const piece = productPiece(product);
    return {
      ...piece,
      place,
      text: section ? `${piece.text}\n${section}` : piece.text,
      ...(section && { more: { ...piece.more, Category: section } }),
    };
  });
}
