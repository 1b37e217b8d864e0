// Gemini as a provider of the chain.
import type { Part as GeminiPart, GenerateContentRequest } from "@google/generative-ai";
import { type Provider, UpstreamError } from "../fallback/index.ts";
import { eventsOf } from "./events.ts";
import { assertSendable, fetchUpstream } from "./http.ts";
import { type GeminiRequest, jsonOf, needsOf, without } from "./request.ts";
import { keyRemoved } from "./rules.ts";
import { soundsOf, speechConfigOf } from "./speech.ts";
import { chunksOf } from "./stream.ts";
import { understand } from "./understand.ts";

export interface GeminiOptions {
  /** Without a trailing slash. */
  baseUrl: string;
  /** The plain secret of a key of the chain, read for each call; undefined: the key was removed. */
  secretOf(keyId: string): string | undefined;
}

/** Shared abort reason; avoids capturing a stack per call. */
const over = new DOMException("The call is over", "AbortError");

/** One provider per process. Its errors are UpstreamErrors that contain neither address nor key. */
export function geminiProvider({ baseUrl, secretOf }: GeminiOptions): Provider<GeminiRequest> {
  return {
    async *stream({ model, key }, request, signal) {
      const secret = secretOf(key.id);
      // Removed during the walk: parks nothing and is not an unknown error.
      if (secret === undefined) throw new UpstreamError({ body: keyRemoved });
      assertSendable(secret);
      signal.throwIfAborted();
      // Leaving the iteration must close the socket, so the call has a signal of its own.
      const left = new AbortController();
      const abort = () => left.abort(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      try {
        const url = `${baseUrl}/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`;
        const init = {
          method: "POST",
          headers: { "content-type": "application/json", "x-goog-api-key": secret },
          body: jsonOf({ ...bodyOf(request), ...speechConfigOf(request) }),
          signal: left.signal,
        };
        const chunks = chunksOf(await fetchUpstream(url, init, secret), secret);
        yield* request.speech ? eventsOf(soundsOf(chunks)) : eventsOf(chunks);
      } finally {
        signal.removeEventListener("abort", abort);
        left.abort(over);
      }
    },
    understand,
    needs: needsOf,
    without,
  };
}

function bodyOf({ system, history, generationConfig }: GeminiRequest): GenerateContentRequest {
  return {
    contents: history.map(({ role, parts }) => ({ role, parts: [...parts] as GeminiPart[] })),
    ...(system ? { systemInstruction: { role: "system", parts: [{ text: system }] } } : {}),
    ...(generationConfig ? { generationConfig } : {}),
  };
}
