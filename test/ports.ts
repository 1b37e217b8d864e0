// Free ports for programs that cannot report which port they chose.
import { createServer } from "node:net";

/** Below the ephemeral range, so that no outgoing connection takes a port between this check and its use. */
const FIRST = 20_000;
const PER_PROCESS = 40;
const PROCESSES = 300;

let next = 0;

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(false));
    server.listen(port, () => server.close(() => done(true)));
  });
}

/** A free port. Each test process has its own range, so two processes never pick the same one. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PER_PROCESS; tries++) {
    const port = FIRST + (process.pid % PROCESSES) * PER_PROCESS + (next++ % PER_PROCESS);
    if (await isFree(port)) return port;
  }
  throw new Error(`Process ${process.pid} has no free port in its range above ${FIRST}.`);
}
