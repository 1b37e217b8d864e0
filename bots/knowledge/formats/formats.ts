// From a file's bytes to the pieces of a source. For a process of its own.

import { decodedText, isBinary } from "#lib/files/decode.ts";
import { officeFault } from "#lib/files/office-fault.ts";
import { cutPages, cutText, type PageText, withoutHeadings } from "#lib/knowledge/cut.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import type { FileFormat } from "#lib/knowledge/kinds-of-files.ts";
import type { MadePiece } from "#lib/knowledge/piece.ts";
import { textOfDocx } from "../../files/formats/docx.ts";
import { textOfOpenDocument, textOfSlides } from "../../files/formats/xml-archive.ts";

export interface FileText {
  pieces: MadePiece[];
  /** null: it has no pages. */
  pages: number | null;
  /** It has pages but no text: a model must read it. */
  scanned?: boolean;
}

type Reader = (bytes: Buffer, name: string) => Promise<FileText>;

const ofText = (text: string): FileText => ({ pieces: cutText(text), pages: null });
const ofPages = (pages: PageText[]): FileText => ({ pieces: cutPages(pages), pages: pages.length });

function textIn(bytes: Buffer): string {
  const text = decodedText(bytes);
  if (isBinary(text)) throw new UnreadableSource("broken");
  return text.replace(/^\ufeff/, "");
}

/** Letters of a page that has some: below it, they are a stamp or a number on a scan. */
const LETTERS = 16;

/** Slides and sheets of our readers: "# 1" and what follows. */
function parts(text: string): PageText[] {
  const found = [...text.matchAll(/^# (.*)\n([\s\S]*?)(?=\n\n# |$(?![\s\S]))/gm)];
  return found.length > 0
    ? found.map(([, place = "", text = ""]) => ({ place, text }))
    : [{ place: null, text }];
}

/** Of Markdown what is not shown where it is read: an order to a model may hide in it. One without an end stays. */
const withoutComments = (text: string): string =>
  text
    .split("<!--")
    .map((part, i) => {
      const end = i === 0 ? -1 : part.indexOf("-->");
      return i === 0 ? part : end < 0 ? `<!--${part}` : part.slice(end + 3);
    })
    .join("")
    .replace(/^ {0,3}\[(?:\/\/|comment|_)\]:.*$/gim, "");

/** The name without its ending, as the title of what is in it. */
const titleOf = (name: string) => name.replace(/\.\w+$/, "").replaceAll("_", " ");

const readers: Record<Exclude<FileFormat, "image">, Reader> = {
  text: async (bytes) => ofText(withoutHeadings(textIn(bytes))),
  markdown: async (bytes) => ofText(withoutComments(textIn(bytes))),
  html: async (bytes) => {
    const { textOfHtml } = await import("./html.ts");
    return ofText(textOfHtml(textIn(bytes)).text);
  },
  csv: async (bytes, name) => {
    const { piecesOfSheet } = await import("./tables.ts");
    const { sheetOfCsv } = await import("#lib/files/sheets.ts");
    return { pieces: piecesOfSheet(sheetOfCsv(textIn(bytes)), titleOf(name)), pages: null };
  },
  xlsx: async (bytes, name) => {
    const { piecesOfSheet } = await import("./tables.ts");
    const { sheetsOfXlsx } = await import("#lib/files/sheets.ts");
    const sheets = await sheetsOfXlsx(bytes);
    return { pieces: sheets.flatMap((sheet) => piecesOfSheet(sheet, titleOf(name))), pages: null };
  },
  docx: async (bytes) => ofText(await textOfDocx(bytes, { headings: true })),
  slides: async (bytes) => ofPages(parts(textOfSlides(bytes))),
  opendocument: async (bytes) => ofText(textOfOpenDocument(bytes)),
  pdf: async (bytes) => {
    const { pagesOfPdf } = await import("./pdf.ts");
    const pages = await pagesOfPdf(bytes);
    const letters = pages.reduce((sum, { text }) => sum + text.length, 0);
    return { ...ofPages(pages), scanned: letters < pages.length * LETTERS };
  },
};

const office: readonly FileFormat[] = ["docx", "xlsx", "slides", "opendocument"];

/** Pieces of one source at most, whatever its plan: what is more is no knowledge but a database. */
const PIECES_MOST = 100_000;

/** @throws UnreadableSource */
export async function readFormat(bytes: Buffer, format: FileFormat, name: string): Promise<FileText> {
  if (bytes.length === 0) throw new UnreadableSource("empty");
  if (format === "image") return { pieces: [], pages: 1, scanned: true };
  const fault = office.includes(format) ? officeFault(bytes) : null;
  if (fault) throw new UnreadableSource(fault);
  const file = await readers[format](bytes, name);
  if (file.scanned) return { ...file, pieces: [] };
  if (file.pieces.length === 0) throw new UnreadableSource("empty");
  if (file.pieces.length > PIECES_MOST) throw new UnreadableSource("tooLong");
  return file;
}
