// Gemini as a provider of the chain.
import type { Part as GeminiPart, GenerateContentRequest } from "@google/generative-ai";
import type { Provider } from "../fallback/index.ts";
import { callModel, type GeminiOptions } from "./call.ts";
import { eventsOf } from "./events.ts";
import { type GeminiRequest, jsonOf, needsOf, without } from "./request.ts";
import { soundsOf, speechConfigOf } from "./speech.ts";
import { chunksOf } from "./stream.ts";
import { understand } from "./understand.ts";

/** One provider per process. */
export const geminiProvider = (options: GeminiOptions): Provider<GeminiRequest> => ({
  stream: (candidate, request, signal) =>
    callModel(
      options,
      candidate,
      {
        method: "streamGenerateContent?alt=sse",
        body: () => jsonOf({ ...bodyOf(request), ...speechConfigOf(request) }),
        read(response, secret) {
          const chunks = chunksOf(response, secret);
          return eventsOf(request.speech ? soundsOf(chunks) : chunks);
        },
      },
      signal,
    ),
  understand,
  needs: needsOf,
  without,
});

function bodyOf({ system, history, generationConfig }: GeminiRequest): GenerateContentRequest {
  return {
    contents: history.map(({ role, parts }) => ({ role, parts: [...parts] as GeminiPart[] })),
    ...(system ? { systemInstruction: { role: "system", parts: [{ text: system }] } } : {}),
    ...(generationConfig ? { generationConfig } : {}),
  };
}
