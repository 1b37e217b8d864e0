// What can be done with a file that a person sent: a model takes it as it is, we read it to text, or nobody here reads it.
import { extname } from "node:path";
import { acceptedType } from "#lib/gemini/files.ts";

/** What we read to text ourselves: Gemini takes none of the office types. */
export type Readable = "text" | "docx" | "xlsx" | "slides" | "opendocument";

/** How a file reaches the model. */
export type Treatment = { as: "file"; mimeType: string } | { as: "text"; format: Readable };

const office = "application/vnd.openxmlformats-officedocument";
const open = "application/vnd.oasis.opendocument";
const formats: Readonly<Record<string, Readable>> = {
  [`${office}.wordprocessingml.document`]: "docx",
  [`${office}.wordprocessingml.template`]: "docx",
  "application/vnd.ms-word.document.macroenabled.12": "docx",
  [`${office}.spreadsheetml.sheet`]: "xlsx",
  [`${office}.spreadsheetml.template`]: "xlsx",
  "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
  [`${office}.presentationml.presentation`]: "slides",
  [`${office}.presentationml.slideshow`]: "slides",
  [`${open}.text`]: "opendocument",
  [`${open}.spreadsheet`]: "opendocument",
  [`${open}.presentation`]: "opendocument",
  "application/json": "text",
  "application/xml": "text",
  "application/csv": "text",
  "application/x-javascript": "text",
  "application/javascript": "text",
  "application/x-python": "text",
  "application/x-sh": "text",
  "application/sql": "text",
  "application/yaml": "text",
  "application/x-yaml": "text",
  "application/toml": "text",
  "application/x-subrip": "text",
  "image/svg+xml": "text",
};

/** By the name, for senders who tell no type, a vague one, or one of their own. */
const byName: Readonly<Record<string, string>> = {
  ...{ ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx" },
  ...{ ".pptx": "slides", ".ppsx": "slides", ".odt": "opendocument", ".ods": "opendocument" },
  ...{ ".odp": "opendocument", ".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg" },
  ...{ ".png": "image/png", ".webp": "image/webp", ".heic": "image/heic", ".heif": "image/heif" },
  ...{
    ".mp3": "audio/mp3",
    ".m4a": "audio/m4a",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
  },
  ...{ ".wav": "audio/wav", ".flac": "audio/flac", ".aac": "audio/aac", ".aiff": "audio/aiff" },
  ...{ ".mp4": "video/mp4", ".mov": "video/mov", ".webm": "video/webm", ".avi": "video/avi" },
  ...{ ".3gp": "video/3gpp", ".mpg": "video/mpg", ".mpeg": "video/mpeg" },
  ...Object.fromEntries(
    [
      "txt",
      "text",
      "md",
      "markdown",
      "csv",
      "tsv",
      "json",
      "jsonl",
      "ndjson",
      "xml",
      "html",
      "htm",
      "log",
      "ini",
    ]
      .concat([
        "yaml",
        "yml",
        "toml",
        "env",
        "conf",
        "sql",
        "srt",
        "vtt",
        "tex",
        "svg",
        "css",
        "js",
        "mjs",
        "ts",
      ])
      .concat([
        "tsx",
        "jsx",
        "py",
        "java",
        "kt",
        "c",
        "h",
        "cpp",
        "cs",
        "go",
        "rs",
        "rb",
        "php",
        "sh",
        "swift",
        "rtf",
      ])
      .map((extension) => [`.${extension}`, "text"]),
  ),
};

const vague = new Set([
  "",
  "application/octet-stream",
  "application/zip",
  "application/x-zip-compressed",
  "binary/octet-stream",
]);

const isReadable = (name: string): name is Readable =>
  ["text", "docx", "xlsx", "slides", "opendocument"].includes(name);

/**
 * @param mimeType as the sender's program says; null: it says none @param name of the file; null: it has none
 * @returns null: neither a model nor we can read such a file
 */
export function treatmentOf(mimeType: string | null, name: string | null): Treatment | null {
  const [given = ""] = (mimeType ?? "").toLowerCase().split(";");
  const type = given.trim();
  const told = formats[type];
  if (told) return { as: "text", format: told };
  // A person's own encoding is ours to find out, so text never goes as a file.
  if (type.startsWith("text/") && type !== "text/rtf") return { as: "text", format: "text" };
  const accepted = acceptedType(type);
  if (accepted) return { as: "file", mimeType: accepted };
  const named = byName[extname(name ?? "").toLowerCase()];
  if (!named || !vague.has(type)) return null;
  return isReadable(named) ? { as: "text", format: named } : { as: "file", mimeType: named };
}
