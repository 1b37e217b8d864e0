// Fetches what a member's address leads to: never from a private network, not by a redirect either, and no more than so many
// bytes within so much time.
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { env } from "#lib/env.ts";
import { type SourceFault, UnreadableSource } from "#lib/knowledge/faults.ts";
import { PrivateAddress, publicOnly } from "#lib/public-address.ts";

export const ROBOT = "BotFactory";
const REDIRECTS = 5;
const TIME_MS = 20_000;

export interface Fetched {
  /** After redirects. */
  url: string;
  status: number;
  /** In lower case, without parameters. */
  type: string;
  charset: string | null;
  bytes: Buffer;
}

interface Bounds {
  bytes: number;
  signal: AbortSignal;
}

const decoders = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Counts after decompression: a small body may unpack to a large one. */
async function bodyOf(response: IncomingMessage, most: number): Promise<Buffer> {
  const encoding = response.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const decode = decoders[encoding as keyof typeof decoders]?.();
  const chunks: Buffer[] = [];
  let size = 0;
  async function keep(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > most) throw new UnreadableSource("tooMuch");
      chunks.push(chunk);
    }
  }
  if (decode) await pipeline(response, decode, keep);
  else await pipeline(response, keep);
  return Buffer.concat(chunks);
}

function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const options = publicOnly(url, env().PAGES_PRIVATE_ADDRESSES);
  return new Promise((done, failed) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      ...options,
      signal,
      headers: {
        "user-agent": `${ROBOT}/1.0 (+${env().PUBLIC_URL})`,
        accept: "text/html,application/xhtml+xml,text/plain,application/pdf,application/xml;q=0.9",
        "accept-encoding": "gzip, br",
      },
    });
    request.on("error", failed);
    request.on("response", done);
    request.end();
  });
}

async function follow(given: URL, { bytes, signal }: Bounds): Promise<Fetched> {
  let url = given;
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const response = await ask(url, signal);
    const { statusCode: status = 0, headers } = response;
    if (status >= 300 && status < 400 && headers.location) {
      response.destroy();
      const next = URL.parse(headers.location, url);
      if (!next || !/^https?:$/.test(next.protocol)) throw new UnreadableSource("unreachable");
      url = next;
      continue;
    }
    const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
    const charset = /charset="?([\w-]+)/.exec(parameters.join(";"))?.[1] ?? null;
    return { url: url.href, status, type: type.trim(), charset, bytes: await bodyOf(response, bytes) };
  }
  throw new UnreadableSource("unreachable");
}

const faultOf = (error: unknown): SourceFault =>
  error instanceof PrivateAddress ? "private" : "unreachable";

/**
 * @returns whatever the site answered
 * @throws UnreadableSource "private", "unreachable", "tooMuch", or the signal's reason
 */
export async function fetchPublic(url: string, { bytes, signal }: Bounds): Promise<Fetched> {
  const limit = AbortSignal.timeout(TIME_MS);
  try {
    return await follow(new URL(url), { bytes, signal: AbortSignal.any([signal, limit]) });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof UnreadableSource ? error : new UnreadableSource(faultOf(error));
  }
}

/** Of an answer that is no page. @returns null: it is one */
export function statusFault(status: number): SourceFault | null {
  if (status >= 200 && status < 300) return null;
  if (status === 404 || status === 410) return "missing";
  return status >= 500 ? "siteFailed" : "refused";
}
