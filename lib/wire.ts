// Requests by node:http, for what is called for each message: about half of the processor time of fetch, most of which its streams
// take (docs/benchmarks.md).
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { pipeline, Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createSecureContext } from "node:tls";
import { throughProxy } from "./proxy.ts";

export interface HttpCall {
  method: "GET" | "POST";
  headers: Record<string, string | number>;
  /** A Blob for what has a file. */
  body?: string | Blob;
  /** Ends the call, its body included. */
  signal: AbortSignal;
}

export interface Agents {
  "http:": http.Agent;
  "https:": https.Agent;
}

const CONNECT_MS = 10_000;

/**
 * Made when they are first needed: the way out is known then.
 * @param idleMs an idle connection is kept for this long, milliseconds; default: until the server closes it
 */
export function agentsOf({ idleMs = 0 }: { idleMs?: number }): Agents {
  // An agent's `timeout` ends an idle connection, and a proxy's tunnel that is not there by then; a call under way it leaves alone.
  const kept = { keepAlive: true, timeout: CONNECT_MS };
  // Without a shared context each connection has its own: 14 KB more.
  const secure = { ...kept, secureContext: createSecureContext(), ...throughProxy() };
  const agents = { "http:": new http.Agent(kept), "https:": new https.Agent(secure) };
  const rest = (socket: Socket) => {
    // Less stays: the server has asked for it.
    const { timeout = CONNECT_MS } = socket;
    if (timeout === CONNECT_MS || (idleMs > 0 && timeout > idleMs)) socket.setTimeout(idleMs);
  };
  for (const agent of Object.values(agents)) agent.on("free", rest);
  return agents;
}

/**
 * Resolves with the head of the response, whose body must be read or destroyed. Rejects with an error of the network that has a `code`, or
 * with the signal's reason.
 */
export function askOverHttp(
  agents: Agents,
  { protocol, hostname, port }: Pick<URL, "protocol" | "hostname" | "port">,
  path: string,
  { method, headers, body, signal }: HttpCall,
): Promise<IncomingMessage> {
  const secure = protocol === "https:";
  const agent = agents[secure ? "https:" : "http:"];
  // A literal IPv6 address stands in brackets in a URL only.
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const options = { host, port: port || (secure ? 443 : 80), path, method, headers, agent };
    const request = (secure ? https : http).request(options, resolve);
    // By hand: Node's own `signal` adds a dozen listeners to each call.
    const abort = () => {
      reject(signal.reason);
      request.destroy();
    };
    signal.addEventListener("abort", abort, { once: true });
    request.once("close", () => signal.removeEventListener("abort", abort));
    request.on("error", reject);
    request.once("socket", (socket) => {
      if (!socket.connecting) return;
      const late = Object.assign(new Error("No connection in time."), { code: "ETIMEDOUT" });
      const timer = setTimeout(() => request.destroy(late), CONNECT_MS);
      const ready = secure ? "secureConnect" : "connect";
      // Leaves nothing on a connection that lives on: it would hold this call's body.
      const stop = () => {
        clearTimeout(timer);
        socket.off(ready, stop).off("close", stop);
      };
      socket.once(ready, stop).once("close", stop);
    });
    if (body instanceof Blob)
      pipeline(Readable.fromWeb(body.stream() as ReadableStream), request, () => undefined);
    else request.end(body);
  });
}
