// The sign-in page without Next's scripts: it works with one small module of its own (app/sign-in/page-script.ts), and React
// with Next's router alone would be 115 KB. Next has no setting for that in its app router.
import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const BARE = /^\/sign-in(\?|$)/;
const scripts = [
  /<script[^>]*\ssrc="\/_next\/static\/[^"]*"[^>]*><\/script>/g,
  /<link[^>]*\bas="script"[^>]*>/g,
  /** What React would need to take the page over. */
  /<script[^>]*>\(?self\.__next_.*?<\/script>/gs,
];

const withoutScripts = (html: string): string =>
  scripts.reduce((text, pattern) => text.replace(pattern, ""), html);

const encodings = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (content: Buffer) => promisify(gzip)(content),
};

/** Sends what Next answers to a request for the page without its scripts. Other requests pass as they are. */
export function bare(request: IncomingMessage, response: ServerResponse): void {
  const { url = "", method, headers } = request;
  // Next's router asks for the page's data with `rsc`.
  if (method !== "GET" || !BARE.test(url) || headers.rsc) return;
  const accepted = String(headers["accept-encoding"] ?? "");
  delete headers["accept-encoding"];
  const chunks: Buffer[] = [];
  const end = response.end.bind(response);
  const keep = (chunk: unknown, encoding?: unknown) => {
    if (typeof chunk === "string")
      chunks.push(Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8"));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  async function send(): Promise<void> {
    const plain = Buffer.from(withoutScripts(Buffer.concat(chunks).toString()));
    const encoding = (["br", "gzip"] as const).find((each) => new RegExp(`\\b${each}\\b`).test(accepted));
    const content = encoding ? await encodings[encoding](plain) : plain;
    if (response.destroyed) return;
    response.setHeader("vary", "Accept-Encoding");
    if (encoding) response.setHeader("content-encoding", encoding);
    response.setHeader("content-length", content.length);
    ServerResponse.prototype.writeHead.call(response, response.statusCode);
    end(content);
  }
  // Next's compression would send the head before the body is known.
  response.flushHeaders = () => undefined;
  response.writeHead = ((status: number, headers?: OutgoingHttpHeaders) => {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers ?? {}))
      if (value !== undefined) response.setHeader(name, value);
    return response;
  }) as typeof response.writeHead;
  response.write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    keep(chunk, encoding);
    const told = typeof encoding === "function" ? encoding : done;
    if (typeof told === "function") told();
    return true;
  };
  response.end = ((chunk?: unknown, encoding?: unknown) => {
    if (typeof chunk !== "function") keep(chunk, encoding);
    void send();
    return response;
  }) as typeof response.end;
}
