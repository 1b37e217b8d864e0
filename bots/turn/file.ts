// Downloads files for the model, and reads those that no model takes. Their address contains the token and never leaves
// this process.
import { TelegramError } from "telegraf";
import { env } from "#lib/env.ts";
import { FILES_BYTES_MAX, FILES_MAX } from "#lib/gemini/files.ts";
import type { Part } from "#lib/gemini/request.ts";
import { FileHasNoText, TEXT_MAX, textOfFile } from "../files/text.ts";
import { callApi, TelegramAway } from "../telegram/call.ts";
import type { ChatHandle } from "../telegram/send.ts";
import type { FileRef } from "./content.ts";

const DOWNLOAD_MS = 60_000;
/** Telegram gives a bot no larger file. */
const DOWNLOAD_BYTES = 20 * 1024 * 1024;

/** The files are too large together, or too many; `each`: one is larger than Telegram gives. */
export class FileTooLarge extends Error {
  readonly each: boolean;
  constructor({ each = false } = {}) {
    super("A file is too large.");
    this.name = "FileTooLarge";
    this.each = each;
  }
}

/** What went wrong with one file of a question. */
export class FileFault extends Error {
  readonly fault: FileHasNoText["fault"];
  readonly file: FileRef;
  constructor(fault: FileHasNoText["fault"], file: FileRef) {
    super(`A file was not read: ${fault}.`);
    this.name = "FileFault";
    this.fault = fault;
    this.file = file;
  }
}

/** Telegram does not give the file. */
export class FileUnreadable extends Error {
  constructor(status?: number) {
    super(`A file could not be read (${status ?? "no answer"}).`);
    this.name = "FileUnreadable";
  }
}

async function pathOf({ telegram, signal }: ChatHandle, { fileId }: FileRef): Promise<string> {
  try {
    const file = await callApi<{ file_path?: string }>(
      telegram,
      "getFile",
      { file_id: fileId },
      signal,
      30_000,
    );
    return file.file_path ?? "";
  } catch (error) {
    if (error instanceof TelegramError && /too big/i.test(error.description))
      throw new FileTooLarge({ each: true });
    throw error;
  }
}

async function download(chat: ChatHandle, file: FileRef, room: { bytes: number }): Promise<Blob> {
  const address = `${env().TELEGRAM_API_ROOT}/file/bot${chat.telegram.token}/${await pathOf(chat, file)}`;
  const signal = AbortSignal.any([chat.signal, AbortSignal.timeout(DOWNLOAD_MS)]);
  const response = await fetch(address, { signal }).catch(() => null);
  if (!response || response.status >= 500) throw new TelegramAway(`file: ${response?.status ?? "no answer"}`);
  if (!response.ok) throw new FileUnreadable(response.status);
  if (Number(response.headers.get("content-length")) > room.bytes) throw new FileTooLarge();
  // In base64 piece by piece, outside of the heap: the file is in memory once, a third larger.
  const pieces: Blob[] = [];
  let odd = Buffer.alloc(0);
  try {
    for await (const chunk of response.body ?? []) {
      room.bytes -= chunk.length;
      if (room.bytes < 0) throw new FileTooLarge();
      const bytes = Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % 3);
      pieces.push(new Blob([bytes.toString("base64", 0, whole)]));
      odd = Buffer.from(bytes.subarray(whole));
    }
  } catch (error) {
    throw error instanceof FileTooLarge ? error : new TelegramAway("file: cut");
  }
  return new Blob([...pieces, odd.toString("base64")]);
}

/** Bytes of the files together that go to the model as they are, and of those that are read to text here. */
const mostBytes = { file: FILES_BYTES_MAX, text: DOWNLOAD_BYTES };
const ways = ["file", "text"] as const;

/** What Telegram says of their sizes. @param unknown of a file of which it says nothing */
const toldBytes = (files: readonly FileRef[], way: (typeof ways)[number], unknown: number): number =>
  files.reduce((sum, { size, treatment }) => sum + (treatment.as === way ? (size ?? unknown) : 0), 0);

/** Bytes that the files take in memory, at most. */
export function bytesOf(files: readonly FileRef[]): number {
  const bytes = ways.map((way) => Math.min(toldBytes(files, way, mostBytes[way]), mostBytes[way]));
  return Math.ceil((bytes.reduce((sum, each) => sum + each, 0) * 4) / 3);
}

/** The file for the model: as it is, or its text below its name. `left.characters` is what the text may take of the room. */
async function partOf(
  file: FileRef,
  base64: Blob,
  { tenantId, signal, left }: { tenantId: string; signal: AbortSignal; left: { characters: number } },
): Promise<Part> {
  const { treatment, name } = file;
  if (base64.size === 0) throw new FileFault("empty", file);
  if (treatment.as === "file") {
    // Google refuses the whole request for the sake of a PDF that is none.
    const isPdf = treatment.mimeType === "application/pdf";
    if (isPdf && !atob(await base64.slice(0, 1_400).text()).includes("%PDF-"))
      throw new FileFault("broken", file);
    return { inlineData: { mimeType: treatment.mimeType, data: base64 } };
  }
  const bytes = Buffer.from(await base64.text(), "base64");
  try {
    const { text, cut } = await textOfFile(bytes, treatment.format, { tenantId, signal }, left.characters);
    left.characters -= text.length;
    return {
      text: `The file “${name ?? "file"}”:\n${text}${cut ? "\n[The rest of the file is left out.]" : ""}`,
    };
  } catch (error) {
    throw error instanceof FileHasNoText ? new FileFault(error.fault, file) : error;
  }
}

/**
 * Downloads the files, no more of them than may be sent or read. @returns what each is for the model, in order
 * @throws FileTooLarge (for all together), FileFault (the first that cannot be read), or the error of a download
 */
export async function readFiles(
  chat: ChatHandle,
  files: readonly FileRef[],
  tenantId: string,
): Promise<Part[]> {
  if (files.length === 0) return [];
  if (files.some(({ size }) => (size ?? 0) > DOWNLOAD_BYTES)) throw new FileTooLarge({ each: true });
  const isTooMuch = ways.some((way) => toldBytes(files, way, 0) > mostBytes[way]);
  if (files.length > FILES_MAX || isTooMuch) throw new FileTooLarge();
  const over = new AbortController();
  const signal = AbortSignal.any([chat.signal, over.signal]);
  const rooms = { file: { bytes: mostBytes.file }, text: { bytes: mostBytes.text } };
  const left = { characters: TEXT_MAX };
  try {
    const blobs = await Promise.all(
      files.map((file) => download({ ...chat, signal }, file, rooms[file.treatment.as])),
    );
    const parts: Part[] = [];
    // One after the other: the earlier ones come first into the room for text.
    for (const [i, file] of files.entries())
      parts.push(await partOf(file, blobs[i] ?? new Blob(), { tenantId, signal, left }));
    return parts;
  } finally {
    // Ends the other downloads if one has failed.
    over.abort();
  }
}
