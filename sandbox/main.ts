// `node sandbox/main.ts [--port N] [--demo] [--state FILE]`: prints `sandbox http://127.0.0.1:PORT` when ready.
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { seedDemo } from "./demo.ts";
import { keepIn, recall } from "./memory.ts";
import { createSandbox } from "./sandbox.ts";
import { createServer } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    demo: { type: "boolean", default: false },
    state: { type: "string" },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  process.exit(2);
}

const sandbox = createSandbox();
const known = values.state !== undefined && recall(sandbox, values.state);
if (values.demo && !known) seedDemo(sandbox);
const keep = values.state === undefined ? () => undefined : keepIn(sandbox, values.state);
function end(): void {
  keep();
  process.exit(0);
}
const server = createServer(sandbox);
server.once("error", (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === "EADDRINUSE" ? `Port ${port} is in use: choose another --port.` : error.message,
  );
  process.exit(1);
});
server.listen(port, "127.0.0.1", 4096, () => {
  console.log(`sandbox http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
// Started by a process that has died: nobody else stops it.
process.once("disconnect", end);
