// Once per `npm test`: what its files share. A file run by itself starts its own (test/database.ts).
import "./environment.ts";
import { buildDashboard, generateClient } from "../scripts/start/build.ts";
import { type Server, startServer } from "./server.ts";

let server: Server;

export async function globalSetup(): Promise<void> {
  generateClient();
  server = await startServer();
  process.env.TEST_SERVER_URL = server.url;
  // Two files start the platform: both would build it at the same time.
  await buildDashboard(AbortSignal.timeout(300_000));
}

export const globalTeardown = (): Promise<void> => server.stop();
