// The worker's own port: webhooks, health and metrics.
import { createServer, type IncomingMessage } from "node:http";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { registry, report } from "./metrics.ts";
import { mayReadMetrics } from "./metrics-access.ts";
import type { Inbox } from "./telegram/intake/intake.ts";
import { WEBHOOK_PREFIX, webhookHandler } from "./telegram/intake/webhook.ts";

/** Half-sent requests end: the head within this time, all of it within the other. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 60_000;
const MOST_CONNECTIONS = 2_000;

export interface Http {
  port: number;
  stop(): Promise<void>;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

export async function startHttp(live: LiveConfig, inbox: Inbox): Promise<Http> {
  const onWebhook = webhookHandler(live, inbox);
  const limits = { headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 2_000 };
  const server = createServer(limits, async (request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (request.method === "POST" && request.url?.startsWith(WEBHOOK_PREFIX))
        return await onWebhook(request, response);
      if (hasBody(request)) {
        // Nothing else takes a body, so none is read.
        response.shouldKeepAlive = false;
        return json(404, { ok: false });
      }
      if (request.url === "/health") return json(200, { ok: true });
      if (request.url === "/ready") {
        await pool.query("SELECT 1");
        return json(200, { ok: true, bots: [...live.bots()].length });
      }
      if (request.url === "/metrics") {
        if (!mayReadMetrics(request.headers.authorization, env())) {
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
