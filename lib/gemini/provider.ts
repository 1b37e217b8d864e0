// Gemini as a provider of the chain.
import type { GenerateContentRequest } from "@google/generative-ai";
import type { Provider } from "../fallback/types.ts";
import { eventsOf } from "./events.ts";
import { assertSendable, fetchUpstream } from "./http.ts";
import { type GeminiRequest, needsOf, without } from "./request.ts";
import { chunksOf } from "./stream.ts";
import { understand } from "./understand.ts";

export interface GeminiOptions {
  /** Without a slash at its end. */
  baseUrl: string;
  /** The plain secret of a key of the chain. */
  secretOf(keyId: string): string;
}

/** Shared abort reason; avoids capturing a stack per call. */
const over = new DOMException("The call is over", "AbortError");

/** One provider for a whole process. Its errors are UpstreamErrors that hold neither address nor key. */
export function geminiProvider({ baseUrl, secretOf }: GeminiOptions): Provider<GeminiRequest> {
  return {
    async *stream({ model, key }, request, signal) {
      const secret = secretOf(key.id);
      assertSendable(secret);
      signal.throwIfAborted();
      // Leaving the iteration must close the socket.
      const left = new AbortController();
      const abort = () => left.abort(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      try {
        const url = `${baseUrl}/v1beta/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`;
        const init = {
          method: "POST",
          headers: { "content-type": "application/json", "x-goog-api-key": secret },
          body: JSON.stringify(bodyOf(request)),
          signal: left.signal,
        };
        yield* eventsOf(chunksOf(await fetchUpstream(url, init, secret), secret));
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
    contents: history.map(({ role, parts }) => ({ role, parts: [...parts] })),
    ...(system ? { systemInstruction: { role: "system", parts: [{ text: system }] } } : {}),
    ...(generationConfig ? { generationConfig } : {}),
  };
}
