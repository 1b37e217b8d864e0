// Runs once per `npm test`: starts the database server that test files share. A file run alone starts its own
// (test/database.ts).
import "./environment.ts";
import { generateClient } from "../scripts/start/build.ts";
import { buildForTests } from "./built.ts";
import { type Server, startServer } from "./server.ts";

let server: Server;

export async function globalSetup(): Promise<void> {
  generateClient();
  server = await startServer();
  process.env.TEST_SERVER_URL = server.url;
  // Build once here: two test files start the platform and would build it concurrently.
  await buildForTests();
}

export function globalTeardown(): Promise<void> {
  // Node sets up once in a process: files that run again start a server of their own.
  delete process.env.TEST_SERVER_URL;
  return server.stop();
}
