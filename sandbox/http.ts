import type { IncomingMessage, ServerResponse } from "node:http";

const maxBody = 60 * 1024 * 1024;

/** @throws Error if the body is over 60 MB or the client disconnects. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBody) reject(new Error("The body is over 60 MB."));
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The client disconnected.")));
  });
}

export function sendJson(response: ServerResponse, status: number, body: unknown, indent = 0): void {
  if (response.destroyed || response.writableEnded) return;
  const text = Buffer.from(JSON.stringify(body, null, indent));
  response.writeHead(status, { "content-type": "application/json", "content-length": text.length });
  response.end(text);
}

/** Waits `ms` (0 or less: not at all). Resolves with false if `signal` aborts first. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  if (!(ms > 0)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve(true);
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
