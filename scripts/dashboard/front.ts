// The dashboard's HTTP server: what a request must be before Next sees it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import proxyaddr from "proxy-addr";
import { API_ROOT } from "#lib/api/root.ts";
import { secretIn, tenantOfToken } from "#lib/api-tokens/known.ts";
import { log } from "#lib/log.ts";
import { networkOf } from "#lib/network.ts";
import { deviceIn } from "#lib/people/familiar.ts";
import { admit } from "./admission.ts";
import { BoundedMessage, openBody, receiveBody } from "./bodies.ts";
import { boundConnections } from "./connections.ts";

/** A response that nobody reads ends. */
const IDLE_MS = 120_000;
const BUSY = "Too many requests at once. Try again in a few seconds.";
const YEAR_S = 365 * 86_400;

export interface FrontSettings {
  /** As proxy-addr reads them; none: nobody's X-Forwarded-For is believed. */
  trustedProxies: string[];
  publicUrl: string;
  /** Half-sent requests end: the head within this time, all of it within the other. */
  headMs?: number;
  requestMs?: number;
  mostConnections?: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What the pages and routes answer to. Next fails at TRACE and at addresses that are no path. */
const methods = ["GET", "HEAD", "POST", "OPTIONS"];
const apiMethods = [...methods, "PUT", "PATCH", "DELETE"];
const methodsOf = (url: string) => (url.startsWith(`${API_ROOT}/`) ? apiMethods : methods);

/** PostgreSQL stores no NUL, and what is no UTF-8 means nothing to any page. */
function isReadable(url: string): boolean {
  try {
    return !decodeURIComponent(url).includes("\0");
  } catch {
    return false;
  }
}

/** Closes the connection too, so that the rest of a body is not read. */
function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent || response.destroyed) return;
  const busy = status === 503;
  response.writeHead(status, {
    "content-type": "application/json",
    "x-content-type-options": "nosniff",
    connection: "close",
    ...(busy ? { "retry-after": "5" } : {}),
  });
  // `url` is what next-auth's client reads the error from.
  response.end(JSON.stringify({ error: sentence, ...(busy ? { url: "http://localhost/?error=busy" } : {}) }));
}

type Trusts = (address: string, hop: number) => boolean;

interface RequestOrigin {
  address: string;
  secure: boolean;
  /** The peer whose X-Forwarded-For was ignored, if any. */
  ignored: string | null;
}

/** Believes what trusted proxies say, and removes what anybody else wrote. */
function judgeOrigin(
  request: IncomingMessage,
  trusts: Trusts,
  { trustedProxies, publicUrl }: FrontSettings,
): RequestOrigin {
  const { headers } = request;
  const peer = request.socket.remoteAddress ?? "";
  const said = headers["x-forwarded-for"] !== undefined;
  const trusted = trusts(peer, 0);
  const address = proxyaddr(request, trusts);
  const protocol = String((trusted && headers["x-forwarded-proto"]) || "")
    .split(",")[0]
    ?.trim();
  // Without a list of proxies, an https PUBLIC_URL means that there is one.
  const guessed = trusted || trustedProxies.length === 0;
  const secure = protocol ? protocol === "https" : guessed && publicUrl.startsWith("https:");
  headers["x-forwarded-for"] = address;
  if (secure || loopback(address, 0)) delete headers["x-plain-http"];
  else headers["x-plain-http"] = "1";
  return { address, secure, ignored: said && !trusted ? peer : null };
}

const loopback = proxyaddr.compile("loopback");

/** A line of the log that is written once. */
function once(write: (about: string) => void): (about: string) => void {
  let written = false;
  return (about) => {
    if (!written) write(about);
    written = true;
  };
}

export function createFront(handle: Handler, settings: FrontSettings): Server {
  const { headMs = 10_000, requestMs = 30_000, mostConnections = 2_000 } = settings;
  const trusts = proxyaddr.compile(settings.trustedProxies);
  const sayIgnored = once((peer) =>
    log.warn(
      { peer },
      "X-Forwarded-For is ignored, since TRUSTED_PROXIES does not name this address: everybody behind it shares one limit",
    ),
  );
  const sayPlain = once((address) =>
    log.warn(
      { address },
      "the dashboard is used over http from another machine: passwords and keys can be read on the way. Put https in front of it (docs/operating.md)",
    ),
  );

  async function onRequest(request: BoundedMessage, response: ServerResponse): Promise<void> {
    const ended = new Promise<void>((done) => response.once("close", done));
    const url = request.url ?? "/";
    const { address, secure, ignored } = judgeOrigin(request, trusts, settings);
    if (ignored) sayIgnored(ignored);
    if (request.headers["x-plain-http"]) sayPlain(address);
    if (secure) response.setHeader("strict-transport-security", `max-age=${YEAR_S}`);
    if (!methodsOf(url).includes(request.method ?? ""))
      return refuse(response, 405, "There is no such method here.");
    // An absolute address would be what Next redirects to.
    if (!url.startsWith("/") || !isReadable(url)) return refuse(response, 400, "The address cannot be read.");
    // Next's own page, which answers 500 to whoever asks for it by its name.
    if (url.startsWith("/_global-error")) return refuse(response, 404, "There is nothing here.");
    const device = deviceIn(request.headers.cookie);
    const network = networkOf(address);
    // Of a program whose token was good a moment ago.
    const secret = url.startsWith(`${API_ROOT}/`) ? secretIn(request.headers.authorization ?? null) : null;
    const tenant = secret && tenantOfToken(secret);
    const body = openBody(device, network, () => {
      request.giveUp();
      refuse(response, 503, BUSY);
    });
    void ended.then(() => body.close());
    const outcome = await receiveBody(request, body);
    if (outcome === "gone") return;
    if (outcome === "too_large") return refuse(response, 413, "This is too large.");
    if (outcome === "no_room" || !(await admit({ device, tenant, network }, ended)))
      return refuse(response, 503, BUSY);
    body.keep();
    if (!response.destroyed && !response.writableEnded) await handle(request, response);
  }

  const server = createServer(
    {
      IncomingMessage: BoundedMessage,
      headersTimeout: headMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(2_000, headMs),
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      onRequest(request, response).catch((error) => {
        log.error({ err: error }, "a request failed");
        refuse(response, 500, "Something went wrong on our side.");
      });
    },
  );
  server.timeout = IDLE_MS;
  boundConnections(server, mostConnections);
  return server;
}
