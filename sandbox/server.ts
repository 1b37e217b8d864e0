import { createServer as createHttpServer, type Server } from "node:http";
import { serveControl } from "./control/serve.ts";
import { serveGemini } from "./gemini/serve.ts";
import { sendJson } from "./http.ts";
import { servePage } from "./page.ts";
import type { Sandbox } from "./sandbox.ts";
import { serveTelegram } from "./telegram/serve.ts";

/** Serves everything on one origin: `/bot…` and `/file/bot…` (Telegram), `/v1beta/…` (Gemini), `/control/…`, the page. */
export function createServer(sandbox: Sandbox): Server {
  const server = createHttpServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://sandbox");
    const path = url.pathname;
    const served = path.startsWith("/bot")
      ? serveTelegram(sandbox.telegram, request, response, url)
      : path.startsWith("/file/bot")
        ? serveTelegram(sandbox.telegram, request, response, url)
        : /^\/v1(beta|alpha)?\//.test(path)
          ? serveGemini(sandbox.gemini, request, response, url)
          : path.startsWith("/control/")
            ? serveControl(sandbox, request, response, url)
            : servePage(response, path);
    served.catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: error.message });
    });
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  return server;
}
