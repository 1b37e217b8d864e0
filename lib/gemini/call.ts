// One call of a model's method: what all of them have in common.
import { type Provider, UpstreamError } from "../fallback/index.ts";
import { type Answering, assertSendable, callUpstream } from "./http.ts";
import { keyRemoved } from "./rules.ts";

export interface GeminiOptions {
  /** Without a trailing slash. */
  baseUrl: string;
  /** The plain secret of a key of the chain, read for each call; undefined: the key was removed. */
  secretOf(keyId: string): string | undefined;
}

type Candidate = Parameters<Provider<unknown>["stream"]>[0];
type Events = ReturnType<Provider<unknown>["stream"]>;

interface ModelCall {
  /** With its query: "streamGenerateContent?alt=sse". */
  method: string;
  /** Made when it is sent. */
  body(): string | Blob;
  read(response: Answering, secret: string): Events;
}

/** Shared abort reason; avoids capturing a stack per call. */
const over = new DOMException("The call is over", "AbortError");

/** Its errors are UpstreamErrors that contain neither address nor key. */
export async function* callModel(
  { baseUrl, secretOf }: GeminiOptions,
  { model, key }: Candidate,
  { method, body, read }: ModelCall,
  signal: AbortSignal,
): Events {
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
    const url = `${baseUrl}/v1beta/models/${encodeURIComponent(model)}:${method}`;
    const call = {
      method: "POST" as const,
      headers: { "content-type": "application/json", "x-goog-api-key": secret },
      body: body(),
      signal: left.signal,
    };
    yield* read(await callUpstream(url, call, secret), secret);
  } finally {
    signal.removeEventListener("abort", abort);
    left.abort(over);
  }
}
