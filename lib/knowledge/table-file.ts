// Run in a process of its own (lib/aside): a file with a table of products on stdin, the table as JSON on stdout.
import { buffer } from "node:stream/consumers";
import { decodedText, isBinary } from "../files/decode.ts";
import { officeFault } from "../files/office-fault.ts";
import { sheetOfCsv, sheetsOfXlsx } from "../files/sheets.ts";
import { formatOf } from "./kinds-of-files.ts";
import { type TableRead, tableOf } from "./table.ts";

/** Of a workbook the sheet with the most rows. @returns null: there is no table in it */
async function tableIn(bytes: Buffer, name: string): Promise<TableRead | null> {
  if (formatOf(name) === "csv") {
    const text = decodedText(bytes);
    return isBinary(text) ? null : tableOf(sheetOfCsv(text).cells);
  }
  if (officeFault(bytes)) return null;
  const tables = (await sheetsOfXlsx(bytes)).flatMap(({ cells }) => tableOf(cells) ?? []);
  return tables.reduce<TableRead | null>(
    (best, each) => (best && best.rows.length >= each.rows.length ? best : each),
    null,
  );
}

const table = await tableIn(await buffer(process.stdin), process.argv[2] ?? "").catch(() => null);
process.stdout.write(JSON.stringify(table));
