// Sends a file that a bot is to know, in parts (lib/knowledge/upload.ts). In the browser.
import { SOURCE_PART } from "#lib/knowledge/kinds-of-files.ts";

export interface SourceUpload {
  tenant: string;
  botId: string;
  file: File;
  /** For all bots of the tenant. */
  shared?: boolean;
  /** Replaces the file of this source. */
  sourceId?: string;
  signal?: AbortSignal;
  /** @param share from 0 to 1 */
  onProgress?(share: number): void;
}

export type Uploaded = { id: string } | { error: string; code: string };

const TRIES = 4;
const PAUSE_MS = 1_000;

async function sendPart(url: string, body: Blob, signal: AbortSignal | undefined): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(url, { method: "POST", body, ...(signal && { signal }) });
      if (response.status < 500 || tries === TRIES) return response;
    } catch (error) {
      if (signal?.aborted || tries === TRIES) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS * tries));
  }
}

/** @returns the refusal in the member's language, or the source @throws what fetch throws, after some tries, or the signal's reason */
export async function uploadSource(given: SourceUpload): Promise<Uploaded> {
  const { tenant, botId, file, shared, sourceId, signal, onProgress } = given;
  const query = new URLSearchParams({
    ...{ name: file.name, size: String(file.size), upload: crypto.randomUUID() },
    ...(shared && { shared: "1" }),
    ...(sourceId && { source: sourceId }),
  });
  for (let position = 0; ; position++) {
    query.set("position", String(position));
    const body = file.slice(position * SOURCE_PART, (position + 1) * SOURCE_PART);
    const response = await sendPart(`/api/knowledge/${tenant}/${botId}?${query}`, body, signal);
    const answer = await response.json().catch(() => null);
    if (!response.ok || !answer?.id)
      return { error: answer?.error ?? "", code: answer?.code ?? String(response.status) };
    onProgress?.(Math.min(1, ((position + 1) * SOURCE_PART) / Math.max(1, file.size)));
    if (answer.whole) return { id: answer.id };
  }
}
