// Run in a process of its own (lib/aside): a file that a bot is to know on stdin, its pieces on stdout, a line of JSON each, with
// their words; the last line is how many pages it has, or why it cannot be read.
import { buffer } from "node:stream/consumers";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import type { FileFormat } from "#lib/knowledge/kinds-of-files.ts";
import { storable } from "#lib/knowledge/store.ts";
import { type FileText, readFormat } from "./formats/formats.ts";

const [format = "text", name = ""] = process.argv.slice(2);
try {
  const bytes = await buffer(process.stdin);
  const { pieces, pages, scanned }: FileText = await readFormat(bytes, format as FileFormat, name);
  let position = 0;
  const lines = pieces.map((piece) => `${JSON.stringify(storable(piece, position++))}\n`);
  process.stdout.write(`${lines.join("")}${JSON.stringify({ pages, scanned })}`);
} catch (error) {
  const fault = error instanceof UnreadableSource ? error.fault : "broken";
  process.stdout.write(JSON.stringify({ fault }));
}
