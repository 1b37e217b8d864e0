// Run in a process of its own (lib/aside): a file of an office program on stdin, its text as JSON on stdout.
import { buffer } from "node:stream/consumers";
import { officeFault } from "#lib/files/office-fault.ts";
import type { Readable } from "./recognise.ts";

/** What the process answers. */
export type OfficeAnswer = { text: string } | { fault: "encrypted" | "broken" | "old" };

const readers: Record<Exclude<Readable, "text">, (bytes: Buffer) => Promise<string>> = {
  docx: async (bytes) => (await import("./formats/docx.ts")).textOfDocx(bytes),
  xlsx: async (bytes) => (await import("./formats/xlsx.ts")).textOfXlsx(bytes),
  slides: async (bytes) => (await import("./formats/xml-archive.ts")).textOfSlides(bytes),
  opendocument: async (bytes) => (await import("./formats/xml-archive.ts")).textOfOpenDocument(bytes),
};

async function answer(bytes: Buffer, format: string | undefined): Promise<OfficeAnswer> {
  const fault = officeFault(bytes);
  if (fault) return { fault };
  try {
    return { text: await readers[format as keyof typeof readers](bytes) };
  } catch {
    return { fault: "broken" };
  }
}

process.stdout.write(JSON.stringify(await answer(await buffer(process.stdin), process.argv[2])));
