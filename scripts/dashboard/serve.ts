// The dashboard's process: Next behind our own HTTP server, whose limits Next's own does not have.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import next from "next";
import { env } from "#lib/env.ts";
import { flushFailures } from "#lib/failed-tries.ts";
import { leadThroughProxy } from "#lib/proxy.ts";
import { bare } from "./bare-page.ts";
import { preferCompressed } from "./compressed.ts";
import { createFront } from "./front.ts";
import { askedAt } from "./own-address.ts";

/** The database may be away: the supervisor waits no longer for what is not recorded. */
const FLUSH_MS = 3_000;

const { HOST, PORT, PUBLIC_URL, TRUSTED_PROXIES } = env();
// As Next's own server does: an action that redirects asks this address, never one that a header names.
process.env.__NEXT_PRIVATE_ORIGIN = `http://${askedAt(HOST)}:${PORT}`;

leadThroughProxy();
const app = next({ dev: false, hostname: "localhost", port: PORT });
await app.prepare();
const handle = app.getRequestHandler();
const offerCompressed = preferCompressed(`${process.env.NEXT_DIST_DIR || ".next"}/static`);
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  offerCompressed(request, response);
  bare(request, response);
  await handle(request, response);
}
const server = createFront(serve, {
  trustedProxies: TRUSTED_PROXIES,
  publicUrl: PUBLIC_URL,
});
server.once("error", (error) => {
  console.error(`PORT ${PORT} cannot be used: ${error.message}`);
  process.exit(1);
});
server.listen(PORT, HOST);

// Exit with the supervisor, since nothing else would stop this process.
process.on("disconnect", () => process.exit(0));

let stopping = false;
// An open page polls every few seconds over a keep-alive connection, which would stay open as long as the page.
server.prependListener("request", (_, response) => {
  if (stopping) response.shouldKeepAlive = false;
});
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  await closed;
  await Promise.race([flushFailures(), sleep(FLUSH_MS)]);
  await app.close();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
