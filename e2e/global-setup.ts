// Once per Playwright run: a browser, a database server and a built dashboard, each where it is not there yet.
import "#test/environment.ts";
import type { FullConfig } from "playwright/test";
import { buildForTests } from "#test/built.ts";
import { startServer } from "#test/server.ts";
import { getBrowser, thisMachine } from "./browser.ts";

export default async function globalSetup({ projects }: FullConfig): Promise<() => Promise<void>> {
  // `--headed` and `--debug` show it.
  const isSeen = projects.some(({ use }) => use.headless === false) || Boolean(process.env.PWDEBUG);
  process.env.CHROMIUM = getBrowser(thisMachine(isSeen));
  const own = process.env.TEST_SERVER_URL ? null : await startServer();
  process.env.TEST_SERVER_URL ||= own?.url;
  await buildForTests();
  return async () => own?.stop();
}
