// One call on its way to its answer, and how it ends.
import type { ServerResponse } from "node:http";
import type { Gemini, GeminiCall, Key } from "./gemini.ts";

export interface Exchange {
  gemini: Gemini;
  call: GeminiCall;
  key: Key | undefined;
  body: Buffer;
  url: URL;
  response: ServerResponse;
  /** Aborts when the client hangs up. */
  signal: AbortSignal;
}

/** Its key is known and may be used. */
export type Admitted = Exchange & { key: Key };

/** Sends a whole answer and closes the record. */
export function finish(
  exchange: Exchange,
  status: number,
  body: unknown,
  outcome: string,
  headers: Record<string, string> = {},
): void {
  const { call, url, response } = exchange;
  const array =
    status >= 400 && call.method === "streamGenerateContent" && url.searchParams.get("alt") !== "sse";
  const text = typeof body === "string" ? body : `${JSON.stringify(array ? [body] : body, null, 2)}\n`;
  close(exchange, status, outcome);
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(text);
}

/** Writes the end of a call into its record. */
export function close({ gemini, call }: Exchange, status: number | null, outcome: string): void {
  call.status = status;
  call.outcome = outcome;
  call.ms = Date.now() - Date.parse(call.time);
  gemini.events.touch("gemini");
  gemini.events.emit("gemini", () => call);
}
