// From Google's chunks to provider events: texts, thoughts, and one end.
import type { GenerateContentCandidate, GenerateContentResponse } from "@google/generative-ai";
import type { ProviderEvent, Usage } from "../fallback/index.ts";

/** Fields of newer models that the SDK's types lack. */
interface NewerPart {
  text?: string;
  thought?: boolean;
}
interface NewerResponse {
  modelVersion?: string;
  usageMetadata?: { thoughtsTokenCount?: number };
}

/** How long to wait for the next chunk or the stream's end after a finish reason: some servers send one with each chunk. */
const goodbyeMs = 100;

/** Like `next()`, but "late" after `ms` milliseconds, or if the stream breaks: after a finish reason that is an end. */
async function nextWithin<T>(events: AsyncIterator<T>, ms: number): Promise<IteratorResult<T> | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, ms, "late");
  });
  const next = events.next().catch(() => "late" as const);
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Reads to the stream's end, so that the connection can be reused. After a finish reason the answer is final, whatever
 * the connection does. @throws what `chunks` throws before that
 */
export async function* eventsOf(
  chunks: AsyncIterable<GenerateContentResponse>,
): AsyncGenerator<ProviderEvent> {
  let usage: Usage | null = null;
  let finishReason: string | null = null;
  let blockReason: string | null = null;
  let modelVersion: string | null = null;
  const iterator = chunks[Symbol.asyncIterator]();
  for (;;) {
    const isOver: boolean = finishReason !== null || blockReason !== null;
    const next: IteratorResult<GenerateContentResponse> | "late" = isOver
      ? await nextWithin(iterator, goodbyeMs)
      : await iterator.next();
    if (next === "late" || next.done) break;
    const chunk: GenerateContentResponse = next.value;
    const candidate: GenerateContentCandidate | undefined = chunk.candidates?.[0];
    let spoke = false;
    let thinks = false;
    for (const { text, thought } of (candidate?.content?.parts ?? []) as NewerPart[]) {
      thinks ||= thought === true;
      if (!text || thought) continue;
      spoke = true;
      yield { type: "text", text };
    }
    usage = usageOf(chunk) ?? usage;
    finishReason = candidate?.finishReason ?? finishReason;
    blockReason = chunk.promptFeedback?.blockReason ?? blockReason;
    modelVersion = (chunk as NewerResponse).modelVersion ?? modelVersion;
    // A piece with neither, such as counts of tokens, is a sign of life, but no sign of a model that thinks.
    if (!spoke && finishReason === null && blockReason === null)
      yield thinks ? { type: "thought" } : { type: "text", text: "" };
  }
  yield { type: "end", finishReason, blockReason, usage, modelVersion };
}

function usageOf({ usageMetadata }: GenerateContentResponse): Usage | null {
  if (!usageMetadata) return null;
  const { promptTokenCount = 0, candidatesTokenCount = 0 } = usageMetadata;
  const { thoughtsTokenCount = 0 } = usageMetadata as NonNullable<NewerResponse["usageMetadata"]>;
  return { inputTokens: promptTokenCount, outputTokens: candidatesTokenCount + thoughtsTokenCount };
}
