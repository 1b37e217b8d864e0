// Serves the sandbox's page and its files.
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { sendJson } from "./http.ts";

const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

export async function servePage(response: ServerResponse, path: string): Promise<void> {
  const name = path === "/" ? "index.html" : path.replace(/^\/page\//, "");
  const type = types[/\.(\w+)$/.exec(name)?.[1] ?? ""];
  try {
    if (!type || !/^[\w-]+\.\w+$/.test(name)) throw new Error("no such file");
    const body = readFileSync(new URL(`./page/${name}`, import.meta.url));
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache" });
    response.end(body);
  } catch {
    sendJson(response, 404, { ok: false, error_code: 404, description: "Not Found" });
  }
}
