// The text of a file that no model takes as it is.
import { AsideFailed, runAside } from "#lib/aside/aside.ts";
import { decodedText, isBinary } from "#lib/files/decode.ts";
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

async function whole(
  bytes: Uint8Array,
  format: Readable,
  owner: { tenantId: string; signal: AbortSignal },
): Promise<string> {
  if (format === "text") {
    const text = decodedText(bytes.subarray(0, 4 * TEXT_MAX));
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
