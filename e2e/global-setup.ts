// Once per Playwright run: a browser, a database server and a built dashboard, each where it is not there yet.
import "#test/environment.ts";
import { startServer } from "#test/server.ts";
import { buildDashboard, generateClient } from "../scripts/start/build.ts";
import { getBrowser } from "./browser.ts";

export default async function globalSetup(): Promise<() => Promise<void>> {
  process.env.CHROMIUM = getBrowser();
  const own = process.env.TEST_SERVER_URL ? null : await startServer();
  process.env.TEST_SERVER_URL ||= own?.url;
  generateClient();
  await buildDashboard(AbortSignal.timeout(300_000));
  return async () => own?.stop();
}
