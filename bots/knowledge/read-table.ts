// Run in a process of its own (lib/aside): a file with a table on stdin, the table as JSON on stdout; null: it has none.
import { buffer } from "node:stream/consumers";
import { tableOf } from "#lib/knowledge/table.ts";
import { decodedText } from "../files/decode.ts";
import { sheetOfCsv, sheetsOfXlsx } from "./formats/tables.ts";

const [format] = process.argv.slice(2);
const bytes = await buffer(process.stdin);
const sheets = format === "xlsx" ? await sheetsOfXlsx(bytes) : [sheetOfCsv(decodedText(bytes))];
// The sheet with the most rows: others explain it.
const tables = sheets.flatMap(({ cells }) => tableOf(cells) ?? []);
const [table = null] = tables.sort((a, b) => b.rows.length - a.rows.length);
process.stdout.write(JSON.stringify(table));
