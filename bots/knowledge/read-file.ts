// Run in a process of its own (lib/aside): a file that a bot is to know on stdin, or pages as lines of JSON; its pieces on stdout, a
// line of JSON each, with their words. The last line says how many pages it has, or why it cannot be read.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { type SourceFault, UnreadableSource } from "#lib/knowledge/faults.ts";
import type { FileFormat } from "#lib/knowledge/kinds-of-files.ts";
import { storable } from "#lib/knowledge/store.ts";
import { type FileText, readFormat } from "./formats/formats.ts";

/** The last line. */
export type ReadEnd =
  | { fault: SourceFault }
  /** `hash`: of the pieces, so the same text has the same whatever else a page says. */
  | { pages: number | null; scanned: boolean; hash: string };

async function readPages(): Promise<FileText> {
  const { piecesOfSite } = await import("./formats/site.ts");
  const pieces = await piecesOfSite(
    createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  );
  if (pieces.length === 0) throw new UnreadableSource("empty");
  return { pieces, pages: null };
}

const [format = "text", name = ""] = process.argv.slice(2);

async function answer(): Promise<string> {
  const {
    pieces,
    pages,
    scanned = false,
  } = format === "pages"
    ? await readPages()
    : await readFormat(await buffer(process.stdin), format as FileFormat, name);
  const hash = createHash("sha256");
  let lines = "";
  for (const [position, piece] of pieces.entries()) {
    hash.update(JSON.stringify([piece.heading, piece.text, piece.place]));
    lines += `${JSON.stringify(storable(piece, position))}\n`;
  }
  return lines + JSON.stringify({ pages, scanned, hash: hash.digest("hex") } satisfies ReadEnd);
}

process.stdout.write(
  await answer().catch((error: unknown) => {
    const fault = error instanceof UnreadableSource ? error.fault : "broken";
    return JSON.stringify({ fault } satisfies ReadEnd);
  }),
);
