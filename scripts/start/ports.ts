// Checks that a port is free before anything listens on it.
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "#lib/env.ts";
import { bracketed } from "../dashboard/own-address.ts";

/** Processes left by a killed start release their ports within 2 s. */
const TRIES = 10;
const PAUSE_MS = 200;

/** @returns the error's code, or null if the port is free. */
export async function portState(port: number, host: string): Promise<string | null> {
  const server = createServer();
  const code = await new Promise<string | null>((done) => {
    server.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown"));
    server.listen(port, host, () => done(null));
  });
  if (code === null) await new Promise((done) => server.close(done));
  return code;
}

/** @throws Error with one sentence if the port is in use or not allowed. */
export async function requireFreePort(variable: string, port: number, host = "0.0.0.0"): Promise<void> {
  for (let tries = 1; ; tries++) {
    const code = await portState(port, host);
    if (code === null) return;
    if (code === "EADDRINUSE" && tries < TRIES) {
      await sleep(PAUSE_MS);
      continue;
    }
    const why = code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${code})`;
    throw new Error(`${variable}: port ${port} ${why}. Stop it, or set ${variable} to a free port.`);
  }
}

/** Of the workers that one start runs. */
export const portsOf = ({ WORKER_PORT, WORKERS }: Pick<Env, "WORKER_PORT" | "WORKERS">): number[] =>
  Array.from({ length: WORKERS }, (_, i) => WORKER_PORT + i);

/** How a browser on this machine reaches a server that listens on `host`, for an address. */
export function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1" || host === "::1") return "localhost";
  return bracketed(host);
}
