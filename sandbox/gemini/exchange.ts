// One call in progress, and how it is finished.
import type { ServerResponse } from "node:http";
import type { Gemini, GeminiCall, SandboxKey } from "./gemini.ts";

export interface GeminiExchange {
  gemini: Gemini;
  call: GeminiCall;
  key: SandboxKey | undefined;
  body: Buffer;
  url: URL;
  response: ServerResponse;
  /** Aborts when the client hangs up. */
  signal: AbortSignal;
}

/** An exchange whose key is known and usable. */
export type Admitted = GeminiExchange & { key: SandboxKey };

/** Sends a whole response and closes the call's record. */
export function finish(
  exchange: GeminiExchange,
  status: number,
  body: unknown,
  outcome: string,
  headers: Record<string, string> = {},
): void {
  const { call, url, response } = exchange;
  const array =
    status >= 400 && call.method === "streamGenerateContent" && url.searchParams.get("alt") !== "sse";
  const text = typeof body === "string" ? body : `${JSON.stringify(array ? [body] : body, null, 2)}\n`;
  recordEnd(exchange, status, outcome);
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(text);
}

/** Records the end of a call. */
export function recordEnd({ gemini, call }: GeminiExchange, status: number | null, outcome: string): void {
  call.status = status;
  call.outcome = outcome;
  call.ms = Date.now() - Date.parse(call.time);
  gemini.events.touch("gemini");
  gemini.events.emit("gemini", () => call);
}
