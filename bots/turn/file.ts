// Downloads files for the model. Their address contains the token and never leaves this process.
import { TelegramError } from "telegraf";
import { env } from "#lib/env.ts";
import { FILES_BYTES_MAX, FILES_MAX } from "#lib/gemini/files.ts";
import { callApi, TelegramAway } from "../telegram/call.ts";
import type { ChatHandle } from "../telegram/send.ts";
import type { FileRef } from "./question.ts";

const DOWNLOAD_MS = 60_000;

/** The files are too large together, or too many. */
export class FileTooLarge extends Error {}

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
    if (error instanceof TelegramError && /too big/i.test(error.description)) throw new FileTooLarge();
    throw error;
  }
}

async function readFile(chat: ChatHandle, file: FileRef, room: { bytes: number }): Promise<Blob> {
  const address = `${env().TELEGRAM_API_ROOT}/file/bot${chat.telegram.token}/${await pathOf(chat, file)}`;
  const signal = AbortSignal.any([chat.signal, AbortSignal.timeout(DOWNLOAD_MS)]);
  const response = await fetch(address, { signal }).catch(() => null);
  if (!response || response.status >= 500) throw new TelegramAway(`file: ${response?.status ?? "no answer"}`);
  if (!response.ok) throw new FileUnreadable(response.status);
  if (Number(response.headers.get("content-length")) > FILES_BYTES_MAX) throw new FileTooLarge();
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

/** Bytes that the files take in memory, at most. */
export function bytesOf(files: readonly FileRef[]): number {
  const told = files.reduce((sum, { size }) => sum + (size ?? FILES_BYTES_MAX), 0);
  return Math.ceil((Math.min(told, FILES_BYTES_MAX) * 4) / 3);
}

/**
 * Downloads the files, and no more of them than may be sent. @returns each in base64
 * @throws FileTooLarge (for all together), or the error of a download
 */
export async function readFiles(chat: ChatHandle, files: readonly FileRef[]): Promise<Blob[]> {
  if (files.length === 0) return [];
  const told = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  if (files.length > FILES_MAX || told > FILES_BYTES_MAX) throw new FileTooLarge();
  const over = new AbortController();
  const downloading = { ...chat, signal: AbortSignal.any([chat.signal, over.signal]) };
  const room = { bytes: FILES_BYTES_MAX };
  try {
    return await Promise.all(files.map((file) => readFile(downloading, file, room)));
  } finally {
    // Ends the other downloads if one has failed.
    over.abort();
  }
}
