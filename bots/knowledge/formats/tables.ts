// Tables of a file: each row is a product where the columns say so, else rows stand together under the names of the columns.
import type { CellSheet } from "#lib/files/sheets.ts";
import type { MadePiece } from "#lib/knowledge/piece.ts";
import { labelsOf, productOf, productPiece, type TableRead, tableOf } from "#lib/knowledge/table.ts";
import { estimateTokens } from "#lib/memory/tokens.ts";

/** A table of products has names and prices. */
const hasProducts = ({ guess }: TableRead) => guess.includes("name") && guess.includes("price");

const TOKENS = 350;

/** Rows with the columns' names before each cell, so that a piece explains itself. */
function groups({ columns, rows }: TableRead, heading: string, place: string | null): MadePiece[] {
  const pieces: MadePiece[] = [];
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
export function piecesOfSheet({ name, cells }: CellSheet, heading: string): MadePiece[] {
  const table = tableOf(cells);
  const title = [heading, name].filter(Boolean).join(" › ");
  const place = name || null;
  if (!table) {
    const rows = cells.map((row) => row.filter(Boolean)).filter((row) => row.length > 0);
    return groups({ columns: [], rows, guess: [] }, title, place);
  }
  if (!hasProducts(table)) return groups(table, title, place);
  const columns = table.columns.map((column, i) => ({
    name: column,
    as: table.guess[i] ?? ("more" as const),
  }));
  // A row without a price is a heading of the price list: "Drinks". It goes with the products below it.
  const labels = labelsOf(columns);
  let section = "";
  return table.rows.flatMap((row) => {
    const filled = row.filter(Boolean);
    if (filled.length === 1) {
      section = filled[0] ?? "";
      return [];
    }
    const product = productOf(row, columns);
    if (!product) return [];
    const piece = productPiece(product, labels);
    return {
      ...piece,
      place,
      text: section ? `${piece.text}\n${section}` : piece.text,
      ...(section && { more: { ...piece.more, Category: section } }),
    };
  });
}
