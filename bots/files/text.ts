// The text of a file that no model takes as it is.
import { AsideFailed, runAside } from "../aside/aside.ts";
import type { OfficeAnswer } from "./office.ts";
import type { Readable } from "./recognise.ts";

/** Why a file has no text for us. */
export type TextFault = "empty" | "broken" | "encrypted" | "old" | "tooMuch" | "busy";

export class FileHasNoText extends Error {
  readonly fault: TextFault;
  constructor(fault: TextFault) {
    super(`A file was not read: ${fault}.`);
    this.name = "FileHasNoText";
    this.fault = fault;
  }
}

/** Characters of all files of a question together: some 50,000 tokens, a fifth of what a free key may send in a minute. */
export const TEXT_MAX = 200_000;

const OFFICE = new URL("office.ts", import.meta.url);

/** UTF-8, UTF-16 where its mark stands in front, else the encoding of Windows for Cyrillic: what Excel and Notepad write. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    // As a stream, since the end may cut a character.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1251").decode(bytes);
  }
}

/** A file that only says that it is text: nobody's text has so many of these. */
const isBinary = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  (text.slice(0, 4_000).match(/[\0-\x08\x0e-\x1f\ufffd]/g)?.length ?? 0) > 20;

async function whole(
  bytes: Uint8Array,
  format: Readable,
  owner: { tenantId: string; signal: AbortSignal },
): Promise<string> {
  if (format === "text") {
    const text = decoded(bytes.subarray(0, 4 * TEXT_MAX));
    if (isBinary(text)) throw new FileHasNoText("broken");
    return text;
  }
  try {
    const answer = JSON.parse(
      String(await runAside(OFFICE, bytes, { ...owner, args: [format] })),
    ) as OfficeAnswer;
    if ("fault" in answer) throw new FileHasNoText(answer.fault);
    return answer.text;
  } catch (error) {
    if (!(error instanceof AsideFailed)) throw error;
    const faults = { limit: "tooMuch", failed: "broken", busy: "busy" } as const;
    throw new FileHasNoText(faults[error.fault]);
  }
}

/**
 * @param room how many characters are left for it
 * @returns its text, at most so much of it @throws FileHasNoText, or the signal's reason
 */
export async function textOfFile(
  bytes: Uint8Array,
  format: Readable,
  owner: { tenantId: string; signal: AbortSignal },
  room = TEXT_MAX,
): Promise<{ text: string; cut: boolean }> {
  if (bytes.length === 0) throw new FileHasNoText("empty");
  const text = (await whole(bytes, format, owner)).trim();
  if (text === "") throw new FileHasNoText("empty");
  return { text: text.slice(0, room).toWellFormed(), cut: text.length > room };
}
