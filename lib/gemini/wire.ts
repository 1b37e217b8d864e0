// What really came over the wire. The SDK keeps of a failed call only a message and, from whole JSON objects,
// the details: an array, HTML, a cut-off body and the network's code are lost on it. So they are read here.
import { ReadableStream } from "node:stream/web";
import { redactDeep } from "../fallback/classify/redact.ts";
import { UpstreamError } from "../fallback/types.ts";

/** Error bodies are small; a proxy's page need not be read to its end. */
const maxErrorBody = 64 * 1024;

/** A header cannot carry anything else, and fetch would quote the key in its complaint. */
export function assertSendable(secret: string): void {
  if (/^[\x21-\x7e]+$/.test(secret)) return;
  const message = "API key not valid: it has characters that no key has.";
  throw new UpstreamError({ httpStatus: 400, body: { error: { code: 400, message } } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim() ? text : null;
  }
}

function networkCode(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown; name?: unknown } };
  const code = cause?.code ?? (error as { code?: unknown }).code;
  return typeof code === "string" ? code : "CONNECTION_FAILED";
}

/** The body as far as it came. */
async function readBody(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxErrorBody) break;
    }
  } catch {
    // cut off: what there is has to do
  }
  return text;
}

/**
 * fetch, with failures as UpstreamError: every status but 2xx, and connections that fail. Neither the key nor the
 * address is in them. An abort is passed on as it is.
 */
export async function fetchUpstream(url: string, init: RequestInit, secret: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UpstreamError({ networkCode: networkCode(error) });
  }
  if (response.ok) return response;
  const body = redactDeep(parsed(await readBody(response)), [secret]);
  throw new UpstreamError({ httpStatus: response.status, body });
}

/** One event of the stream as a `data:` line of whole JSON, as the SDK reads them; "" where it says nothing. */
function frame(event: string, fail: (body: unknown) => UpstreamError): string {
  const lines = event.split(/\r\n|\r|\n/);
  const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
  // Some errors come bare, without `data:`; a comment that keeps the connection alive means nothing.
  const text = data.length
    ? data.join("\n")
    : lines.filter((line) => !/^(:|event:|id:|retry:)/.test(line)).join("\n");
  if (!text.trim()) return "";
  const value = parsed(text);
  const pieces = Array.isArray(value) ? value : [value];
  if (!pieces.every((piece) => typeof piece === "object" && piece !== null && !("error" in piece))) {
    throw fail(value);
  }
  return `data: ${text.includes("\n") ? JSON.stringify(value) : text}\n\n`;
}

async function* frames(response: Response, secret: string): AsyncGenerator<Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  const { status: httpStatus } = response;
  const fail = (body: unknown) => new UpstreamError({ httpStatus, body: redactDeep(body, [secret]) });
  let buffer = "";
  try {
    for await (const chunk of response.body ?? []) {
      buffer += decoder.decode(chunk, { stream: true });
      const events = buffer.split(/\r\n\r\n|\n\n|\r\r/);
      buffer = events.pop() ?? "";
      for (const event of events) {
        const read = frame(event, fail);
        if (read) yield encoder.encode(read);
      }
    }
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw new UpstreamError({ httpStatus, networkCode: networkCode(error) });
  }
  const last = frame(buffer, fail);
  if (last) yield encoder.encode(last);
}

/** A call's own fetch for the SDK, and what went wrong under it. */
export interface Wire {
  readonly fetch: typeof fetch;
  failure: unknown;
}

/** @returns a fetch whose answer the SDK can read, whatever the server or a proxy made of the stream. */
export function openWire(secret: string, signal: AbortSignal): Wire {
  const wire: Wire = {
    failure: null,
    fetch: async (url, init) => {
      try {
        const response = await fetchUpstream(String(url), { ...init, signal }, secret);
        return new Response(ReadableStream.from(remember(frames(response, secret))) as BodyInit, {
          status: 200,
        });
      } catch (error) {
        wire.failure = error;
        throw error;
      }
    },
  };
  async function* remember(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      wire.failure = error;
      throw error;
    }
  }
  return wire;
}

/**
 * The SDK takes no fetch of its own, but reads the global one before its call first yields. So it is lent for that
 * moment: nothing else can run in between.
 */
export function withFetch<T>(own: typeof fetch, begin: () => T): T {
  const usual = globalThis.fetch;
  globalThis.fetch = own;
  try {
    return begin();
  } finally {
    globalThis.fetch = usual;
  }
}
