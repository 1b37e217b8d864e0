// The whole platform for browser tests: `npm start`'s own script, the sandbox, a database of its own.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import pg from "pg";
import { test as base, expect, type Page } from "playwright/test";
import { freePort } from "#test/ports.ts";
import { type Running, type SandboxProcess, startProcess, startSandbox } from "#test/processes.ts";
import { TEMPLATE } from "#test/server.ts";
import { Anew } from "./beginning.ts";
import { Keeper } from "./keeper.ts";
import { settle } from "./settled.ts";

export const admin = { email: "admin@example.com", password: "correct-horse-battery" };

export interface Platform extends Running {
  url: string;
  sandbox: SandboxProcess;
  databaseUrl: string;
}

async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env.TEST_SERVER_URL ?? "";
  const name = `e2e_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await client.end();
    },
  };
}

const settingsOf = (sandbox: SandboxProcess, databaseUrl: string): Record<string, string> => ({
  NODE_ENV: "production",
  DATABASE_URL: databaseUrl,
  TELEGRAM_API_ROOT: sandbox.url,
  GEMINI_BASE_URL: sandbox.url,
  ADMIN_EMAIL: admin.email,
  ADMIN_PASSWORD: admin.password,
  // The pages that tests give to bots are of this machine.
  PAGES_PRIVATE_ADDRESSES: "on",
  LOG_LEVEL: "info",
});

/** Starts everything; `env` adds to the variables of the README. */
export async function startPlatform(
  sandbox: SandboxProcess,
  databaseUrl: string,
  env: Record<string, string> = {},
) {
  const port = await freePort();
  const settings = {
    ...settingsOf(sandbox, databaseUrl),
    DATA_DIR: `test-results/data-${port}`,
    PORT: String(port),
    WORKER_PORT: String(await freePort()),
    ...env,
  };
  const running = await startProcess(["scripts/start.ts"], settings, /^ready (\S+)/);
  return { ...running, url: running.match[1]!, sandbox, databaseUrl };
}

/** A bot and keys, each in a project of its own. */
export interface ImportedShop {
  token: string;
  username: string;
  name: string;
  keys: string[];
}

/** Makes them known to Telegram and Google; models answer with their name and the question. */
export async function furnish(
  sandbox: SandboxProcess,
  { token, username, name, keys }: ImportedShop,
): Promise<void> {
  await sandbox.control("POST", "/telegram/bots", { token, username, name });
  const projects = keys.map((key, i) => [key, { project: `p${i + 1}` }]);
  await sandbox.control("PUT", "/gemini/keys", Object.fromEntries(projects));
  await sandbox.control("PUT", "/gemini/reply", { mode: "echo" });
}

/** The variables of the README that import the shop at a start. */
const variablesOf = ({ token, keys }: ImportedShop): Record<string, string> => ({
  TELEGRAM_BOT_TOKEN: token,
  ...Object.fromEntries(keys.map((key, i) => [`GEMINI_API_KEY_${i + 1}`, key])),
});

/** Resolves when every imported key is checked: its models are known from then on. */
async function keysChecked(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const unchecked = async () => {
    const { rows } = await client.query(`SELECT 1 FROM "Key" WHERE "checkedAt" IS NULL`);
    return rows.length;
  };
  await expect.poll(unchecked).toBe(0);
  await client.end();
}

/** How it begins. */
interface Start {
  shop: ImportedShop | null;
  /** Whether it has an admin already. */
  isSetUp: boolean;
}

/** A platform with its own database and sandbox; `close` ends all three. */
async function openPlatform({ shop, isSetUp }: Start, env: Record<string, string>) {
  const sandbox = await startSandbox();
  const database = await cloneDatabase();
  if (shop) await furnish(sandbox, shop);
  const variables = { ...env };
  // A demo: Telegram's links lead to the sandbox's page.
  if (variables.SANDBOX_URL) variables.SANDBOX_URL = sandbox.url;
  const platform = await startPlatform(sandbox, database.url, {
    ...variables,
    ...(shop && variablesOf(shop)),
    ...(!isSetUp && { ADMIN_EMAIL: "", ADMIN_PASSWORD: "" }),
  });
  if (shop) await keysChecked(database.url);
  let anew: Anew | null = null;
  return {
    first: platform,
    async renew(next: Start): Promise<Platform> {
      anew ??= new Anew({ ...settingsOf(sandbox, database.url), ...variables });
      await anew.empty();
      await sandbox.control("POST", "/reset");
      if (next.shop) await furnish(sandbox, next.shop);
      const code = await anew.begin({ admin: next.isSetUp ? admin : null, shop: next.shop });
      const visit = code === null ? "" : `First visit: ${platform.url}/setup?code=${code}\n`;
      const before = platform.output().length;
      return { ...platform, output: () => visit + platform.output().slice(before) };
    },
    async close(): Promise<void> {
      anew?.end();
      await platform.end();
      await sandbox.end();
      await database.drop();
    },
  };
}

interface Fixtures {
  sandbox: SandboxProcess;
  /** Imported when the platform begins; null: it has neither bots nor keys. */
  shop: ImportedShop | null;
  /** Whether it has an admin; false: its output has the link of the first visit. */
  isSetUp: boolean;
  /** Environment variables to add or replace: its processes are of tests with the same ones. */
  env: Record<string, string>;
  /** Whether the tests of the file use it one after the other, as the one before has left it. */
  shared: boolean;
  /** Whether its processes are of this test alone, which may end them. */
  alone: boolean;
  platform: Platform;
}

export const test = base.extend<Fixtures, { keeper: Keeper<Platform, Start> }>({
  context: async ({ context, browser }, use) => {
    context.on("page", settle);
    for (const page of context.pages()) settle(page);
    await use(context);
    // A page that is left open asks on and on.
    for (const left of browser.contexts()) if (left !== context) await left.close();
  },
  env: [{}, { option: true }],
  shop: [null, { option: true }],
  isSetUp: [true, { option: true }],
  shared: [false, { option: true }],
  alone: [false, { option: true }],
  keeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern
    async ({}, use) => {
      const keeper = new Keeper<Platform, Start>();
      await use(keeper);
      await keeper.close();
    },
    { scope: "worker" },
  ],
  sandbox: ({ platform }, use) => use(platform.sandbox),
  platform: async ({ keeper, alone, shared, env, shop, isSetUp }, use, info) => {
    const start: Start = { shop, isSetUp };
    const open = () => openPlatform(start, env);
    const own = alone ? await open() : null;
    const variables = Object.keys(env).length === 0 ? "" : JSON.stringify(env);
    const user = JSON.stringify([
      info.repeatEachIndex,
      start,
      shared ? info.file : [info.testId, info.retry],
    ]);
    const platform = own?.first ?? (await keeper.take(variables, user, start, open));
    await use(platform);
    if (info.status !== info.expectedStatus)
      writeFileSync(info.outputPath("platform.log"), platform.output());
    await own?.close();
  },
});

/**
 * Call it at the top of a file, or of a `describe`: its tests run one after the other on what the one before has left. They leave each
 * other in peace: they undo what others would notice, or forget it before they begin. Other files meet nothing of it.
 */
export function sharePlatform(): void {
  test.describe.configure({ mode: "default" });
  test.use({ shared: true });
}

/** Forgets the order that an earlier test saved: what the platform started with holds again. */
export async function forgetOrder({ databaseUrl }: Platform): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`DELETE FROM "ModelList" WHERE "tenantId" IS NOT NULL`);
  await client.query(`UPDATE "Tenant" SET "configVersion" = "configVersion" + 1`);
  await client.end();
}

export { expect };

export async function signIn(page: Page, platform: Platform): Promise<void> {
  await page.goto(platform.url);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password").fill(admin.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/main(\/|$)/);
}

/** Signs the admin in without the form: most of what a test of another page would do first. */
export async function getIn(page: Page, { url }: Platform): Promise<void> {
  const { request } = page;
  const { csrfToken } = (await (await request.get(`${url}/api/auth/csrf`)).json()) as { csrfToken: string };
  const form = { ...admin, csrfToken, json: "true" };
  const response = await request.post(`${url}/api/auth/callback/credentials`, { form });
  expect(response.status(), await response.text()).toBe(200);
}

/** Opens the page as the admin. */
export async function enter(page: Page, platform: Platform, path: string): Promise<void> {
  await getIn(page, platform);
  await page.goto(platform.url + path);
}
