// From a file's bytes to the pieces of a source. For a process of its own.
import { cutText } from "#lib/knowledge/cut.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import type { FileFormat } from "#lib/knowledge/kinds-of-files.ts";
import type { NewPiece } from "#lib/knowledge/piece.ts";
import { decodedText, isBinary } from "../files/decode.ts";

export interface FileText {
  pieces: NewPiece[];
  /** null: it has no pages. */
  pages: number | null;
}

type Reader = (bytes: Buffer, name: string) => Promise<FileText>;

const ofText = (text: string): FileText => ({ pieces: cutText(text), pages: null });

function textIn(bytes: Buffer): string {
  const text = decodedText(bytes);
  if (isBinary(text)) throw new UnreadableSource("broken");
  return text.replace(/^\ufeff/, "");
}

const readers: Partial<Record<FileFormat, Reader>> = {
  // A "#" at the beginning of a line of plain text is no heading.
  text: async (bytes) => ofText(textIn(bytes).replace(/^(#{1,6}\s)/gm, " $1")),
  markdown: async (bytes) => ofText(textIn(bytes)),
};

/** @throws UnreadableSource */
export async function readFormat(bytes: Buffer, format: FileFormat, name: string): Promise<FileText> {
  if (bytes.length === 0) throw new UnreadableSource("empty");
  const read = readers[format];
  if (!read) throw new UnreadableSource("broken");
  const text = await read(bytes, name);
  if (text.pieces.length === 0) throw new UnreadableSource("empty");
  return text;
}
