// Ports for programs that cannot report which one they took.
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: nothing takes one between our look and its use. */
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

/** A port that is free and that no other test process is about to use: each process has a range of its own. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PER_PROCESS; tries++) {
    const port = FIRST + (process.pid % PROCESSES) * PER_PROCESS + (next++ % PER_PROCESS);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port is free from ${FIRST} on in the range of process ${process.pid}.`);
}
