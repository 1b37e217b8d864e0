// Free ports for programs that cannot report which port they chose.
import { createServer } from "node:net";

/** Below the ephemeral range, so that no outgoing connection takes a port between this check and its use. */
const FIRST = 20_000;
const PER_PROCESS = 40;
const PROCESSES = 300;

let next = 0;

/** Whether this process could listen there now. */
export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(false));
    server.listen(port, () => server.close(() => done(true)));
  });
}

let range: Promise<number> | undefined;

/** The first port of a range that is this process's own: it listens there for as long as it lives. */
async function claimRange(): Promise<number> {
  for (let tries = 0; tries < PROCESSES; tries++) {
    const first = FIRST + ((process.pid + tries) % PROCESSES) * PER_PROCESS;
    const guard = createServer().unref();
    const isOurs = await new Promise<boolean>((done) => {
      guard.once("error", () => done(false));
      guard.listen({ port: first, host: "127.0.0.1" }, () => done(true));
    });
    if (isOurs) return first;
  }
  throw new Error(`All ${PROCESSES} ranges of ports above ${FIRST} are taken.`);
}

/** A free port. Each test process has its own range, so two processes never pick the same one. */
export async function freePort(): Promise<number> {
  range ??= claimRange();
  const first = (await range) + 1;
  for (let tries = 1; tries < PER_PROCESS; tries++) {
    const port = first + (next++ % (PER_PROCESS - 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`Process ${process.pid} has no free port in its range above ${FIRST}.`);
}
