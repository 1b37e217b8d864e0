// Run in a process of its own (lib/aside): a file of an office program on stdin, its text as JSON on stdout.
import { buffer } from "node:stream/consumers";
import type { Readable } from "./recognise.ts";

/** What the process answers. */
export type OfficeAnswer = { text: string } | { fault: "encrypted" | "broken" | "old" };

/** Names of streams in a compound file, the container of encrypted files and of the formats before 2007. */
const inUtf16 = (name: string) => Buffer.from(name, "utf16le");
const COMPOUND = Buffer.from("d0cf11e0a1b11ae1", "hex");

const readers: Record<Exclude<Readable, "text">, (bytes: Buffer) => Promise<string>> = {
  docx: async (bytes) => (await import("./formats/docx.ts")).textOfDocx(bytes),
  xlsx: async (bytes) => (await import("./formats/xlsx.ts")).textOfXlsx(bytes),
  slides: async (bytes) => (await import("./formats/xml-archive.ts")).textOfSlides(bytes),
  opendocument: async (bytes) => (await import("./formats/xml-archive.ts")).textOfOpenDocument(bytes),
};

/** Whether an entry of the archive has a password: bit 0 of its flags. */
function hasPassword(bytes: Buffer): boolean {
  return bytes.readUInt32LE(0) === 0x04034b50 && bytes.length > 8 && (bytes.readUInt16LE(6) & 1) === 1;
}

async function answer(bytes: Buffer, format: string | undefined): Promise<OfficeAnswer> {
  if (bytes.subarray(0, COMPOUND.length).equals(COMPOUND))
    return { fault: bytes.includes(inUtf16("EncryptedPackage")) ? "encrypted" : "old" };
  if (bytes.length < 4) return { fault: "broken" };
  if (hasPassword(bytes)) return { fault: "encrypted" };
  try {
    return { text: await readers[format as keyof typeof readers](bytes) };
  } catch {
    return { fault: "broken" };
  }
}

process.stdout.write(JSON.stringify(await answer(await buffer(process.stdin), process.argv[2])));
