// The whole platform for browser tests: `npm start`'s own script, the sandbox, a database of its own.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import pg from "pg";
import { test as base, expect, type Page } from "playwright/test";
import { freePort } from "#test/ports.ts";
import { type Running, type SandboxProcess, startProcess, startSandbox } from "#test/processes.ts";
import { TEMPLATE } from "#test/server.ts";

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

/** Starts everything; `env` adds to the variables of the README. */
export async function startPlatform(
  sandbox: SandboxProcess,
  databaseUrl: string,
  env: Record<string, string> = {},
) {
  const port = await freePort();
  const settings = {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    DATA_DIR: `test-results/data-${port}`,
    PORT: String(port),
    WORKER_PORT: String(await freePort()),
    TELEGRAM_API_ROOT: sandbox.url,
    GEMINI_BASE_URL: sandbox.url,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: "info",
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

/** A platform with its own database and sandbox; `close` ends all three. */
interface Opened extends Platform {
  close(): Promise<void>;
}

async function openPlatform(shop: ImportedShop | null, env: Record<string, string>): Promise<Opened> {
  const sandbox = await startSandbox();
  const database = await cloneDatabase();
  if (shop) await furnish(sandbox, shop);
  const variables = { ...(shop && variablesOf(shop)), ...env };
  // A demo: Telegram's links lead to the sandbox's page.
  if (variables.SANDBOX_URL) variables.SANDBOX_URL = sandbox.url;
  const platform = await startPlatform(sandbox, database.url, variables);
  if (shop) await keysChecked(database.url);
  return {
    ...platform,
    async close() {
      await platform.end();
      await sandbox.end();
      await database.drop();
    },
  };
}

/** How many shared platforms a process keeps open: one without a shop and one with that of a file. */
const MOST_OPEN = 2;

/** The shared platforms of this process; the one used longest ago makes room for a new one. */
class Keeper {
  readonly #open = new Map<string, Opened>();

  async take(key: string, open: () => Promise<Opened>): Promise<Opened> {
    let taken = this.#open.get(key);
    this.#open.delete(key);
    const [oldest] = this.#open.keys();
    if (!taken && oldest !== undefined && this.#open.size === MOST_OPEN) {
      await this.#open.get(oldest)?.close();
      this.#open.delete(oldest);
    }
    taken ??= await open();
    this.#open.set(key, taken);
    return taken;
  }

  async close(): Promise<void> {
    for (const platform of this.#open.values()) await platform.close();
    this.#open.clear();
  }
}

interface Fixtures {
  sandbox: SandboxProcess;
  /** Imported by the platform when it starts; null: it has neither bots nor keys. */
  shop: ImportedShop | null;
  /** Environment variables to add or replace. */
  env: Record<string, string>;
  /** Whether it is that of other tests too: of the file, and where there is no shop, of other files. */
  shared: boolean;
  platform: Platform;
}

/**
 * Waits until the document is hydrated and fully streamed. While it streams, its text is there twice, once hidden;
 * before hydration a click is lost. Removes Next's route announcer, an alert that repeats the title: it is created
 * at hydration and filled later, so it would be found as an alert of the page.
 */
async function settled(page: Page): Promise<void> {
  await expect(
    page.locator("next-route-announcer, html[data-settled], html[data-ready]").first(),
  ).toBeAttached();
  await expect(page.locator("div[hidden][id^='S:'], template[id^='B:'], template[id^='P:']")).toHaveCount(0);
  await page.evaluate(() => {
    document.querySelector("next-route-announcer")?.remove();
    document.documentElement.dataset.settled = "";
  });
}

/** Makes everything that loads a document wait until it is settled. */
function settle(page: Page): void {
  const { goto, reload, waitForURL } = page;
  page.goto = async (...args) => {
    const response = await goto.apply(page, args);
    await settled(page);
    return response;
  };
  page.reload = async (...args) => {
    const response = await reload.apply(page, args);
    await settled(page);
    return response;
  };
  page.waitForURL = async (...args) => {
    await waitForURL.apply(page, args);
    await settled(page);
  };
}

export const test = base.extend<Fixtures, { keeper: Keeper }>({
  context: async ({ context }, use) => {
    context.on("page", settle);
    await use(context);
  },
  env: [{}, { option: true }],
  shop: [null, { option: true }],
  shared: [false, { option: true }],
  keeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern
    async ({}, use) => {
      const keeper = new Keeper();
      await use(keeper);
      await keeper.close();
    },
    { scope: "worker" },
  ],
  sandbox: ({ platform }, use) => use(platform.sandbox),
  platform: async ({ keeper, shared, env, shop }, use, info) => {
    const open = () => openPlatform(shop, env);
    const key = JSON.stringify([shop && info.file, info.repeatEachIndex, env, shop]);
    const platform = await (shared ? keeper.take(key, open) : open());
    await use(platform);
    if (info.status !== info.expectedStatus)
      writeFileSync(info.outputPath("platform.log"), platform.output());
    if (!shared) await platform.close();
  },
});

/**
 * Call it at the top of a file, or of a `describe`: its tests run one after the other on one platform, which spares its start. They leave each
 * other in peace, and without a shop those of other files: they undo what others would notice, or forget it before they begin.
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

/** Opens the page as the admin, signed in without the form: most of what a test of another page would do first. */
export async function enter(page: Page, { url }: Platform, path: string): Promise<void> {
  const { request } = page;
  const { csrfToken } = (await (await request.get(`${url}/api/auth/csrf`)).json()) as { csrfToken: string };
  const form = { ...admin, csrfToken, json: "true" };
  const response = await request.post(`${url}/api/auth/callback/credentials`, { form });
  expect(response.status(), await response.text()).toBe(200);
  await page.goto(url + path);
}
