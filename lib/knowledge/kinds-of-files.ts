// Which files a bot can be given to know, by their names. Pure; also in the browser.

/** How a file is read. */
export type FileFormat =
  | "text"
  | "markdown"
  | "html"
  | "csv"
  | "pdf"
  | "docx"
  | "xlsx"
  | "slides"
  | "opendocument"
  /** A picture, which a model reads. */
  | "image";

const formats: Readonly<Record<string, FileFormat>> = {
  ...{ txt: "text", text: "text", md: "markdown", markdown: "markdown", html: "html", htm: "html" },
  ...{ csv: "csv", tsv: "csv", pdf: "pdf", docx: "docx", docm: "docx", xlsx: "xlsx", xlsm: "xlsx" },
  ...{ pptx: "slides", ppsx: "slides", odt: "opendocument", ods: "opendocument", odp: "opendocument" },
  ...{ jpg: "image", jpeg: "image", png: "image", webp: "image", heic: "image", heif: "image" },
};

/** For a file's input. */
export const SOURCE_FILES = Object.keys(formats)
  .map((extension) => `.${extension}`)
  .join(",");

/** @returns null: such a file cannot be read */
export function formatOf(name: string): FileFormat | null {
  const extension = /\.([a-z]+)$/i.exec(name.trim())?.[1]?.toLowerCase();
  return (extension && formats[extension]) || null;
}

/** Bytes of one file at most. */
export const SOURCE_FILE_MOST = 50 * 1024 * 1024;
/** Bytes of one part of a file: a request's body must have room for it (scripts/dashboard/bodies.ts). */
export const SOURCE_PART = 400_000;
