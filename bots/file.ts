// A file that a person sent, for the model. Its address contains the token: it never leaves this process.
import { env } from "#lib/env.ts";
import type { FileRef } from "./question.ts";
import { type Chat, callApi } from "./reply/send.ts";

/** Telegram's limit for downloads by bots, and about what a request to Gemini may hold. */
export const FILE_LIMIT = 20 * 1024 * 1024;

export class FileTooLarge extends Error {}

/** @returns base64. @throws FileTooLarge, or what kept it from being read (without the address) */
export async function readFile({ telegram, signal }: Chat, file: FileRef): Promise<string> {
  if ((file.size ?? 0) > FILE_LIMIT) throw new FileTooLarge();
  const { file_path } = await callApi<{ file_path?: string }>(
    telegram,
    "getFile",
    { file_id: file.fileId },
    signal,
  );
  const response = await fetch(`${env().TELEGRAM_API_ROOT}/file/bot${telegram.token}/${file_path}`, {
    signal,
  }).catch(() => null);
  if (!response?.ok) throw new Error(`The file could not be read (${response?.status ?? "no answer"}).`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > FILE_LIMIT) throw new FileTooLarge();
  return bytes.toString("base64");
}
