// fetch to Google, with every failure as an UpstreamError that contains neither address nor key.
import { hasDescriptors } from "../descriptors.ts";
import { NotCalled, UpstreamError } from "../fallback/index.ts";
import { networkCode } from "../network-code.ts";
import { redactDeep } from "./redact.ts";

/** Characters. Error bodies are small; the rest of a proxy's page is not needed. */
const maxErrorBody = 64 * 1024;
/** Headers that rules may look at. */
const headersKept = ["retry-after"];
/** Milliseconds. The status alone says enough if the body does not come. */
const errorBodyMs = 1_000;

/**
 * Rejects a key that a header cannot carry, because fetch would quote it in its error message.
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

/** The body, as far as it arrived within `errorBodyMs`. */
async function readBody(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  const end = () => void reader?.cancel().catch(() => {});
  const late = setTimeout(end, errorBodyMs);
  try {
    while (reader && text.length <= maxErrorBody) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Cut off: use what arrived.
  } finally {
    clearTimeout(late);
    end();
  }
  return text;
}

/**
 * @throws UpstreamError for every status but 2xx and for failed connections; NotCalled; an abort as it is
 */
export async function fetchUpstream(url: string, init: RequestInit, secret: string): Promise<Response> {
  let response: Response;
  try {
    // A redirect would carry the key, and the question, to another address.
    response = await fetch(url, { ...init, redirect: "manual" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    if (!hasDescriptors()) throw new NotCalled("Too many open files.");
    throw new UpstreamError({ networkCode: networkCode(error) });
  }
  if (response.ok) return response;
  const body = redactDeep(parsed(await readBody(response)), [secret]);
  const headers = Object.fromEntries(
    headersKept.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  throw new UpstreamError({ httpStatus: response.status, body, headers });
}
