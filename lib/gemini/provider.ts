// Gemini as a provider of the chain, over Google's SDK.
import { type GenerateContentResponse, GoogleGenerativeAI } from "@google/generative-ai";
import { type Provider, type ProviderEvent, UpstreamError, type Usage } from "../fallback/types.ts";
import type { GeminiRequest } from "./request.ts";
import { assertSendable, openWire, withFetch } from "./wire.ts";

export interface GeminiOptions {
  /** Without a slash at its end. */
  baseUrl: string;
  /** The plain secret of a key of the chain. */
  secretOf(keyId: string): string;
}

const maxClients = 1000;
/** Why a call's connection is closed; made once, since its stack costs. */
const over = new DOMException("The call is over", "AbortError");

/**
 * One provider for a whole process: clients are kept per key, and renewed where the key's secret changed.
 * Its errors are UpstreamErrors that hold neither address nor key.
 */
export function geminiProvider({ baseUrl, secretOf }: GeminiOptions): Provider<GeminiRequest> {
  const clients = new Map<string, { secret: string; client: GoogleGenerativeAI }>();

  const clientOf = (keyId: string, secret: string): GoogleGenerativeAI => {
    const kept = clients.get(keyId);
    if (kept?.secret === secret) return kept.client;
    const client = new GoogleGenerativeAI(secret);
    clients.delete(keyId);
    clients.set(keyId, { secret, client });
    for (const oldest of clients.keys()) {
      if (clients.size <= maxClients) break;
      clients.delete(oldest);
    }
    return client;
  };

  return {
    async *stream({ model, key }, request, signal) {
      const secret = secretOf(key.id);
      assertSendable(secret);
      signal.throwIfAborted();
      // Leaving the iteration must close the socket: the SDK's stream has two readers and closes with neither.
      const left = new AbortController();
      const wire = openWire(secret, AbortSignal.any([signal, left.signal]));
      try {
        const generative = clientOf(key.id, secret).getGenerativeModel({ model }, { baseUrl });
        const { stream, response } = await withFetch(wire.fetch, () =>
          generative.generateContentStream(bodyOf(request)),
        );
        response.catch(() => {}); // the same failure once more, unhandled otherwise
        yield* eventsOf(stream);
      } catch (error) {
        if (signal.aborted || error instanceof UpstreamError) throw error;
        // The SDK's own words quote the address, and bits of the answer.
        throw wire.failure instanceof UpstreamError
          ? wire.failure
          : new UpstreamError({ body: (error as Error).name });
      } finally {
        left.abort(over);
      }
    },
  };
}

function bodyOf({ system, history, generationConfig }: GeminiRequest) {
  return {
    contents: history.map(({ role, parts }) => ({ role, parts: [...parts] })),
    ...(system ? { systemInstruction: { role: "system", parts: [{ text: system }] } } : {}),
    ...(generationConfig ? { generationConfig } : {}),
  };
}

/** Parts and counts that newer models send and the SDK's types do not know. */
interface NewerPart {
  text?: string;
  thought?: boolean;
}

/** How long the stream's own end is waited for after the answer's. */
const goodbyeMs = 100;

/** Reads to the stream's end, so that its connection can be used again: a new one costs a handshake. */
async function drain(events: AsyncIterator<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, goodbyeMs);
  });
  await Promise.race([events.next(), patience]);
  clearTimeout(timer);
}

async function* eventsOf(stream: AsyncIterable<GenerateContentResponse>): AsyncGenerator<ProviderEvent> {
  let usage: Usage | null = null;
  const events = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done, value: chunk } = await events.next();
    if (done) break;
    for (const piece of Array.isArray(chunk) ? (chunk as GenerateContentResponse[]) : [chunk]) {
      const candidate = piece.candidates?.[0];
      for (const { text, thought } of (candidate?.content?.parts ?? []) as NewerPart[]) {
        if (text && !thought) yield { type: "text", text };
      }
      usage = usageOf(piece) ?? usage;
      const finishReason = candidate?.finishReason ?? null;
      const blockReason = piece.promptFeedback?.blockReason ?? null;
      if (finishReason || blockReason) {
        await drain(events);
        yield { type: "end", finishReason, blockReason, usage };
        return;
      }
    }
  }
  yield { type: "end", finishReason: null, blockReason: null, usage };
}

function usageOf({ usageMetadata }: GenerateContentResponse): Usage | null {
  if (!usageMetadata) return null;
  const { promptTokenCount = 0, candidatesTokenCount = 0 } = usageMetadata;
  const { thoughtsTokenCount = 0 } = usageMetadata as { thoughtsTokenCount?: number };
  return { inputTokens: promptTokenCount, outputTokens: candidatesTokenCount + thoughtsTokenCount };
}
