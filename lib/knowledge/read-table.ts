// A file with a table of products, read for whoever is about to import it.
import { AppError } from "../errors.ts";
import { type Table, tableOf } from "./table.ts";

/** @throws AppError "source_type" */
export async function readTable(bytes: Uint8Array, name: string): Promise<Table> {
  const lines = /\.csv$/i.test(name) ? new TextDecoder().decode(bytes).split(/\r?\n/) : [];
  const table = tableOf(lines.map((line) => line.split(line.includes(";") ? ";" : ",")));
  if (!table) throw new AppError("source_type");
  return table;
}
