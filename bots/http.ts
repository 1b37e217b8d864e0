// The worker's own port: webhooks, health and metrics.
import { createServer } from "node:http";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { registry, report } from "./metrics.ts";
import type { OnStored } from "./telegram/intake/intake.ts";
import { WEBHOOK_PREFIX, webhookHandler } from "./telegram/intake/webhook.ts";

export interface Http {
  port: number;
  stop(): Promise<void>;
}

export async function startHttp(live: LiveConfig, onStored: OnStored): Promise<Http> {
  const onWebhook = webhookHandler(live, onStored);
  const server = createServer(async (request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (request.method === "POST" && request.url?.startsWith(WEBHOOK_PREFIX))
        return await onWebhook(request, response);
      if (request.url === "/health") return json(200, { ok: true });
      if (request.url === "/ready") {
        await pool.query("SELECT 1");
        return json(200, { ok: true, bots: [...live.bots()].length });
      }
      if (request.url === "/metrics") {
        // Without the database, still serve the worker's own figures.
        const text = await report().catch(() => registry.metrics());
        return response.writeHead(200, { "content-type": registry.contentType }).end(text);
      }
      json(404, { ok: false });
    } catch {
      json(503, { ok: false, reason: "the database cannot be reached" });
    }
  });
  await new Promise<void>((done, failed) => server.once("error", failed).listen(env().WORKER_PORT, done));
  return {
    port: (server.address() as { port: number }).port,
    async stop() {
      server.closeIdleConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
