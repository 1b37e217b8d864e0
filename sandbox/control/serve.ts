// The control API: JSON over HTTP under /control. README.md lists its routes.
import type { IncomingMessage, ServerResponse } from "node:http";
import { seedDemo } from "../demo.ts";
import { readBody, sendJson } from "../http.ts";
import type { Sandbox } from "../sandbox.ts";
import { Answered, type Control } from "./control.ts";
import { sendEvents } from "./events.ts";
import { geminiControl } from "./gemini.ts";
import { stateOf } from "./state.ts";
import { telegramControl } from "./telegram.ts";

const control: Record<string, Control> = {
  "GET state": ({ sandbox }) => stateOf(sandbox),
  "POST reset": ({ sandbox, body }) => {
    sandbox.telegram.reset();
    sandbox.gemini.reset();
    if ((body as { demo?: boolean } | null)?.demo) seedDemo(sandbox);
    sandbox.events.emit("bots", () => null);
    sandbox.events.emit("gemini settings", () => null);
    return { ok: true };
  },
  "PUT dashboard": ({ sandbox, body }) => {
    const { protocol, origin } = new URL(String((body as { url?: unknown } | null)?.url));
    if (!/^https?:$/.test(protocol)) throw new Error("url must be an address of the web.");
    sandbox.dashboard = origin;
    return { ok: true };
  },
  ...telegramControl,
  ...geminiControl,
};

export async function serveControl(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.slice("/control/".length).split("/").filter(Boolean).map(decodeURIComponent);
  if (path[0] === "events") return sendEvents(sandbox, response);
  if (path[0] === "telegram" && path[1] === "files") return sendStoredFile(sandbox, path[2] ?? "", response);
  const raw = await readBody(request);
  const found = find(request.method ?? "GET", path);
  if (!found) return sendJson(response, 404, { error: `There is no ${request.method} ${url.pathname}.` });
  try {
    const body: unknown = raw.length > 0 ? JSON.parse(raw.toString()) : null;
    const answer = await found.handler({ sandbox, rest: found.rest, query: url.searchParams, body });
    if (answer instanceof Answered) sendJson(response, answer.status, answer.body);
    else sendJson(response, 200, answer ?? { ok: true });
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
}

async function sendStoredFile({ telegram }: Sandbox, id: string, response: ServerResponse): Promise<void> {
  const file = telegram.files.get(id);
  if (!file) return sendJson(response, 404, { error: "There is no such file." });
  response.writeHead(200, { "content-type": file.mimeType, "content-length": file.data.length });
  response.end(file.data);
}

/** The handler of the longest path that matches. */
function find(method: string, path: string[]): { handler: Control; rest: string[] } | null {
  for (let length = path.length; length > 0; length--) {
    const handler = control[`${method} ${path.slice(0, length).join("/")}`];
    if (handler) return { handler, rest: path.slice(length) };
  }
  return null;
}
