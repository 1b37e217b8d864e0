// `npm test`: every test there is. `node scripts/test.ts FILE…`: only those, `e2e/…` included.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrate } from "./database/migrate.ts";
import { startPostgres } from "./database/postgres.ts";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const asked = process.argv.slice(2);
const isBrowserTest = (file: string) => file.endsWith(".spec.ts");
const folders = "{app,bench,bots,lib,sandbox,scripts,test}";
const files = asked.length
  ? asked.filter((file) => !isBrowserTest(file))
  : globSync(`${folders}/**/*.test.ts`);
const specs = asked.length ? asked.filter(isBrowserTest) : globSync("e2e/**/*.spec.ts");

interface Count {
  passed: number;
  failed: number;
}

async function makeTemplate(server: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query("CREATE DATABASE botfactory_template");
  await client.end();
  const url = new URL(server);
  url.pathname = "/botfactory_template";
  await migrate(url.href);
}

function runFiles(): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  if (files.length === 0) return Promise.resolve(count);
  return new Promise((done) => {
    const stream = run({
      files: files.sort(),
      concurrency: 2,
      timeout: 180_000,
      execArgv: ["--disable-warning=ExperimentalWarning", "--import", "./test/setup.ts"],
    });
    stream.on("test:pass", ({ details }) => {
      if (details.type !== "suite") count.passed++;
    });
    stream.on("test:fail", ({ details }) => {
      if (details.type !== "suite") count.failed++;
    });
    stream.on("end", () => done(count));
    stream.compose(new spec()).pipe(process.stdout);
  });
}

async function runBrowser(): Promise<Count> {
  if (specs.length === 0) return { passed: 0, failed: 0 };
  const report = join(scratch, "browser.json");
  const args = ["node_modules/playwright/cli.js", "test", "--config=e2e/playwright.config.ts", ...specs];
  const child = spawn(process.execPath, args, {
    stdio: "inherit",
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  await new Promise((done) => child.on("exit", done));
  const { stats } = JSON.parse(readFileSync(report, "utf8")) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
}

const scratch = mkdtempSync(join(tmpdir(), "botfactory-test-"));
chmodSync(scratch, 0o711); // as root, Postgres runs as another user that must get through
// Durability is not what these tests are about, except those that start a database of their own.
const flags = ["fsync=off", "synchronous_commit=off", "max_connections=400", "shared_buffers=128MB"];
const postgres = await startPostgres(join(scratch, "postgres"), "test", { flags });
const stop = async () => {
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stop().finally(() => process.exit(130)));
}

let total: Count = { passed: 0, failed: 1 };
try {
  await makeTemplate(postgres.url);
  Object.assign(process.env, {
    NODE_ENV: "test",
    TEST_SERVER_URL: postgres.url,
    ENCRYPTION_KEY: randomBytes(32).toString("hex"),
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  });
  const [unit, browser] = [await runFiles(), await runBrowser()];
  total = { passed: unit.passed + browser.passed, failed: unit.failed + browser.failed };
} finally {
  await stop();
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed || !total.passed ? 1 : 0);
