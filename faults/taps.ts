// Taps between a worker and everything that it talks to: a fault at exactly one step of a message's way. A step is a
// statement or a call, before it is carried out or after it and before its answer.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { type Cut, startProxy } from "#test/proxy.ts";
import { nameOf } from "#test/statements.ts";
import { until } from "#test/until.ts";

export interface Taps {
  /** For a worker's environment. */
  env: Record<string, string>;
  /** Resolves when no worker is connected any more: all that they sent has been read. */
  hungUp(): Promise<unknown>;
  end(): Promise<void>;
}

interface Options {
  /** Address of the sandbox. */
  sandbox: string;
  /** Called at each step. @returns whether its connection is cut, and when */
  at(step: string): Cut | null;
  /** Called at the cut. */
  cut?(step: string): void;
}

/** "getUpdates, some" is a poll that delivers something. */
const callOf = (path: string): string => /\/bot[^/]+\/(\w+)/.exec(path)?.[1] ?? path.replace(/\?.*/, "");

export async function startTaps({ sandbox, at, cut }: Options): Promise<Taps> {
  const proxy = await startProxy(process.env.DATABASE_URL ?? "", {
    onStatement: (sql) => at(nameOf(sql)),
    onCut: (sql) => cut?.(nameOf(sql)),
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const step = callOf(request.url ?? "");
    // An empty poll is not on a message's way, and whether it is empty shows afterwards.
    const isPoll = step === "getUpdates";
    let fate = isPoll ? null : at(step);
    if (fate === "before") {
      cut?.(step);
      response.destroy();
      return;
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const {
      host,
      connection,
      "content-length": length,
      "transfer-encoding": coding,
      ...headers
    } = request.headers;
    const answer = await fetch(`${sandbox}${request.url}`, {
      method: request.method ?? "GET",
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      signal: gone.signal,
    });
    const isStream = answer.headers.get("content-type")?.includes("event-stream");
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    if (isStream && fate === null) {
      for await (const chunk of answer.body ?? []) response.write(chunk);
      response.end();
      return;
    }
    const body = Buffer.from(await answer.arrayBuffer());
    if (isPoll && body.includes('"update_id"')) fate = at(step);
    if (fate === null) {
      response.end(body);
      return;
    }
    cut?.(step);
    response.destroy();
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { DATABASE_URL: proxy.url, TELEGRAM_API_ROOT: url, GEMINI_BASE_URL: url },
    hungUp: () =>
      until("all have hung up", async () => (await promisify(server.getConnections.bind(server))()) === 0),
    async end() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await proxy.end();
    },
  };
}
