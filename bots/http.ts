// The worker's own port: webhooks, health and metrics.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIPv4 } from "node:net";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { registry, report } from "./metrics.ts";
import type { OnStored } from "./telegram/intake/intake.ts";
import { WEBHOOK_PREFIX, webhookHandler } from "./telegram/intake/webhook.ts";

/** Half-sent requests end: the head within this time, all of it within the other. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 60_000;
const MOST_CONNECTIONS = 2_000;

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** On loopback anybody may read the metrics; from elsewhere, whoever has the token. */
function mayReadMetrics(request: IncomingMessage): boolean {
  const { METRICS_TOKEN, WORKER_HOST } = env();
  if (!METRICS_TOKEN) return isLoopback(WORKER_HOST);
  const given = request.headers.authorization ?? "";
  return timingSafeEqual(digest(given), digest(`Bearer ${METRICS_TOKEN}`));
}

export interface Http {
  port: number;
  stop(): Promise<void>;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** The rest of what is being sent is not read. */
function close<T extends ServerResponse>(response: T): T {
  response.shouldKeepAlive = false;
  return response;
}

export async function startHttp(live: LiveConfig, onStored: OnStored): Promise<Http> {
  const onWebhook = webhookHandler(live, onStored);
  const limits = { headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 2_000 };
  const server = createServer(limits, async (request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (request.method === "POST" && request.url?.startsWith(WEBHOOK_PREFIX))
        return await onWebhook(request, response);
      // Nothing else takes a body, so none is read.
      if (hasBody(request)) return close(response).writeHead(413).end();
      if (request.url === "/health") return json(200, { ok: true });
      if (request.url === "/ready") {
        await pool.query("SELECT 1");
        return json(200, { ok: true, bots: [...live.bots()].length });
      }
      if (request.url === "/metrics") {
        if (!mayReadMetrics(request)) {
          const reason = "WORKER_HOST is not loopback: set METRICS_TOKEN and send it as a bearer token";
          return json(401, { ok: false, reason });
        }
        // Without the database, still serve the worker's own figures.
        const text = await report().catch(() => registry.metrics());
        return response.writeHead(200, { "content-type": registry.contentType }).end(text);
      }
      json(404, { ok: false });
    } catch {
      json(503, { ok: false, reason: "the database cannot be reached" });
    }
  });
  server.timeout = IDLE_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((done, failed) =>
    server.once("error", failed).listen(env().WORKER_PORT, env().WORKER_HOST, done),
  );
  return {
    port: (server.address() as { port: number }).port,
    async stop() {
      server.closeIdleConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
