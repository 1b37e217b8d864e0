// HTTP/2 for waiting polls over https: a hundred share one connection. A connection of its own takes Node 82 KB for a bot,
// a stream 17 KB (docs/scaling.md). A server that does not speak HTTP/2, or not well, gets HTTP/1.1.
import http2, { type ClientHttp2Session } from "node:http2";
import {
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
} from "node:tls";
import { PollFailures } from "./poll-failures.ts";

/** Polls on a connection. nginx allows 128 streams by default. */
const SHARED = 100;
const CONNECT_MS = 10_000;
/** A connection that has not answered a ping by the next one is given up, with its polls. */
const PING_MS = 6_000;
/** The server refuses to serve this on a shared connection. */
const MISDIRECTED = 421;
/** Connections that a poll is tried on if each is being retired. */
const MOST_REFUSED = 3;

export interface HttpReply {
  status: number;
  statusText: string;
  text: string;
}

interface Shared {
  session: ClientHttp2Session;
  polls: number;
  /** Takes no more polls; those that it has may end. */
  closed: boolean;
  /** Its socket has ended, and with it all of its polls. */
  broken: boolean;
}

/** What `promise` resolves to, unless the signal aborts before. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

const broken = (code = "ECONNRESET") => Object.assign(new Error("The connection broke."), { code });

/** The connection took no more streams: the server has not seen the poll. */
class Refused extends Error {
  readonly code = "ECONNRESET";
}

/** One for each server. */
export class SharedPolls {
  readonly #root: URL;
  readonly #secureContext: SecureContext;
  readonly #open = new Set<Shared>();
  readonly #failures = new PollFailures();
  readonly #pingMs: number;
  #connecting: Promise<Shared | null> | null = null;

  /** @param trust what is trusted besides Node's authorities */
  constructor(root: URL, trust: SecureContextOptions = {}, pingMs = PING_MS) {
    this.#root = root;
    this.#secureContext = createSecureContext(trust);
    this.#pingMs = pingMs;
  }

  /** @returns null: HTTP/2 is not to be used now @throws an error of the network with a `code`, or an AbortError */
  async post(path: string, body: string, signal: AbortSignal): Promise<HttpReply | null> {
    for (let tries = 1; ; tries++) {
      const shared = await this.#place(path, signal);
      if (!shared) return null;
      try {
        const reply = await ask(shared.session, path, body, signal);
        this.#failures.succeeded(path);
        if (reply.status !== MISDIRECTED) return reply;
        this.#failures.avoidAll();
        return null;
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof Refused) shared.closed = true;
        if (error instanceof Refused && tries < MOST_REFUSED) continue;
        if (shared.broken) this.#failures.connectionFailed(shared);
        else this.#failures.pollFailed(path, shared);
        throw error;
      } finally {
        shared.polls--;
      }
    }
  }

  /** A connection with room, one poll of which is the caller's. */
  async #place(path: string, signal: AbortSignal): Promise<Shared | null> {
    for (;;) {
      if (this.#failures.avoids(path)) return null;
      for (const shared of this.#open) {
        const { maxConcurrentStreams = SHARED } = shared.session.remoteSettings;
        if (shared.closed || shared.polls >= Math.min(SHARED, maxConcurrentStreams)) continue;
        shared.polls++;
        return shared;
      }
      this.#connecting ??= this.#connect().finally(() => {
        this.#connecting = null;
      });
      if (!(await unlessAborted(this.#connecting, signal))) this.#failures.avoidAll();
    }
  }

  /** @returns null: the server does not speak HTTP/2 */
  #connect(): Promise<Shared | null> {
    const { hostname, port, origin } = this.#root;
    const host = hostname.replace(/^\[|\]$/g, "");
    const [secureContext, ALPNProtocols] = [this.#secureContext, ["h2", "http/1.1"]];
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        host,
        servername: host,
        port: Number(port || 443),
        secureContext,
        ALPNProtocols,
      });
      let shared: Shared | undefined;
      const late = setTimeout(() => socket.destroy(broken("ETIMEDOUT")), CONNECT_MS);
      socket.once("error", reject);
      // Before the session hears of it, and ends its streams.
      socket.once("close", () => {
        clearTimeout(late);
        if (shared) shared.broken = true;
        reject(broken());
      });
      socket.once("secureConnect", () => {
        if (socket.alpnProtocol === "h2") {
          const session = http2.connect(origin, { createConnection: () => socket });
          // Its settings say how many streams it takes.
          session.once("remoteSettings", () => {
            clearTimeout(late);
            shared = this.#keep(session);
            resolve(shared);
          });
          session.on("error", reject);
        } else {
          socket.destroy();
          resolve(null);
        }
      });
    });
  }

  #keep(session: ClientHttp2Session): Shared {
    const shared = { session, polls: 0, closed: false, broken: false };
    this.#open.add(shared);
    let answered = true;
    const pinging = setInterval(() => {
      if (!answered) return session.destroy(broken("ETIMEDOUT"));
      answered = false;
      session.ping(() => {
        answered = true;
      });
    }, this.#pingMs).unref();
    const end = () => {
      shared.closed = true;
      this.#open.delete(shared);
    };
    session.on("goaway", end);
    session.on("close", () => {
      clearInterval(pinging);
      end();
    });
    // A waiting poll does not keep the process alive.
    session.unref();
    return shared;
  }
}

function ask(
  session: ClientHttp2Session,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ ":method": "POST", ":path": path, "content-type": "application/json" },
      // It has the token, and is another one for each bot: neither is a thing for the connection's table of headers.
      [http2.sensitiveHeaders]: [":path"],
    };
    if (session.closed || session.destroyed) return reject(new Refused());
    if (signal.aborted) return reject(signal.reason);
    const stream = session.request(headers);
    // By hand: with Node's own `signal` a poll takes a tenth more.
    const abort = () => {
      reject(signal.reason);
      stream.close(http2.constants.NGHTTP2_CANCEL);
    };
    signal.addEventListener("abort", abort, { once: true });
    let status = 0;
    let text = "";
    stream.setEncoding("utf8");
    stream.on("response", (answer) => {
      status = Number(answer[":status"]);
    });
    stream.on("data", (chunk: string) => {
      text += chunk;
    });
    stream.on("error", (error) =>
      reject(stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM ? new Refused() : error),
    );
    stream.on("close", () => {
      signal.removeEventListener("abort", abort);
      if (status > 0 && stream.rstCode === http2.constants.NGHTTP2_NO_ERROR)
        resolve({ status, statusText: "", text });
      else reject(broken());
    });
    stream.end(body);
  });
}
