// Calls to Google, with every failure as an UpstreamError that contains neither address nor key.
import type { IncomingMessage } from "node:http";
import { hasDescriptors } from "../descriptors.ts";
import { NotCalled, UpstreamError } from "../fallback/index.ts";
import { networkCode } from "../network-code.ts";
import { type Agents, agentsOf, askOverHttp, type HttpCall } from "../wire.ts";
import { redactDeep } from "./redact.ts";

/** Characters. Error bodies are small; the rest of a proxy's page is not needed. */
const maxErrorBody = 64 * 1024;
/** Headers that rules may look at. */
const headersKept = ["retry-after"];
/** An idle connection is kept for this long, milliseconds: Google may close one that is idle for longer while the next call is on its way. */
const idleMs = 4_000;
let agents: Agents | undefined;
/** Milliseconds. The status alone says enough if the body does not come. */
const errorBodyMs = 1_000;

/**
 * Rejects a key that a header cannot carry, because Node would quote it in its error message.
 * @throws UpstreamError as Google answers an invalid key
 */
export function assertSendable(secret: string): void {
  if (/^[\x21-\x7e]+$/.test(secret)) return;
  const message = "API key not valid: it has characters that no key has.";
  const details = [{ reason: "API_KEY_INVALID" }];
  throw new UpstreamError({ httpStatus: 400, body: { error: { code: 400, message, details } } });
}

/** Parsed JSON; else the text itself; null: empty. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim() ? text : null;
  }
}

/** A response whose head has arrived. fetch's Response is one. */
export interface Answering {
  readonly status: number;
  /** As it arrives. Whoever leaves it closes the connection. */
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** The body, as far as it arrived within `errorBodyMs`. */
async function readBody(response: IncomingMessage): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const late = setTimeout(() => response.destroy(), errorBodyMs);
  try {
    for await (const bytes of response) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > maxErrorBody) break;
    }
  } catch {
    // Cut off: use what arrived.
  } finally {
    clearTimeout(late);
  }
  return text;
}

/**
 * @throws UpstreamError for every status but 2xx and for failed connections; NotCalled; an abort as it is
 */
export async function callUpstream(address: string, call: HttpCall, secret: string): Promise<Answering> {
  let response: IncomingMessage;
  agents ??= agentsOf({ idleMs });
  const headers: HttpCall["headers"] = { accept: "*/*", "user-agent": "node", ...call.headers };
  if (call.body instanceof Blob) headers["content-length"] = call.body.size;
  try {
    const url = new URL(address);
    // A redirect is not followed: it would carry the key, and the question, to another address.
    response = await askOverHttp(agents, url, url.pathname + url.search, { ...call, headers });
  } catch (error) {
    if (call.signal.aborted) throw error;
    if (!hasDescriptors()) throw new NotCalled("Too many open files.");
    throw new UpstreamError({ networkCode: networkCode(error) });
  }
  const { statusCode: status = 0 } = response;
  if (status >= 200 && status < 300) return { status, body: response };
  const body = redactDeep(parsed(await readBody(response)), [secret]);
  const kept = headersKept.flatMap((name) => {
    const value = response.headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  throw new UpstreamError({ httpStatus: status, body, headers: Object.fromEntries(kept) });
}
