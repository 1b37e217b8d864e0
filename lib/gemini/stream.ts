// The body of a streamed answer as Google's chunks, whatever the server or a proxy made of it: events, a JSON
// array, an error in the middle with or without `data:`.
import type { GenerateContentResponse } from "@google/generative-ai";
import { createParser } from "eventsource-parser";
import { UpstreamError } from "../fallback/types.ts";
import { networkCode, parsed } from "./http.ts";
import { redactDeep } from "./redact.ts";

/** Enough of the stream's end to find an error that came without `data:`. */
const tailLength = 16_384;
/** Longer than any event of Google's: files come inline. */
const maxEventLength = 64 * 1024 * 1024;

/**
 * @throws UpstreamError with status 200 and the body of an error inside the stream, or the network's code where it
 * breaks off
 */
export async function* chunksOf(response: Response, secret: string): AsyncGenerator<GenerateContentResponse> {
  const ready: GenerateContentResponse[] = [];
  /** Thrown once what came before it is handed on. */
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
  /** Everything, where it is no stream of events; else the last of it. */
  let tail = "";
  let isEvents: boolean | null = null;

  for await (const text of textsOf(response, decoder)) {
    tail = isEvents ? (tail + text).slice(-tailLength) : tail + text;
    isEvents ??= /^\s*$/.test(tail) ? null : !/^\s*[[{<]/.test(tail);
    if (!isEvents) continue;
    parser.feed(text);
    yield* ready.splice(0);
    if (failure) throw failure;
  }
  if (isEvents === false) take(tail);
  else {
    // The last event may lack its blank line.
    parser.feed("\n\n");
    // A last block without `data:` is no event to the parser.
    const last = tail.split(/\r\n\r\n|\n\n|\r\r/).at(-1) ?? "";
    if (/^\s*[[{<]/.test(last)) take(last);
  }
  yield* ready;
  if (failure) throw failure;
}

async function* textsOf(response: Response, decoder: TextDecoder): AsyncGenerator<string> {
  try {
    for await (const bytes of response.body ?? []) yield decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new UpstreamError({ httpStatus: response.status, networkCode: networkCode(error) });
  }
}
