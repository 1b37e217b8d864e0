// Sends a file that a bot is to know, in parts (lib/knowledge/upload.ts). In the browser.
import { SOURCE_PART } from "#lib/knowledge/kinds-of-files.ts";

interface UploadAddress {
  tenant: string;
  botId: string;
  /** A UUID: another try with the same one stores nothing twice. */
  upload: string;
}

export interface SourceUpload extends UploadAddress {
  file: File;
  /** For all bots of the tenant. */
  shared?: boolean;
  /** Replaces the file of this source. */
  sourceId?: string;
  /** Once aborted, what has arrived of it is taken back. */
  signal: AbortSignal;
  /** @param share from 0 to 1 */
  onProgress?(share: number): void;
}

export type Uploaded = { id: string } | { error: string; code: string };

const TRIES = 4;
const PAUSE_MS = 1_000;

const addressOf = ({ tenant, botId, upload }: UploadAddress, more: Record<string, string> = {}) =>
  `/api/knowledge/${tenant}/${botId}?${new URLSearchParams({ upload, ...more })}`;

/** @param over no further try from then on */
async function send(url: string, init: RequestInit, over?: AbortSignal): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, init);
      if (response.status < 500 || over?.aborted || tries === TRIES) return response;
    } catch (error) {
      if (over?.aborted || tries === TRIES) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS * tries));
  }
}

/** Frees the room that a file has which is not sent on. Also while the page is being left. */
export async function takeBackUpload(given: UploadAddress): Promise<void> {
  // What cannot be reached now is forgotten by the workers some hours later (bots/knowledge/due.ts).
  await send(addressOf(given, { cancel: "1" }), { method: "POST", keepalive: true }).catch(() => undefined);
}

/** @returns the refusal in the member's language, or the source @throws what fetch throws, after some tries, or the signal's reason */
export async function uploadSource(given: SourceUpload): Promise<Uploaded> {
  try {
    return await sendParts(given);
  } finally {
    if (given.signal.aborted) await takeBackUpload(given);
  }
}

async function sendParts({
  file,
  shared,
  sourceId,
  signal,
  onProgress,
  ...given
}: SourceUpload): Promise<Uploaded> {
  const about = {
    ...{ name: file.name, size: String(file.size) },
    ...(shared && { shared: "1" }),
    ...(sourceId && { source: sourceId }),
  };
  for (let position = 0; ; position++) {
    signal.throwIfAborted();
    const url = addressOf(given, { ...about, position: String(position) });
    const body = file.slice(position * SOURCE_PART, (position + 1) * SOURCE_PART);
    // The first part is not broken off: it could be stored after the file was taken back.
    const response = await send(url, { method: "POST", body, ...(position > 0 && { signal }) }, signal);
    const answer = await response.json().catch(() => null);
    if (!response.ok || !answer?.id)
      return { error: answer?.error ?? "", code: answer?.code ?? String(response.status) };
    onProgress?.(Math.min(1, ((position + 1) * SOURCE_PART) / Math.max(1, file.size)));
    if (answer.whole) return { id: answer.id };
  }
}
