// Reads a streamed body as Google's chunks, in whatever shape a server or proxy sends it: server-sent events, a JSON
// array, an error in the middle with or without `data:`.
import type { GenerateContentResponse } from "@google/generative-ai";
import { createParser } from "eventsource-parser";
import { UpstreamError } from "../fallback/index.ts";
import { networkCode } from "../network-code.ts";
import { type Answering, parsed } from "./http.ts";
import { redactDeep } from "./redact.ts";

/** Characters kept of the stream's end, to find an error without `data:`. */
const tailLength = 16_384;
/** Characters; more than any event of Google's, which may contain files. */
const maxEventLength = 64 * 1024 * 1024;

/**
 * @throws UpstreamError with the stream's status, and the body of an error inside it or the network's code if it breaks off
 */
export async function* chunksOf(
  response: Answering,
  secret: string,
): AsyncGenerator<GenerateContentResponse> {
  const ready: GenerateContentResponse[] = [];
  /** Thrown after the chunks before it are yielded. */
  let failure: UpstreamError | null = null;
  const take = (text: string) => {
    const value = parsed(text);
    for (const piece of Array.isArray(value) ? value : [value]) {
      if (failure) return;
      if (typeof piece === "object" && piece !== null && !("error" in piece)) ready.push(piece);
      else failure = new UpstreamError({ httpStatus: response.status, body: redactDeep(value, [secret]) });
    }
  };
  const parser = createParser({ onEvent: ({ data }) => take(data), maxBufferSize: maxEventLength });
  const decoder = new TextDecoder();
  /** The end of the stream of events; the whole body if it is none. */
  let tail = "";
  let isEvents: boolean | null = null;

  for await (const text of bodyTexts(response, decoder)) {
    tail = isEvents ? (tail + text).slice(-tailLength) : tail + text;
    isEvents ??= /^\s*$/.test(tail) ? null : !/^\s*[[{<"]/.test(tail);
    if (!isEvents) continue;
    parser.feed(text);
    yield* ready.splice(0);
    if (failure) throw failure;
  }
  if (isEvents === false) take(tail);
  else {
    // The last event may lack its trailing blank line.
    parser.feed("\n\n");
    // The parser ignores a last block without `data:`.
    const last = tail.split(/\r\n\r\n|\n\n|\r\r/).at(-1) ?? "";
    if (/^\s*[[{<"]/.test(last)) take(last);
  }
  yield* ready;
  if (failure) throw failure;
}

/** As they arrive. @throws UpstreamError if the connection breaks */
export async function* bodyTexts(response: Answering, decoder: TextDecoder): AsyncGenerator<string> {
  try {
    for await (const bytes of response.body ?? []) yield decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new UpstreamError({ httpStatus: response.status, networkCode: networkCode(error) });
  }
}
