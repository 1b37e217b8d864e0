// Texts as vectors, by Gemini's batchEmbedContents, as a provider of the chain: keys, parks, quotas and errors are those of any
// other model. The vectors pass through the chain as text.
import type { BatchEmbedContentsRequest, EmbedContentRequest, TaskType } from "@google/generative-ai";
import { type Chain, compileChain, type Provider, UpstreamError } from "../fallback/index.ts";
import { callModel, type GeminiOptions } from "./call.ts";
import { parsed } from "./http.ts";
import { bodyTexts } from "./stream.ts";
import { understand } from "./understand.ts";

/** Its vectors compare with those of no other model. */
export const EMBEDDER = "gemini-embedding-001";
/** Numbers of a vector, of at most 3,072; shorter ones are not of unit length (ai.google.dev/gemini-api/docs/embeddings). */
export const DIMENSIONS = 768;
/** Google's limit of a call. Each text counts as a request of the quotas. */
export const TEXTS_AT_ONCE = 100;
/** The model reads 2,048 tokens; more is left out. */
const CHARACTERS = 6_000;

export interface EmbedRequest {
  /** Texts to find, or a question to find them by. */
  readonly task: "RETRIEVAL_DOCUMENT" | "RETRIEVAL_QUERY";
  /** At most TEXTS_AT_ONCE. */
  readonly texts: readonly string[];
}

/** The SDK's types lack the length of a vector. */
type Sized = EmbedContentRequest & { model: string; outputDimensionality: number };

function bodyOf(model: string, { task, texts }: EmbedRequest): BatchEmbedContentsRequest {
  const requests = texts.map(
    (text): Sized => ({
      model: `models/${model}`,
      content: { role: "user", parts: [{ text: text.slice(0, CHARACTERS).toWellFormed() || " " }] },
      taskType: task as TaskType,
      outputDimensionality: DIMENSIONS,
    }),
  );
  return { requests };
}

/** @throws Error if it is no answer to so many texts */
function readVectors(body: unknown, count: number): Float32Array[] {
  const { embeddings } = (body ?? {}) as { embeddings?: { values?: unknown }[] };
  const vectors = (Array.isArray(embeddings) ? embeddings : []).map(({ values }) =>
    Array.isArray(values) ? Float32Array.from(values as number[]) : new Float32Array(),
  );
  const isWhole = (vector: Float32Array) => vector.length === DIMENSIONS && vector.every(Number.isFinite);
  if (vectors.length !== count || !vectors.every(isWhole))
    throw new UpstreamError({ httpStatus: 200, body: "The vectors are not complete." });
  return vectors;
}

/** One provider per process. */
export const embeddingProvider = (options: GeminiOptions): Provider<EmbedRequest> => ({
  stream: (candidate, request, signal) =>
    callModel(
      options,
      candidate,
      {
        method: "batchEmbedContents",
        body: () => JSON.stringify(bodyOf(candidate.model, request)),
        async *read(response) {
          let body = "";
          for await (const text of bodyTexts(response, new TextDecoder())) body += text;
          const vectors = readVectors(parsed(body), request.texts.length);
          yield { type: "text", text: textOf(vectors) };
          yield { type: "end", finishReason: "STOP", blockReason: null, usage: null };
        },
      },
      signal,
    ),
  understand,
});

const textOf = (vectors: readonly Float32Array[]): string =>
  vectors
    .map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength).toString("base64"),
    )
    .join("\n");

/** @param text of the answer to an EmbedRequest @returns a vector for each text, in order */
export const vectorsIn = (text: string): Float32Array[] =>
  text.split("\n").map((line) => {
    const bytes = Buffer.from(line, "base64");
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  });

const chains = new WeakMap<Chain, Map<string, Chain>>();

/** The chain's own keys with a model that embeds; what others lend is for answers alone. */
export function embeddingChain(chain: Chain, model = EMBEDDER): Chain {
  const known = chains.get(chain) ?? new Map<string, Chain>();
  chains.set(chain, known);
  const made =
    known.get(model) ??
    compileChain({
      owner: chain.owner,
      models: [model],
      keys: chain.candidates.flatMap(({ owner, key }) => (owner === chain.owner ? key : [])),
      order: "balanced",
    });
  known.set(model, made);
  return made;
}
