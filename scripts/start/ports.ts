import { createServer } from "node:net";

/** @throws Error with one sentence where another program has the port. */
export async function requireFreePort(variable: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${error.code})`;
      reject(new Error(`${variable}: port ${port} ${why}. Stop it, or set ${variable} to a free port.`));
    });
    server.listen(port, resolve);
  });
  await new Promise((done) => server.close(done));
}
